"""What a question for a number counts, so that no other number is given in answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..index.lexical import stem
from .understand import Part

_NUMBER = r"(?:\d[\d ,.]*|én|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|halvparten|flertall\w*)"

_SHARE = re.compile(
    r"\b(?:prosent\w*|percent\w*|procent\w*)\b(?: av (?P<first>\w+)(?: (?P<second>\w+))?)?", re.IGNORECASE
)
_SHARES = rf"(?:\d\s*(?:prosent|%)|\b(?:en|ett|{_NUMBER}) av (?:de )?{_NUMBER}\b|\bhalvparten\b)"

_CURRENCY = re.compile(r"\b(?:kroner|million\w*|milliard\w*)\b", re.IGNORECASE)
_SUMS = re.compile(r"\d\s*(?:kroner|kr\b|million|milliard)|\b(?:million|milliard)\w*", re.IGNORECASE)

_MONEY = re.compile(
    r"\b(?:(?:hvor mye|hvor mykje|kor mykje|kor mye) (?:penger|pengar|kost\w+|brukt\w*|spart?e?)"
    r"|how much (?:money|did \w+ (?:cost|save)))\b",
    re.IGNORECASE,
)
_AMOUNTS = re.compile(r"\d\s*(?:kroner|kr\b|million|milliard|prosent|%)|\b(?:million|milliard)\w*", re.IGNORECASE)

_COUNT = re.compile(r"\b(?:hvor|kor) mange (?P<first>\w+)(?: (?P<second>\w+))?", re.IGNORECASE)
_AFTER_A_VERB = frozenset("i på for med av til fra ved hos som".split())  # noqa: SIM905
"""What follows a verb rather than the thing counted: "hvor mange deltok i"."""

_ANY_NUMBER = re.compile(rf"\b{_NUMBER}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What answers a question for a number: ``number`` in the sentence, and ``of`` in the passage around it."""

    number: re.Pattern[str]
    of: re.Pattern[str] | None = None

    def is_in(self, sentence: str, passage: str) -> bool:
        """Whether a sentence of a passage gives such a number."""
        return bool(self.number.search(sentence)) and (self.of is None or bool(self.of.search(passage)))


def asked_quantity(part: Part, is_known: Callable[[str], bool]) -> Quantity | None:
    """What ``part`` asks the number of; ``None`` when it asks for no number, or for what cannot be told.

    ``is_known`` says whether a stem stands in the documents: what is counted in other words than theirs cannot be told.
    """
    share = _SHARE.search(part.dense)
    if share:
        whole = "|".join(map(re.escape, _stems(share, part, is_known)))
        return Quantity(re.compile(rf"(?=.*{_SHARES}).*\b\w*(?:{whole})", re.IGNORECASE | re.DOTALL))
    if _CURRENCY.search(part.text):
        return Quantity(_SUMS)
    if _MONEY.search(part.text):
        return Quantity(_AMOUNTS)
    asked = list(_COUNT.finditer(part.dense))
    counted = _stems(asked[-1], part, is_known) if asked else []
    if not counted or stem(asked[-1]["first"].lower()) != counted[0]:
        return None
    if (asked[-1]["second"] or "").lower() in _AFTER_A_VERB:
        return None
    things = "|".join(map(re.escape, counted))
    return Quantity(_ANY_NUMBER, re.compile(rf"\b\w*(?:{things})", re.IGNORECASE))


def _stems(asked: re.Match[str], part: Part, is_known: Callable[[str], bool]) -> list[str]:
    """The stems of the one or two words that name what is counted, of those that stand in the documents."""
    said = [(asked[name] or "").lower() for name in ("first", "second")]
    return [stem(word) for word in said if word in part.content and is_known(stem(word))]
