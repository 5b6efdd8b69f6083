"""How like a question is to those that the documents are known to answer (document expansion, as in doc2query)."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .generation import Generation
from .scores import Scores, z_scores


class AnticipatedQuestions:
    """The anticipated questions of one generation, by what answers them: each of ``holders`` holds rows of units."""

    def __init__(self, generation: Generation, holders: Sequence[NDArray[np.intp]]) -> None:
        of_unit: dict[int, list[int]] = defaultdict(list)
        for question, row in enumerate(generation.anticipated_units.tolist()):
            of_unit[row].append(question)
        held = [[one for row in rows.tolist() for one in of_unit.get(row, ())] for rows in holders]
        self._all = len(holders)
        holding = [place for place, some in enumerate(held) if some]
        self._holding = np.array(holding, dtype=np.intp)
        self._starts = np.cumsum([0, *(len(held[place]) for place in holding[:-1])])
        self._order = np.array([one for some in held for one in some], dtype=np.intp)

    def likeness(self, near: Scores) -> Scores:
        """For each holder its likest question, as ``z_scores`` among those that have any; 0 for the others.

        ``near`` tells how near each anticipated question is, in the order of the generation's.
        """
        scores = np.zeros(self._all, dtype=np.float32)
        if len(self._holding):
            scores[self._holding] = z_scores(np.maximum.reduceat(near[self._order], self._starts))
        return scores
