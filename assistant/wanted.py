"""What a question cannot be answered without: a figure of the things counted, a price, a time of day, a name.

A sentence that is near the question in meaning and lacks it is about the same subject, and no answer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..index.lexical import stem, words
from .figures import Unit
from .numbers import YEAR, number_words
from .rules import read_rules, whole_words
from .understand import Part

_PLACES_IN_TEXT = ("tabell", "figur", "boks", "kapittel", r"kap\.", "del", "punkt", "vedlegg", "side", r"s\.", r"nr\.")

_NO_PLACE = "".join(rf"(?<!\b{place} )" for place in _PLACES_IN_TEXT)
"""Not after what tells where something stands in a text: "se Tabell 1" counts nothing."""

_NUMBER = (
    rf"(?:{_NO_PLACE}(?!{YEAR}\b)\d[\d ,.]*(?![\d-])|én|halvparten|flertall\w*"
    rf"|(?:{'|'.join(sorted(number_words(), key=len, reverse=True))}))"
)
"""A figure or a word for one, not a year."""

_BETWEEN = r"(?: \w+){0,1}? "
"""What may stand between a number and what it counts."""

_SHARE = re.compile(
    r"\b(?:prosent\w*|percent\w*|procent\w*)\b"
    r"(?: av (?:(?:de|dei|den|alle|disse|desse) )*(?P<first>\w+)(?: (?P<second>\w+))?)?",
    re.IGNORECASE,
)
_SHARES = rf"(?:\d\s*(?:prosent|%)|\b(?:en|ett|{_NUMBER}) av (?:de )?{_NUMBER}\b|\bhalvparten\b)"

_SAID_OF_SHARES = frozenset(map(stem, ("stor", "andel", "del", "prosent", "mange", "mye")))
"""What asks for a share in Norwegian and names no subject."""

_STATED = re.compile(r"\d[\d .,]*(?:(?:prosent|percent|procent|kroner|kr|million|milliard)\w*\s?|%)+", re.IGNORECASE)
"""A share or a sum that a question states, and so does not ask for."""

_CURRENCY = re.compile(r"\b(?:kroner|million\w*|milliard\w*)\b", re.IGNORECASE)
_SUMS = re.compile(r"\d\s*(?:kroner|kr\b|million|milliard)|\b(?:million|milliard)\w*", re.IGNORECASE)

_MONEY = re.compile(
    r"\b(?:(?:hvor mye|hvor mykje|kor mykje|kor mye) (?:penger|pengar|kost\w+|brukt\w*|spart?e?)"
    r"|wie viel geld|ile pieniędzy|how much (?:money|did \w+ (?:cost|save)))\b",
    re.IGNORECASE,
)
_AMOUNTS = re.compile(r"\d\s*(?:kroner|kr\b|million|milliard|prosent|%)|\b(?:million|milliard)\w*", re.IGNORECASE)

_COUNT = re.compile(r"\b(?:hvor|kor) mange (?P<first>\w+)(?: (?P<second>\w+))?", re.IGNORECASE)
_COUNT_ELSEWHERE = re.compile(r"\b(?:how many|wie viele|ilu|ile)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:(?:hvor|kor) (?:mye|mykje|kraftig)|how much|wie stark|o ile) (?:\w+ ){0,3}?"
    r"(?:gikk|økte|auka|sank|falt|steg|steig|ned|opp|redusert|mindre|mer|fall|fell|drop|decrease|increase|down|up"
    r"|spadł\w*)\b",
    re.IGNORECASE,
)
_AFTER_A_VERB = frozenset("i på for med av til fra ved hos som det de sammen saman inn ut opp ned".split())  # noqa: SIM905
"""What follows a verb rather than the thing counted: "hvor mange deltok i"."""

_MEASURE = r"(?:måned|år(?:et|ene)?\b|uke|dag|døgn|time|minutt|sekund|prosent|%|kroner|kr\b)"
"""What a number measures that counts no things."""

_ANY_NUMBER = re.compile(rf"\b{_NUMBER}\b", re.IGNORECASE)
_NUMBER_OF_THINGS = re.compile(rf"\b{_NUMBER}\b(?! ?{_MEASURE})", re.IGNORECASE)
_NAME = (
    r"(?:(?<=[\w,;:(«] )[A-ZÆØÅ][\w'’-]*[a-zæøå](?: [A-ZÆØÅ]\.)?(?: [A-ZÆØÅ][\w'’-]*[a-zæøå])+"
    r"|^(?!(?:Ifølge|Hos|Ved|Når|Som|Både|Mens|Også|Etter|Mellom) )[A-ZÆØÅ][\w'’-]*[a-zæøå]"
    r"(?: [A-ZÆØÅ][\w'’-]*[a-zæøå])+(?:,| \(| (?:er|var|leder|ledet|ble|blir|har)\b))"
)
"""Two or more words with a capital letter in a row, not those that a sentence merely opens with."""

_ANY_AMOUNT = re.compile(rf"\b(?:{_NUMBER}|dobbel\w*|doblet|halvert|\w*deler?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sentence must hold to answer, and what it counts, which may stand in the passage around it.

    ``beside`` finds the two next to each other, which settles that the one is the number of the other.
    ``current`` says that only a source that is not old can give it: who holds a post now; ``unit`` that a
    share or a sum of money is asked for, ``counts`` that any number is. ``said`` are the stems that ask for the form
    itself and name no subject.
    """

    form: re.Pattern[str]
    of: re.Pattern[str] | None = None
    beside: re.Pattern[str] | None = None
    current: bool = False
    unit: Unit | None = None
    counts: bool = True
    said: frozenset[str] = frozenset()

    def is_in(self, sentence: str, passage: str) -> bool:
        """Whether a sentence of a passage gives what is wanted."""
        return bool(self.form.search(sentence)) and (self.of is None or bool(self.of.search(passage)))


