"""The writer that is always there: it chooses which sentences of the sources to show, and changes none of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...corpus.types import Unit
from ...index.generation import Generation
from ..evidence import Candidate, Evidence
from .draft import Draft

_ANAPHORIC = re.compile(
    r"(?:Dette|Det|De|Den|Denne|Disse|Dei|Desse|Han|Hun|Ho|Der|Slik|Slike|Dermed|Derfor|Likevel|Samtidig|Videre|Også"
    r"|I tillegg|Imidlertid|Andre|Begge|Alle disse|Her|Da|Men|Og)\b"
)
"""Openings that lean on the sentence before."""

_FIGURE = re.compile(r"\d|\b(?:en|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|elleve|tolv|prosent|halv\w*)\b")
_REASON = re.compile(
    r"\b(?:fordi|derfor|skyldes|grunn|årsak|dermed|for å|slik at|siden|ettersom|bakgrunn)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Choice:
    """How much is shown: at most ``units`` units and about ``words`` words, none scored far below the best."""

    units: int = 5
    words: int = 100
    floor: float = 0.6


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    score: float


class ExtractiveWriter:
    """Chooses one to about five units that together answer, in a readable order and without near-duplicates."""

    def __init__(self, generation: Generation, choice: Choice) -> None:
        self._generation = generation
        self._choice = choice

    def write(self, evidence: Evidence) -> tuple[Draft, ...]:
        """Drafts in the order to show them, the best evidence first; empty when there is no candidate."""
        scored = sorted(self._scored(evidence), key=lambda entry: -entry.score)
        if not scored:
            return ()
        whole = self._whole_list(evidence, scored)
        if whole:
            return (whole,)
        return self._drafts(evidence, self._choose(scored))

    def _scored(self, evidence: Evidence) -> list[_Scored]:
        similarity = _standardised([c.similarity for c in evidence.candidates])
        passage = [evidence.hits[c.hit].score for c in evidence.candidates]
        return [
            _Scored(
                c,
                float(s) + 1.2 * c.overlap + 0.35 * p + self._fit(evidence, c),
            )
            for c, s, p in zip(evidence.candidates, similarity, passage, strict=True)
        ]

    def _fit(self, evidence: Evidence, candidate: Candidate) -> float:
        """What speaks for or against a unit apart from its subject."""
        text = self._generation.unit_text(candidate.row)
        fit = 0.0
        if text.endswith("?"):
            fit -= 2.0
        if len(text) < 25:
            fit -= 0.7
        if evidence.part.ask == "fact" and _FIGURE.search(text):
            fit += 0.3
        if evidence.part.ask == "why" and _REASON.search(text):
            fit += 0.3
        return fit

    def _choose(self, scored: Sequence[_Scored]) -> list[Candidate]:
        """The best units that do not repeat one another, until the words are used up."""
        chosen: list[Candidate] = []
        words = 0
        floor = scored[0].score - self._choice.floor * abs(scored[0].score)
        for entry in scored:
            size = len(self._generation.unit_text(entry.candidate.row).split())
            if len(chosen) >= self._choice.units or entry.score < floor:
                break
            if chosen and (words + size > self._choice.words or self._repeats(entry.candidate, chosen)):
                continue
            chosen.append(entry.candidate)
            words += size
        return chosen

    def _repeats(self, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
        vectors = self._generation.unit_vectors
        return any(float(vectors[candidate.row] @ vectors[other.row]) > 0.965 for other in chosen)

    def _drafts(self, evidence: Evidence, chosen: Sequence[Candidate]) -> tuple[Draft, ...]:
        """Neighbouring units together, each run opened by a sentence that can stand alone where there is one."""
        by_document: dict[str, dict[Unit, tuple[str, ...]]] = {}
        for candidate in chosen:
            headings = evidence.hits[candidate.hit].passage.headings
            units = (candidate.unit, *self._needed_before(evidence, candidate))
            by_document.setdefault(candidate.document_id, {}).update(dict.fromkeys(units, headings))
        return tuple(
            Draft(document_id, headings[run[0]], run)
            for document_id, headings in by_document.items()
            for run in self._runs(document_id, sorted(headings, key=lambda unit: unit.start))
        )

    def _needed_before(self, evidence: Evidence, candidate: Candidate) -> tuple[Unit, ...]:
        """The unit before one that leans on it, and the lead-in of a list item."""
        units = evidence.hits[candidate.hit].passage.units
        place = units.index(candidate.unit)
        if candidate.unit.kind != "sentence":
            leads = [unit for unit in units[:place] if unit.kind == "sentence"]
            return (leads[-1],) if leads and self._text(candidate.document_id, leads[-1]).endswith(":") else ()
        if place and _ANAPHORIC.match(self._text(candidate.document_id, candidate.unit)):
            return (units[place - 1],)
        return ()

    def _runs(self, document_id: str, units: Sequence[Unit]) -> list[tuple[Unit, ...]]:
        text = self._generation.documents[document_id].text
        runs: list[list[Unit]] = []
        for unit in units:
            if runs and not text[runs[-1][-1].end : unit.start].strip():
                runs[-1].append(unit)
            else:
                runs.append([unit])
        return [tuple(run) for run in runs]

    def _whole_list(self, evidence: Evidence, scored: Sequence[_Scored]) -> Draft | None:
        """The list that answers a question for a list: with its lead-in, every item once."""
        if evidence.part.ask != "list":
            return None
        for hit in evidence.hits[:3]:
            units = hit.passage.units
            items = [index for index, unit in enumerate(units) if unit.kind != "sentence"]
            if len(items) < 3 or 2 * len(items) < len(units):
                continue
            if all(self._text(hit.passage.document_id, units[i]).endswith("?") for i in items):
                continue
            first = max(0, items[0] - 1)
            return Draft(hit.passage.document_id, hit.passage.headings, tuple(units[first : items[-1] + 1]))
        return None

    def _text(self, document_id: str, unit: Unit) -> str:
        return self._generation.documents[document_id].text[unit.start : unit.end]


def _standardised(values: Sequence[float]) -> Sequence[float]:
    array = np.asarray(values, dtype=np.float32)
    deviation = float(array.std())
    return ((array - array.mean()) / deviation if deviation > 1e-9 else array * 0).tolist()
