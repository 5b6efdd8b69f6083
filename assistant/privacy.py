"""Personal data in a question: found by pattern and hidden before anything else sees the text."""

import re
from dataclasses import dataclass

MASK = "[skjult]"
"""What stands in the place of hidden text."""

_GAP = r"[ .\-\u00a0]?"
_PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Any 11 digits, however grouped: national identity, D-, H- and synthetic numbers, and account numbers.
    re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{10}}(?!\d)"),
    # Norwegian telephone numbers: 8 digits in their usual groups, with or without the country code.
    re.compile(
        r"(?<!\d)(?:(?:\+|00)47[ \u00a0]?)?"
        r"(?:\d{8}|\d{2}(?:[ \u00a0]\d{2}){3}|\d{3}[ \u00a0]\d{2}[ \u00a0]\d{3})(?!\d)"
    ),
    # Street addresses: a name that ends like a street, with a house number or not.
    re.compile(
        r"\b[A-ZÆØÅ][\wæøå]*(?:gaten|gata|gate|veien|vegen|vei|veg|smauet|allmenningen|plassen|bakken|lia|svingen|stien)"
        r"(?:\s+\d{1,4}\s?[A-Za-z]?\b)?"
    ),
)

_ROLE = (
    r"(?:[Pp]asient(?:en)?|[Bb]rukeren|[Bb]rukaren|(?:[Mm]in|[Vv]år|[Ee]i?n) bruk[ea]r|[Bb]eboer(?:en)?|[Ff]ru|[Hh]err"
    r"|[Kk]ollega(?:en)?|[Pp]atient|[Cc]lient|[Pp]acjent(?:ka)?|Mrs?\.?|Ms\.?|Pani?)"
)
_NAME = r"[A-ZÆØÅŁŚŻ][a-zæøåéöäüłśżńó]+(?:[ -][A-ZÆØÅŁŚŻ][a-zæøåéöäüłśżńó]+){0,2}"
_NAME_AFTER_ROLE = re.compile(rf"\b{_ROLE} (?:min |vår |som heter )?({_NAME})")
_NAME_BEFORE_AGE = re.compile(rf"\b({_NAME}),? \(?(\d{{1,3}})\)?(?= ?(?:år\b|[,.)]|$))")
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


_MY_NAME = re.compile(rf"\b(?:[Jj]eg heter|[Ee]g heiter|[Mm]y name is|[Nn]azywam się) ({_NAME})")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with personal data hidden, and whether a person other than the asker seems to be described."""

    text: str
    found: bool
    about_person: bool


def mask(text: str) -> Masked:
    """Hide e-mail addresses, identity, account and telephone numbers, street addresses, and names known by context.

    Names that nothing marks as a person's are left alone: the documents' own places and authors look the same.
    """
    hidden = text
    for pattern in _PATTERNS:
        hidden = pattern.sub(MASK, hidden)
    own = _MY_NAME.sub(_hide_name, hidden)
    named = _NAME_BEFORE_AGE.sub(MASK, _NAME_AFTER_ROLE.sub(_hide_name, own))
    return Masked(named, found=named != text, about_person=named != own or bool(_PERSON_OF_AGE.search(text)))


def _hide_name(match: re.Match[str]) -> str:
    return match.group().replace(match.group(1), MASK)
