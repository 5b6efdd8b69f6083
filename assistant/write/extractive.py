"""The writer that is always there: it chooses which sentences of the sources to show, and changes none of them."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...corpus.types import Unit
from ...index.generation import Generation
from ...index.retrieve import z_scores
from ..evidence import Candidate, Evidence
from .draft import Draft

_ANAPHORIC = re.compile(
    r"(?:Dette|Det|De|Den|Denne|Disse|Dei|Desse|Han|Hun|Ho|Der|Slik|Slike|Dermed|Derfor|Likevel|Samtidig|Videre|Også"
    r"|I tillegg|Imidlertid|Andre|Begge|Alle disse|Her|Da|Men|Og)\b"
)
"""Openings that lean on the sentence before."""

_LIST_AMONG = 4
"""Best units among which one has to belong to a list for that list to answer a question for one."""

_SHORT = 40
"""Characters below which a unit is more often a fragment than an answer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How much is shown: at most ``units`` units and about ``words`` words, none scored far below the best."""

    units: int = 6
    words: int = 110
    floor: float = 0.8


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
        if evidence.part.ask == "list":
            for entry in scored[:_LIST_AMONG]:
                units = self._whole_list(evidence, entry.candidate)
                if len(units) > 1:
                    return self._drafts([(entry.candidate, units)])
        return self._drafts(self._choose(evidence, scored))

    def _scored(self, evidence: Evidence) -> list[_Scored]:
        """Each candidate with its score; the weights, rounded, were fitted on NorQuAD half A by listwise log loss."""
        similarities = np.array([candidate.similarity for candidate in evidence.candidates], dtype=np.float32)
        return [
            _Scored(candidate, 0.7 * z + self._score(evidence, candidate))
            for candidate, z in zip(evidence.candidates, z_scores(similarities).tolist(), strict=True)
        ]

    def _score(self, evidence: Evidence, candidate: Candidate) -> float:
        text = self._generation.unit_text(candidate.row)
        score = 1.6 * candidate.overlap + 2.7 * candidate.passage_overlap
        score += 0.5 * evidence.hits[candidate.hit].score + 0.35 * (candidate.hit == 0)
        score += 0.25 * math.log(len(text) / 100) - 0.35 * (len(text) < _SHORT) + 0.45 * candidate.cued
        return score - 2.0 * text.endswith("?")

    def _choose(self, evidence: Evidence, scored: Sequence[_Scored]) -> list[tuple[Candidate, tuple[Unit, ...]]]:
        """The best units that do not repeat one another, each with what it needs around it, while there are words left.

        A list is never cut: with its lead-in or one of its items comes all of it, where there is room.
        """
        chosen: list[tuple[Candidate, tuple[Unit, ...]]] = []
        shown: set[tuple[str, Unit]] = set()
        words = 0
        floor = scored[0].score - self._choice.floor * abs(scored[0].score) if scored else 0.0
        for entry in scored:
            candidate = entry.candidate
            if len(chosen) >= self._choice.units or entry.score < floor:
                break
            if (candidate.document_id, candidate.unit) in shown or self._repeats(candidate, [c for c, _ in chosen]):
                continue
            room = self._choice.words - words
            units = self._with_surroundings(evidence, candidate, room if chosen else self._choice.words)
            size = sum(self._size(candidate.document_id, unit) for unit in units)
            if chosen and size > room:
                continue
            chosen.append((candidate, units))
            shown.update((candidate.document_id, unit) for unit in units)
            words += size
        return chosen

    def _with_surroundings(self, evidence: Evidence, candidate: Candidate, room: int) -> tuple[Unit, ...]:
        """A unit with the sentence that it leans on, or the list that it belongs to if ``room`` words hold it."""
        whole = self._whole_list(evidence, candidate)
        if len(whole) > 1 and sum(self._size(candidate.document_id, unit) for unit in whole) <= room:
            return whole
        units = evidence.hits[candidate.hit].passage.units
        place = units.index(candidate.unit)
        if len(whole) > 1:
            return (whole[0], candidate.unit) if whole[0] != candidate.unit else whole[:2]
        if place and _ANAPHORIC.match(self._text(candidate.document_id, candidate.unit)):
            return (units[place - 1], candidate.unit)
        return (candidate.unit,)

    def _whole_list(self, evidence: Evidence, candidate: Candidate) -> tuple[Unit, ...]:
        """The list that a unit is the lead-in or an item of, from its lead-in on; the unit alone when there is none."""
        units = evidence.hits[candidate.hit].passage.units
        place = units.index(candidate.unit)
        first = place
        while first and units[first].kind != "sentence":
            first -= 1
        leads = self._text(candidate.document_id, units[first]).endswith(":") or candidate.unit.kind != "sentence"
        last = first + 1
        while leads and last < len(units) and units[last].kind != "sentence":
            last += 1
        return units[first:last]

    def _size(self, document_id: str, unit: Unit) -> int:
        return len(self._text(document_id, unit).split())

    def _repeats(self, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
        vectors = self._generation.unit_vectors
        return any(float(vectors[candidate.row] @ vectors[other.row]) > 0.965 for other in chosen)

    def _drafts(self, chosen: Sequence[tuple[Candidate, tuple[Unit, ...]]]) -> tuple[Draft, ...]:
        """Neighbouring units together, a document at a time, the document with the best evidence first."""
        by_document: dict[str, set[Unit]] = {}
        for candidate, units in chosen:
            by_document.setdefault(candidate.document_id, set()).update(units)
        return tuple(
            Draft(document_id, run)
            for document_id, units in by_document.items()
            for run in self._runs(document_id, sorted(units, key=lambda unit: unit.start))
        )

    def _runs(self, document_id: str, units: Sequence[Unit]) -> list[tuple[Unit, ...]]:
        text = self._generation.documents[document_id].text
        runs: list[list[Unit]] = []
        for unit in units:
            if runs and not text[runs[-1][-1].end : unit.start].strip():
                runs[-1].append(unit)
            else:
                runs.append([unit])
        return [tuple(run) for run in runs]

    def _text(self, document_id: str, unit: Unit) -> str:
        return self._generation.documents[document_id].text[unit.start : unit.end]
