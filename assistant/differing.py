"""Sources that give different times, shares or sums for the same thing, found by comparing what each says.

Of times, only questions for nothing but the time of a named thing are looked at; of shares and sums, only sentences
that hold most of what the question names and one figure each: two that stand near other words may well be of two
things.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from ..corpus.provenance import origin_at
from ..index.coverage import share
from ..index.generation import Generation
from ..index.lexical import read_stopwords, words
from .evidence import Candidate, Evidence
from .figures import Figure, Unit, figure_in, figures_differ
from .numbers import YEAR, number_words
from .rules import read_rules, whole_words
from .understand import Part
from .write.draft import Draft
from .write.quotable import understandable

_COUNTS: Mapping[str, float] = {**number_words(), **dict.fromkeys(("en", "én", "ett", "ein", "eit", "eitt"), 1)}
_PERIOD = re.compile(rf"\b(?P<first>{YEAR})\s*(?:til|og|–|-|/)\s*(?P<last>{YEAR})\b")
_LENGTH = re.compile(
    rf"(?<!løpet av )(?<![\w,.])(?P<count>\d+(?:,\d+)?|{'|'.join(_COUNTS)})"
    r"\s+(?P<unit>måneder|måned|år|uker|uke|dager)\b",
    re.IGNORECASE,
)
_MONTHS: Mapping[str, float] = {"måned": 1, "år": 12, "uke": 12 / 52, "dag": 12 / 365}

_NEAR = 6.5
"""How much less like the question than the likest that tells a sentence may be and still be of the same thing, in
standard deviations among all candidates."""

_SAME = 0.6
"""The share of a question's words, by rarity, that a sentence and its headings hold when its figure is meant."""


@dataclass(frozen=True, slots=True)
class Time:
    """How long something took, at least and at most, in months, and its first and last year where those are said."""

    least: float
    most: float
    years: tuple[int, int] | None


_Said = TypeVar("_Said", Time, Figure)


