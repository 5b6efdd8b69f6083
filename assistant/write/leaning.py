"""Whether a sentence opens with a word that only the sentence before it explains."""

import re

_OPEN = r"[«\"'—–\-\s]*"

_PRONOUN = re.compile(rf"{_OPEN}(?:Dette|Det|De|Den|Denne|Disse|Dei|Desse)\b")

_VERB = r"(?:ble|kunne|skulle|ville|måtte|hadde|gjorde|fortalte|mente|visste)"

_NAMED_AFTER = re.compile(
    rf"{_OPEN}(?!De[nt] (?:første|andre|tredje|siste|ene|samme) (?:er|var)\b)(?:"
    rf"(?:De|Dei|Den) (?:mest |\w+t )?(?!{_VERB}\b)(?:\w+e|\d+|to|fem|seks|sju|syv|ni|ti|over \d+) \w+"
    r"|(?:De|Dei|Den|Det) (?:\w{4,}(?:en|et) )?som\b|Det (?:\w+e )?(?:og )?\w+e \w+(?:et|en|a|ene|at)\b|Det første av\b"
    r"|Det \w{4,}(?:ene|et)\b(?=[^.]*,))"
)
"""The same words as articles: what they stand before is named."""

_MEANT = (
    r"(?:er|var|blir|ble|vart|vil|ville|kan|kunne|må|måtte|skal|skulle|bør|har vært|varierte|krev(?:er|de)|kostet"
    r"|gjelder|går|gikk|tar|tok|trengs|\w{3,}es|viste seg|viser seg)\b(?=.*\b(?:å|at|som|hvor\w*|om|når|enn|mot|på)\b)"
)
"""Verbs after which a clause may say what "det" stands for."""

_THERE_IS = (
    r"(?:finnes|fins|finst|trengs|gis|settes|oppstår|kom|kommer|er|var|ble|blir) (?:ikke |fremdeles |fortsatt |nå )?"
    r"(?:en|et|ei|ein|eit|noen|flere|mange|få|ingen|lite|mye|mindre|færre|mest|ulik\w*|store?|\d\S*|to|tre|fire|fem"
    r"|\w+t)\b|(?:kan|må|vil|kunne) (?:finnes|oppstå|være)\b|har vært (?:\w+t )?(?:en|et|gjennomført)\b"
    r"|kom etter hvert\b|\w{3,}es (?:nå|kontinuerlig)? ?\w+\b"
)
"""Verbs after which what there is follows."""

_EMPTY = re.compile(rf"{_OPEN}Det (?:{_MEANT}|{_THERE_IS}|å\b)")
"""A "det" that is only the verb's own subject."""

_PERSON = re.compile(rf"{_OPEN}(?:Han|Hun|Ho)\b")

_LINK = re.compile(
    rf"{_OPEN}(?:Der|Slike?|Dermed|Derfor|Likevel|Samtidig|Videre|Også|I tillegg|Imidlertid|Andre|Begge|Alle disse|Her"
    r"|Da|Men|Og)\b"
)
_LINK_INSIDE = re.compile(
    rf"{_OPEN}(?:Det \w+ (?:også|likevel|imidlertid|altså)|(?:[\wæøå-]+ ){{1,6}}(?:derfor|difor|dermed))\b"
)
_NO_LINK = re.compile(
    rf"{_OPEN}(?:Samtidig (?:som|med)\b|Da \w+ \w+|Der \w+ne\b|Også (?:i|på|ved|fra|de|[A-ZÆØÅ]\w+|\w+ne)\b)"
)

_POINTING_LEAD_IN = re.compile(r"\b(?:dette|disse|desse|slike?)\b", re.IGNORECASE)
"""Words by which a lead-in points to the sentence before: "Eksempler på dette er:"."""


def points(text: str, *, leads: bool = False) -> bool:
    """Whether a sentence means nothing without the one before it; ``leads`` says that it leads in to a list."""
    if leads and _POINTING_LEAD_IN.search(text):
        return True
    return bool(_PRONOUN.match(text)) and not _NAMED_AFTER.match(text) and not _EMPTY.match(text)


def is_of_person(text: str) -> bool:
    """Whether a sentence opens with "han" or "hun": the one before it may well name the person by a pronoun too."""
    return bool(_PERSON.match(text))


def links(text: str) -> bool:
    """Whether a sentence reads better after the one before it, where there is one."""
    return bool(_LINK_INSIDE.match(text)) or (bool(_LINK.match(text)) and not _NO_LINK.match(text))