class Wants:
    """Reads from a question what its answer cannot do without."""

    def __init__(self) -> None:
        raw: dict[str, Any] = read_rules("wanted.toml")
        post = raw["post"]
        named = "|".join(post["post"])
        self._post = whole_words(question.replace("{post}", f"({named})") for question in post["question"])
        forms = (form for name, form in raw.items() if name != "post")
        self._forms = [(whole_words(form["question"]), whole_words(form["sentence"])) for form in forms]

    def of(self, part: Part, is_known: Callable[[str], bool]) -> Wanted | None:
        """What ``part`` asks for; ``None`` when that has no form of its own, or cannot be told.

        ``is_known`` says whether a stem stands in the documents: what is counted in other words than theirs cannot be
        told.
        """
        share = _SHARE.search(_STATED.sub(" ", part.dense))
        if share:
            whole = "|".join(map(re.escape, _stems(share, part, is_known)))
            form = re.compile(rf"(?=.*{_SHARES}).*\b\w*(?:{whole})", re.IGNORECASE | re.DOTALL)
            return Wanted(form, unit="percent" if whole else None, said=_SAID_OF_SHARES)
        if _CURRENCY.search(_STATED.sub(" ", part.text)):
            return Wanted(_SUMS, unit="kroner")
        if _MONEY.search(part.text):
            return Wanted(_AMOUNTS, unit="kroner")
        return self._named(part) or self._formed(part) or _count(part, is_known)

    def _named(self, part: Part) -> Wanted | None:
        asked = self._post.search(part.dense if part.norwegian else part.text)
        if not asked:
            return None
        post = re.escape(stem(next(filter(None, asked.groups())).lower())) if part.norwegian else ""
        return Wanted(re.compile(rf"\A(?=(?si:.*{post}))(?=(?s:.*?){_NAME})"), current=part.now, counts=False)

    def _formed(self, part: Part) -> Wanted | None:
        for question, sentence in self._forms:
            if asked := question.search(part.text):
                return Wanted(sentence, counts=False, said=frozenset(map(stem, words(asked[0]))))
        return None


def _count(part: Part, is_known: Callable[[str], bool]) -> Wanted | None:
    """The number of what ``part`` counts, or how much something changed."""
    if _CHANGE.search(part.text):
        return Wanted(_ANY_AMOUNT)
    asked = list(_COUNT.finditer(part.dense))
    if not asked:
        return Wanted(_ANY_NUMBER) if _COUNT_ELSEWHERE.search(part.text) else None
    first, counted = asked[-1]["first"].lower(), _stems(asked[-1], part, is_known)
    things = rf"{re.escape(stem(first))}\w*"
    beside = re.compile(rf"\b{_NUMBER}{_BETWEEN}{things}|\b{things}(?::| er| var| på)? {_NUMBER}\b", re.IGNORECASE)
    number = _ANY_NUMBER if re.match(_MEASURE, first) else _NUMBER_OF_THINGS
    if (asked[-1]["second"] or "").lower() in _AFTER_A_VERB or not counted or stem(first) != counted[0]:
        return Wanted(number, beside=beside)
    of = re.compile(rf"\b\w*(?:{'|'.join(map(re.escape, counted))})", re.IGNORECASE)
    return Wanted(number, of, beside)


def _stems(asked: re.Match[str], part: Part, is_known: Callable[[str], bool]) -> list[str]:
    """The stems of the one or two words that name what is counted, of those that stand in the documents."""
    said = [(asked[name] or "").lower() for name in ("first", "second")]
    return [stem(word) for word in said if word in part.content and is_known(stem(word))]
