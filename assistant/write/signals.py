"""The signals by which a quotable is chosen."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ...index.coverage import idf, share
from ...index.generation import Generation
from ...index.lexical import terms, terms_of, words
from ...index.scores import Scores, z_scores
from ..evidence import ODDS_SCALE, Candidate, Evidence
from .quotable import Quotable

_USUAL, _SHORTEST = 15, 3
"""Words of a usual sentence, and those that a shorter one is taken to have."""

_COMPARED = 10
"""Best passages among which scores are compared; more than are read."""

Signals = Mapping[str, float]


def signals_of(generation: Generation, evidence: Evidence, found: Sequence[Quotable]) -> tuple[Signals, ...]:
    """The signals of each of ``found``, by name, each of the order of 1 and none in a score's own unit.

    Among the candidates, in standard deviations: ``similarity``, the cosine to the question of the nearest unit;
    ``own_similarity``, of the nearest that it is quoted for; ``words``, how much of the question's index terms, by
    rarity, stands in one of these. Shares of the question's content words, by rarity: ``overlap`` in the units,
    ``passage`` in their passage, ``heading`` in its title and headings; ``names``, of its names, in the units.
    ``behind`` is how far the passage's score is behind the best, in standard deviations of the ten best,
    ``behind_foreign`` the same for a question that is not in Norwegian, ``first`` 1 over the passage's rank.
    ``anticipated`` is how like the question is to those that one of these units is known to answer, 0 at the mean of
    all units and where none is known. ``met`` are the best log odds that the question's tokens give one of the units,
    over ``ODDS_SCALE``. ``cued`` says that the units hold the kind of thing asked for, ``opens`` that they open their
    passage, ``item`` and ``row`` that they are one item of a list or hold a table's row. ``length`` is the logarithm of
    the words over a usual sentence's, ``items`` that of a whole list's units.
    """
    reading = _Reading.of(generation, evidence)
    return tuple(reading.signals(one) for one in found)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The candidates of one question by row, with what is compared among all of them."""

    generation: Generation
    evidence: Evidence
    places: Mapping[int, int]
    similarity: Scores
    words: Scores
    behind: Scores

    @classmethod
    def of(cls, generation: Generation, evidence: Evidence) -> "_Reading":
        candidates = evidence.candidates
        scores = z_scores(np.array([hit.score for hit in evidence.hits[:_COMPARED]], dtype=np.float32))
        return cls(
            generation=generation,
            evidence=evidence,
            places={candidate.row: place for place, candidate in enumerate(candidates)},
            similarity=z_scores(np.array([candidate.similarity for candidate in candidates], dtype=np.float32)),
            words=z_scores(_weighed_terms(generation, evidence)),
            behind=scores - scores.max(),
        )

    def signals(self, found: Quotable) -> Signals:
        places = [self.places[row] for row in found.rows if row in self.places]
        own = [self.places[row] for row in found.about if row in self.places]
        candidates = [self.evidence.candidates[place] for place in places]
        rank = min(candidate.hit for candidate in candidates)
        return {
            "similarity": float(self.similarity[places].max()),
            "own_similarity": float(self.similarity[own].max()),
            "words": float(self.words[own].max()),
            "passage": max(candidate.passage_overlap for candidate in candidates),
            "heading": max(share(self.evidence.weights, candidate.headed) for candidate in candidates),
            "behind": float(self.behind[rank]),
            "behind_foreign": 0.0 if self.evidence.part.norwegian else float(self.behind[rank]),
            "first": 1 / (1 + rank),
            "anticipated": max(self.evidence.candidates[place].anticipated for place in own),
            "met": max(self.evidence.candidates[place].odds for place in own) / ODDS_SCALE,
            "cued": float(any(self.evidence.candidates[place].cued for place in own)),
            "opens": float(self.evidence.hits[rank].passage.units[0] in [candidate.unit for candidate in candidates]),
            **self._held(candidates),
            **self._form(found),
        }

    def _held(self, candidates: Sequence[Candidate]) -> Signals:
        """How much of what the question names stands in the units."""
        stems = frozenset[str]().union(*(candidate.found for candidate in candidates))
        names = self.evidence.part.names
        return {
            "overlap": share(self.evidence.weights, stems),
            "names": len(stems.intersection(names)) / len(names) if names else 0.0,
        }

    def _form(self, found: Quotable) -> Signals:
        kinds = {self.generation.units[row][1].kind for row in found.about}
        size = sum(len(self.generation.unit_text(row).split()) for row in found.rows)
        return {
            "length": math.log(max(size, _SHORTEST) / _USUAL),
            "items": math.log(len(found.about)),
            "item": float(kinds == {"item"}),
            "row": float("row" in kinds),
        }


def _weighed_terms(generation: Generation, evidence: Evidence) -> Scores:
    """For each candidate, the rarity of those of the question's index terms that stand in it, added up."""
    total = len(generation.passages)
    weights = {
        term: idf(count, total)
        for term in dict.fromkeys(terms(evidence.part.lexical))
        if (count := generation.lexical.document_frequency(term))
    }

    @cache
    def known(word: str) -> frozenset[str]:
        return frozenset(weights.keys() & terms_of(word))

    texts = (generation.unit_text(candidate.row) for candidate in evidence.candidates)
    held = [set[str]().union(*map(known, words(text))) for text in texts]
    return np.array([sum(weights[term] for term in sorted(found)) for found in held], dtype=np.float32)
