"""The writer that is always there: it chooses which sentences of the sources to show, and changes none of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...index.generation import Generation
from ..evidence import Evidence
from ..understand import Ask
from .draft import Asking, Draft
from .model import WriterModel
from .quotable import Quotable, drafts_of, quotables, runs_of
from .signals import signals_of

_ALIKE = 0.955
"""The cosine of e5 from which one sentence repeats another."""

_AT_LEAST = 10
"""Words that any quotable is taken to cost besides its own, for the time to find and open a citation."""

SETTLED: Mapping[Ask, float] = {"fact": 0.9, "define": 0.7, "other": 0.7, "why": 0.5, "how": 0.5, "list": 0.3}
"""How much of what was asked is settled by one quotable that answers: a fact has one answer, a reason several."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How much is shown: at most ``words`` words and ``units`` units, and no more than is worth reading.

    ``least`` is the chance to answer what is still open that every further quotable must have. ``brevity``, from 0 to
    1, is how much a short one is preferred: the power of the words that a chance is divided by. ``settled`` is, by the
    kind of question, the share of what is still open that one quotable that answers settles.
    """

    words: int = 150
    units: int = 16
    least: float = 0.03
    brevity: float = 0.3
    settled: Mapping[Ask, float] = field(default_factory=lambda: SETTLED)


class ExtractiveWriter:
    """Chooses the few quotables that together answer, without near-duplicates, and stops when more would not help."""

    def __init__(self, generation: Generation, model: WriterModel, choice: Choice) -> None:
        self._generation = generation
        self._model = model
        self._choice = choice

    def write(self, evidence: Evidence, _: Asking | None = None) -> tuple[Draft, ...]:
        """Drafts in the order to show them, the best evidence first; empty when there is nothing to quote."""
        rows = [candidate.row for candidate in evidence.candidates]
        found = quotables(self._generation, rows)
        if evidence.giving:
            found = tuple(one for one in found if evidence.giving.intersection(one.about)) or found
        if not found:
            return ()
        chances = self._model.chances(signals_of(self._generation, evidence, found), evidence.part.ask)
        return self._drafts(self._choose(found, chances.tolist(), self._choice.settled[evidence.part.ask]))

    def _choose(self, found: Sequence[Quotable], chances: Sequence[float], settled: float) -> list[int]:
        """The rows to show, best first: at each step the quotable that answers most for its words.

        Where ``least`` is not reached the answer ends; one quotable is shown in any case.
        """
        shown: list[int] = []
        words, still_open = 0, 1.0
        worth = [
            chance / (self._words(one.rows) + _AT_LEAST) ** self._choice.brevity
            for one, chance in zip(found, chances, strict=True)
        ]
        for place in sorted(range(len(found)), key=lambda place: (-worth[place], place)):
            if shown and (chances[place] * still_open < self._choice.least or self._repeats(found[place], shown)):
                continue
            new = [row for row in found[place].rows if row not in shown]
            size = words + self._words(new)
            if shown and (size > self._choice.words or len(shown) + len(new) > self._choice.units):
                continue
            shown += new
            words = size
            still_open *= 1 - settled * chances[place]
        return shown

    def _words(self, rows: Iterable[int]) -> int:
        return sum(len(self._generation.unit_text(row).split()) for row in rows)

    def _repeats(self, one: Quotable, shown: Sequence[int]) -> bool:
        """Whether each unit that ``one`` is about is shown, or something very like it."""
        vectors = self._generation.unit_vectors
        alike = vectors[list(one.about)] @ vectors[list(shown)].T
        return bool(np.all(alike.max(axis=1) > _ALIKE))

    def _drafts(self, shown: Sequence[int]) -> tuple[Draft, ...]:
        """Neighbouring units together, in the order of the best of each; the very best opens the answer."""
        rank = {row: place for place, row in enumerate(shown)}
        best = shown[0]
        before, onwards = (row for row in shown if row < best), (row for row in shown if row >= best)
        runs = [*runs_of(self._generation, before), *runs_of(self._generation, onwards)]
        return drafts_of(self._generation, sorted(runs, key=lambda run: min(map(rank.__getitem__, run))))
