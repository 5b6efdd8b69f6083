"""The signals by which a quotable is chosen, and the model that weighs them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...index.generation import Generation
from ...index.lexical import terms
from ...index.retrieve import Scores, z_scores
from ..evidence import Evidence, share_of
from ..understand import Ask
from .quotable import Quotable

_USUAL = 15
"""Words of a usual sentence."""

Signals = Mapping[str, float]


def signals_of(generation: Generation, evidence: Evidence, found: Sequence[Quotable]) -> tuple[Signals, ...]:
    """The signals of each of ``found``, by name, each of the order of 1 and none in a score's own unit.

    ``similarity`` and ``words`` are the cosine to the question and the share of its index terms, by rarity, of the
    nearest unit, in standard deviations among the candidates; ``overlap``, ``passage`` and ``heading`` the shares of
    the question's content words in the units, their passage, and its title and headings; ``behind`` how far the
    passage's score is behind the best, ``behind_foreign`` the same for a question that is not in Norwegian, ``first``
    1 over the passage's rank. ``cued`` says that they hold the kind of thing asked for. ``length`` is the logarithm of
    the words over a usual sentence's, ``items`` that of a whole list's units; ``item``, ``row`` and ``leaning`` say
    that it is one item, a table's row, or a sentence that needs another.
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

    @classmethod
    def of(cls, generation: Generation, evidence: Evidence) -> "_Reading":
        candidates = evidence.candidates
        return cls(
            generation=generation,
            evidence=evidence,
            places={candidate.row: place for place, candidate in enumerate(candidates)},
            similarity=z_scores(np.array([candidate.similarity for candidate in candidates], dtype=np.float32)),
            words=z_scores(_shares(generation, evidence)),
        )

    def _first(self,hit):
        return min(r for r in self.places if self.generation.units[r][0]==hit.passage.document_id and self.generation.units[r][1].start>=hit.passage.start)

    def signals(self, found: Quotable) -> Signals:
        places = [self.places[row] for row in found.rows if row in self.places]
        candidates = [self.evidence.candidates[place] for place in places]
        about = [self.evidence.candidates[self.places[row]] for row in found.about if row in self.places]
        place = min(candidate.hit for candidate in candidates)
        hit=self.evidence.hits[place]; weights=self.evidence.weights
        behind = self.evidence.hits[place].score - self.evidence.hits[0].score
        kinds = {self.generation.units[row][1].kind for row in found.about}
        size = sum(len(self.generation.unit_text(row).split()) for row in found.rows)
        return {
            "similarity": float(max(self.similarity[places])),
            "words": float(max(self.words[self.places[candidate.row]] for candidate in about)),
            "words_all": float(max(self.words[places])), "own": float(max(self.similarity[self.places[c.row]] for c in about)), "mean": float(np.mean(self.similarity[places])),
            "near": float(max([self.similarity[self.places[r]] for r in (found.rows[0]-1, found.rows[-1]+1) if r in self.places],default=0.0)),
            "opens": float(found.rows[0]==self._first(hit)), "central": float(np.mean(self.generation.unit_vectors[[c.row for c in self.evidence.candidates]]@self.generation.unit_vectors[found.about[0]])-0.8)/0.05,
            "topgap": float(self.similarity[places].max()-self.similarity.max()),
            "best": float(max(self.similarity[places])==self.similarity.max()),
            "list_asked": float(self.evidence.part.ask=="list" and len(found.about)>1),
            "names": (len({n for n in self.evidence.part.names if n in frozenset().union(*(c.found for c in candidates))})/len(self.evidence.part.names) if self.evidence.part.names else 0.0),
            "overlap": share_of(weights, frozenset().union(*(candidate.found for candidate in candidates))),
            "passage": max(candidate.passage_overlap for candidate in candidates),
            "heading": max(candidate.heading_overlap for candidate in candidates),
            "behind": behind,
            "dense": (hit.dense - max(one.dense for one in self.evidence.hits[:10]))/0.03,
            "behind_foreign": 0.0 if self.evidence.part.norwegian else behind,
            "first": 1 / (1 + place),
            "cued": float(any(candidate.cued for candidate in about)),
            "length": math.log(max(size, 3) / _USUAL),
            "items": math.log(len(found.about)),
            "item": float(kinds == {"item"}),
            "row": float("row" in kinds),
            "leaning": float(kinds == {"sentence"} and len(found.rows) > 1),
        }


def _shares(generation: Generation, evidence: Evidence) -> Scores:
    """For each candidate, the share of the question's index terms that stand in it, weighted by rarity."""
    total = len(generation.passages)
    weights = {
        term: math.log(1 + (total - count + 0.5) / (count + 0.5))
        for term in dict.fromkeys(terms(evidence.part.lexical))
        if (count := generation.lexical.document_frequency(term))
    }
    held = [weights.keys() & set(terms(generation.unit_text(candidate.row))) for candidate in evidence.candidates]
    whole = sum(weights.values()) or 1.0
    return np.array([sum(weights[term] for term in sorted(found)) / whole for found in held], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class WriterModel:
    """How quotables are ordered, and how likely each is to answer.

    ``weights`` give, by signal, the score whose softmax over the question's quotables is the share of trust in each.
    The log odds of answering are ``slope`` times the share's logarithm plus what ``start`` has for the kind of question.
    """

    weights: Mapping[str, float]
    slope: float
    start: Mapping[Ask, float]

    def scores(self, signals: Sequence[Signals]) -> Scores:
        """The logarithm of each quotable's share, in the order given."""
        raw = [sum(self.weights[name] * value for name, value in one.items()) for one in signals]
        return (np.array(raw) - np.logaddexp.reduce(raw)).astype(np.float32)

    def chances(self, signals: Sequence[Signals], ask: Ask) -> Scores:
        """The probability that each quotable answers a question of the kind ``ask``."""
        odds = self.slope * self.scores(signals) + self.start[ask]
        return (1 / (1 + np.exp(-odds))).astype(np.float32)


FITTED = WriterModel(
    weights={
        "similarity": 0.79,
        "words": 0.3,
        "overlap": 0.93,
        "passage": 2.67,
        "heading": 1.9,
        "behind": 0.2,
        "behind_foreign": 1.1,
        "first": 1.4,
        "cued": 3.2,
        "length": 0.17,
        "items": 0.8,
        "item": -0.78,
        "row": -2.5,
        "leaning": -0.4,
    },
    slope=0.62,
    start={"fact": 0.07, "list": 1.7, "why": 0.09, "how": -0.25, "define": 1.07, "other": 0.28},
)
"""Fitted by ``evals/fit_writer.py`` on the dev cases and NorQuAD half A."""
