"""Personal data in a question: found by pattern and hidden before anything else sees the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .persons import IsPublic, private_names

MASK = "[…]"
"""What stands in the place of hidden text: no word of any language, so that searching passes it by."""

_GAP = r"[\s.\-‐‑–—−/\u00ad\u200b\u2060]"
_DIGITS_OF_A_PERSON = (
    # Any 11 digits, however grouped: national identity, D-, H- and synthetic numbers, and account numbers.
    rf"\d(?:{_GAP}{{0,2}}\d){{10}}",
    r"\d{6}\s*[-–—,]\s*\d{5}",
    # Identity numbers of neighbouring countries, and whatever else has so many digits in a row.
    r"\d{6}-\d{4}|\d{8}-\d{4}|\d{8,}",
    # Norwegian telephone numbers: 8 digits in their usual groups.
    rf"\d{{2}}(?:{_GAP}\d{{2}}){{3}}|\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{3}}|\d{{4}} \d{{4}}",
    # Telephone numbers of other countries, as they are written at home.
    rf"\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3,4}}|\(\d{{3}}\)\s?\d{{3}}{_GAP}\d{{4}}|0(?:{_GAP}?\d){{8,11}}",
)
_NUMBERS = tuple(re.compile(rf"(?<!\d)(?:{digits})(?!\d)") for digits in _DIGITS_OF_A_PERSON)
_ELEVEN = re.compile(rf"(?<![\d+])\d(?:{_GAP}{{0,2}}\d){{10}}(?!{_GAP}{{0,2}}\d)")
"""Eleven digits and no more: looked for first, since a part of them may look like a telephone number."""

_ABROAD = re.compile(rf"\(?(?:(?<!\d)(?<!\d{_GAP})00|\+)\s?[1-9](?:(?:{_GAP}|[()]){{0,2}}\d){{6,14}}(?!\d)")
_CALLED = re.compile(
    r"(?<!\w)(?:tlf|tel|telefon\w*|mob|mobil\w*|phone|cell|komórk\w*|nummer\w*|number|numer\w*|nr|ring\w*|sms|call|zadzwoń)\b"
    rf"[^\d\n]{{0,20}}?(\d(?:{_GAP}{{0,2}}\d){{6,14}})(?!\d)",
    re.IGNORECASE,
)
_ID = re.compile(
    r"(?<!\w)(?:personn\w*|fødselsn\w*|fødselsdato\w*|fnr|pnr|født|fødd|born|urodz\w+|pesel|kontonummer\w*|konto)\b[^\d\n]{0,15}?"
    r"(\d{5,}|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{1,2}\.?\s(?:\w{3,9})\s(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[\dA-Z]{4}){2,7}(?: ?[\dA-Z]{1,3})?\b")

_AT = r"(?:\s?@\s?|\s?[(\[{<]\s*(?:at|@|a|krøll\w*|alfa\w*|małpa)\s*[)\]}>]\s?|\s(?:krøllalfa|alfakrøll|krøll|małpa)\s)"
_DOT = (
    r"(?:\.|\s?\.\s?(?=(?:no|com|net|org|pl|se|dk)\b)|\s?[(\[{]\s*(?:\.|dot|punktum|prikk|kropka)\s*[)\]}]\s?"
    r"|\s(?:dot|punktum|prikk|kropka)\s)"
)
_SPELT_DOT = r"(?:\s(?:dot|punktum|prikk|kropka)\s)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]+(?:{_AT}[\w-]+(?:{_DOT}[\w-]+)*|\sat\s[\w-]+(?:{_SPELT_DOT}[\w-]+)+)", re.IGNORECASE
)

_SHARE = r"(?:kr\b|kroner|nok\b|mill|mrd|milliard|euro|eur\b|usd\b|zł|%|prosent|percent|procent)"
_COUNTED = (
    r"(?:år\b|ansatte|tilsette|årsverk|bruk[ea]r|innbygg|timer|timar|dager|dagar|personer|personar|people|users|employees"
    r"|hours)"
)
_UNIT = rf"(?:{_SHARE}|{_COUNTED})"
_FIGURE = re.compile(
    rf"\d{{1,3}}(?:[ .\u00a0]\d{{3}})+\s*{_UNIT}|(?:\d{{8,}}|\d\d(?: \d\d)+)\s*{_SHARE}", re.IGNORECASE
)
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s|[-–/])+(?:19|20)\d\d(?!\d)")

_HOUSE = rf"\s+\d{{1,3}}(?:[A-Za-z]\b|\s[A-Ha-d]\b)?(?:/\d+)?\b(?![.,]\d)(?!\s*{_UNIT})"
_TOWN = r"(?:,?\s+\d{4}\s+[A-ZÆØÅ]\w+)?"
_STREET = r"(?:gaten|gata|gate|gt|veien|vegen|vei|veg|smauet|allmenningen|alleen|allé)"
_PLOT = (
    r"(?:plassen|bakken|lia|svingen|stien|tunet|haugen|åsen|terrasse|kaien|bryggen|torget|hagen|toppen|dalen|marka|myra"
    r"|kleiva)"
)
_ADDRESSES = (
    re.compile(rf"\b(?!(?:europa|riks|fylkes)ve[ig])\w{{3,}}{_STREET}\.?{_HOUSE}{_TOWN}", re.IGNORECASE),
    re.compile(rf"\b[A-ZÆØÅ]\w{{2,}}{_PLOT}{_HOUSE}{_TOWN}"),
    re.compile(rf"\b(?:[A-ZÆØÅ][\w.]*\s){{1,3}}(?:{_STREET}|plass|torg|torv|brygge)\.?{_HOUSE}{_TOWN}"),
    re.compile(r"\b\d{1,4}[A-Za-z]?\s(?:[A-Z][\w']+\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court)\b"),
    re.compile(
        rf"\b(?:ul\.|ulic[aęy]|al\.|os\.)\s?\w+(?:\s\w+)?\s\d+(?:[A-Za-z]\b|\s[A-Ha-d]\b)?(?:/\d+)?{_TOWN}",
        re.IGNORECASE,
    ),
)

_STREET_ALONE = re.compile(r"\b[A-ZÆØÅ]\w{2,}(?:gaten|gata|gate|veien|vegen|vei|veg|smauet|allmenningen)\b")
"""A street without a number tells where somebody lives only beside a name; else it may be any place."""

_SOMEBODY = (
    r"(?:pasient|bruk[ea]r|beboer|mann|kvinne|dame|mor|far|patient|client|resident|woman|man|lady|pacjent|pan[ia]?)"
    r"(?:en|a|k[aęi])?"
)
_PERSON_OF_AGE = re.compile(
    rf"\b{_SOMEBODY}\b(?:\W+\w+){{0,3}}?\W+\d{{2,3}} ?(?:år|years|lat)\b"
    rf"|\b\d{{2,3}} ?år(?:ing|ig|en)?\w* (?:gam\w+ )?{_SOMEBODY}\b|\b\d{{2,3}}[ -]year[ -]old {_SOMEBODY}\b"
    r"|\b(?:født|fødd|born|urodzon[ay]) (?:\w+ )?\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with personal data hidden, and whether a person other than the asker seems to be described."""

    text: str
    found: bool
    about_person: bool