class Differing:
    """Finds disagreements about time between the sources of one generation."""

    def __init__(self, generation: Generation) -> None:
        raw: dict[str, Any] = read_rules("times.toml")
        self._asks_length, self._asks_years, self._idle, self._tells = (
            whole_words(raw[name]) for name in ("asks_length", "asks_years", "idle", "tells")
        )
        self._looked_for_length: str = raw["looked_for_length"]
        self._looked_for_years: str = raw["looked_for_years"]
        self._stopwords = read_stopwords()
        self._generation = generation

    def questions(self, part: Part, things: Iterable[str], places: Iterable[str]) -> tuple[Part, ...]:
        """What to look for when ``part`` asks for nothing but the time of the ``things`` that it names, else nothing.

        The ``places`` that it names with them say nothing more. The years tell a length and the length years, so both
        are looked for, what is asked first.
        """
        named = frozenset((*things, *places))
        if not frozenset(things) or not (self._asks_length.search(part.text) or self._asks_years.search(part.text)):
            return ()
        told = [word for word in words(part.text) if not any(word.startswith(name) for name in named)]
        if any(word not in self._stopwords and not self._idle.fullmatch(word) for word in told):
            return ()
        forms = (self._looked_for_length, self._looked_for_years)
        thing = " ".join(sorted(things))
        queries = [form.format(thing=thing) for form in (forms if self._wants_length(part) else reversed(forms))]
        return tuple(replace(part, dense=query, lexical=query, cue="duration", norwegian=True) for query in queries)

    def drafts(self, asked: Part, found: Sequence[Evidence]) -> tuple[Draft, ...]:
        """The sentences of two or more works that disagree on what ``asked`` asks, the likest first; else none."""
        told = self._told(found, wants_length=self._wants_length(asked))
        if not told or not any(differ(told[0][1], time) for _, time in told):
            return ()
        return self._drafts(candidate for candidate, _ in told)

    def figures(self, unit: Unit, evidence: Evidence) -> tuple[Draft, ...]:
        """The sentences of two or more works that give different figures of ``unit`` for what was asked, else none."""
        told = [
            (candidate, figure)
            for candidate in evidence.candidates
            if (figure := self._figure(unit, candidate, evidence))
        ]
        by_work: dict[str, tuple[Candidate, Figure]] = {}
        for candidate, figure in _near(told, evidence):
            by_work.setdefault(self._work(candidate), (candidate, figure))
        found = _of_each(by_work.values())
        if not found or not any(figures_differ(found[0][1], figure) for _, figure in found):
            return ()
        return self._drafts(candidate for candidate, _ in found)

    def _figure(self, unit: Unit, candidate: Candidate, evidence: Evidence) -> Figure | None:
        figure = figure_in(self._generation.unit_text(candidate.row))
        same = share(evidence.weights, candidate.found | candidate.headed) >= _SAME
        return figure if figure and figure.unit == unit and same else None

    def _drafts(self, told: Iterable[Candidate]) -> tuple[Draft, ...]:
        """Each told sentence with all that a reader needs around it; without those that lack it."""
        shown = [(one.document_id, understandable(self._generation, one.row)) for one in told]
        units = self._generation.units
        return tuple(Draft(document, tuple(units[row][1] for row in rows)) for document, rows in shown if rows)

    def _wants_length(self, part: Part) -> bool:
        return bool(self._asks_length.search(part.text))

    def _told(self, found: Sequence[Evidence], *, wants_length: bool) -> Sequence[tuple[Candidate, Time]]:
        """Of each work the sentence that tells the time as wanted, or else the likest; the likest work first."""
        told = [entry for evidence in found for entry in self._times(evidence)]
        by_work: dict[str, tuple[Candidate, Time]] = {}
        for candidate, time in sorted(told, key=lambda entry: (entry[1].years is None) != wants_length):
            by_work.setdefault(self._work(candidate), (candidate, time))
        return _of_each(sorted(by_work.values(), key=lambda entry: -entry[0].similarity))

    def _times(self, evidence: Evidence) -> Sequence[tuple[Candidate, Time]]:
        times = [(candidate, self._time(candidate)) for candidate in evidence.candidates]
        return _near([(candidate, time) for candidate, time in times if time], evidence)

    def _time(self, candidate: Candidate) -> Time | None:
        text = self._generation.unit_text(candidate.row)
        return time_in(text) if self._tells.search(text) else None

    def _work(self, candidate: Candidate) -> str:
        documents = self._generation.documents
        return origin_at(documents, documents[candidate.document_id], candidate.unit.start).source.id


def _near(told: Sequence[tuple[Candidate, _Said]], evidence: Evidence) -> list[tuple[Candidate, _Said]]:
    """The likest of ``told`` to the question, and those that are nearly as like it; the likest first."""
    if not told:
        return []
    spread = float(np.std([candidate.similarity for candidate in evidence.candidates]))
    ranked = sorted(told, key=lambda entry: -entry[0].similarity)
    return [entry for entry in ranked if entry[0].similarity >= ranked[0][0].similarity - _NEAR * spread]


def _of_each(told: Iterable[tuple[Candidate, _Said]]) -> list[tuple[Candidate, _Said]]:
    """Of those who say the same the first."""
    said: dict[_Said, tuple[Candidate, _Said]] = {}
    for entry in told:
        said.setdefault(entry[1], entry)
    return list(said.values())


def time_in(text: str) -> Time | None:
    """The period or the length of time that a sentence names first; ``None`` when it names none."""
    period = _PERIOD.search(text)
    if period:
        first, last = int(period["first"]), int(period["last"])
        # From the last month of one year to the first of another, or both years whole.
        return Time(max(0, last - first - 1) * 12 + 1, (last - first + 1) * 12, (first, last)) if first < last else None
    length = _LENGTH.search(text)
    if not length:
        return None
    said = length["count"].lower()
    count = _COUNTS.get(said) or float(said.replace(",", "."))
    months = count * next(size for name, size in _MONTHS.items() if length["unit"].lower().startswith(name))
    return Time(months, months, None)


def differ(one: Time, other: Time) -> bool:
    """Whether both cannot be true: other years where both name years, else lengths that do not meet."""
    if one.years and other.years:
        return one.years != other.years
    return one.least > other.most or other.least > one.most
