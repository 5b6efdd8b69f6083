"""What a question for a number counts, so that no other number is given in answer."""

import re
from collections.abc import Callable

from ..index.lexical import stem
from .understand import Part

_NUMBER = r"(?:\d[\d ,.]*|en|ett|én|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|halvparten|flertall\w*)"

_SHARE = re.compile(
    r"\b(?:prosent\w*|percent\w*|procent\w*)\b(?: av (?P<first>\w+)(?: (?P<second>\w+))?)?", re.IGNORECASE
)
_SHARES = rf"(?:\d\s*(?:prosent|%)|\b{_NUMBER} av (?:de )?{_NUMBER}\b|\bhalvparten\b)"

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


def answers_count(part: Part, is_known: Callable[[str], bool]) -> re.Pattern[str] | None:
    """What a sentence must hold to answer ``part``; ``None`` when it asks for no number, or for what cannot be told.

    ``is_known`` says whether a stem stands in the documents: what is counted in other words than theirs cannot be told.
    """
    share = _SHARE.search(part.dense)
    if share:
        whole = "|".join(map(re.escape, _stems(share, part, is_known)))
        return re.compile(rf"(?=.*{_SHARES}).*\b\w*(?:{whole})", re.IGNORECASE | re.DOTALL)
    if _CURRENCY.search(part.text):
        return _SUMS
    if _MONEY.search(part.text):
        return _AMOUNTS
    asked = list(_COUNT.finditer(part.dense))
    if not asked:
        return None
    counted = _stems(asked[-1], part, is_known)
    if stem(asked[-1]["first"].lower()) not in counted[:1] or (asked[-1]["second"] or "").lower() in _AFTER_A_VERB:
        return None
    things = "|".join(map(re.escape, counted))
    return re.compile(rf"\b{_NUMBER}(?:\s+\w+)?\s+\w*(?:{things})", re.IGNORECASE)


def _stems(asked: re.Match[str], part: Part, is_known: Callable[[str], bool]) -> list[str]:
    """The stems of the one or two words that name what is counted, of those that stand in the documents."""
    said = [(asked[name] or "").lower() for name in ("first", "second")]
    return [stem(word) for word in said if word in part.content and is_known(stem(word))]