def mask(text: str, is_public: IsPublic | None = None) -> Masked:
    """Hide e-mail addresses, identity, account and telephone numbers, street addresses, and names known by context.

    Years and figures with a unit stay as they are, and so do names that nothing marks as a private person's; with
    ``is_public``, a given name with a surname that it does not know is hidden whatever stands around it.
    """
    hidden = _IBAN.sub(MASK, _EMAIL.sub(MASK, text))
    for pattern in (_ELEVEN, _ABROAD, _CALLED, *_NUMBERS, _ID):
        hidden = pattern.sub(_hide_number, hidden)
    for pattern in _ADDRESSES:
        hidden = pattern.sub(MASK, hidden)
    names = tuple(private_names(hidden, MASK, is_public))
    named = "".join(_without(hidden, [(name.start, name.end) for name in names]))
    cared_for = any(name.cared_for for name in names)
    if names:
        named = _STREET_ALONE.sub(MASK, named)
    return Masked(named, found=named != text, about_person=cared_for or bool(_PERSON_OF_AGE.search(text)))


def _hide_number(match: re.Match[str]) -> str:
    """What stands for a number, after the words that tell what it is: the mask, or the number where it is a figure."""
    group = match.re.groups
    start = match.start(group)
    if _YEARS.match(match.string, start) or _FIGURE.match(match.string, start):
        return match.group()
    return match.string[match.start() : start] + MASK + match.string[match.end(group) : match.end()]


def _without(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    end = 0
    for start, stop in spans:
        yield text[end:start] + MASK
        end = stop
    yield text[end:]
