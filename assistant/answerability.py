"""Whether the documents answer a question at all, as a probability that the maintainer can set a threshold on."""

import math
from dataclasses import astuple, dataclass

from .evidence import ODDS_SCALE, Evidence, spread


@dataclass(frozen=True, slots=True)
class Features:
    """What tells an answerable question from another, each of the order of 1.

    ``dense`` and ``sentence`` are the best cosines, scaled; ``margin`` is how far the best passage stands out from the
    others found; ``coverage`` the share of the question's content words, weighted by rarity, in the three best
    passages, and ``best_coverage`` in the single best; ``names_missing`` the share of its names and figures that the
    three best do not hold. These three are 0 for questions that are not in Norwegian, whose words cannot stand in the
    documents. ``personal`` is 1 for what the asker may or should do, of which documents seldom tell. ``met`` are the
    best log odds that the question's tokens give one of the candidates, over ``ODDS_SCALE``.
    """

    dense: float
    sentence: float
    margin: float
    coverage: float
    best_coverage: float
    names_missing: float
    met: float
    personal: float


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model over ``Features``: the intercept for questions in Norwegian, for others, and their weights."""

    norwegian: float
    foreign: float
    weights: tuple[float, ...]


DEFAULT_MODEL = Model(norwegian=-1.04, foreign=0.24, weights=(0.3, 0.64, 0.47, 0.53, 0.75, -0.04, 0.9, -1.7))
"""Fitted by ``evals/fit.py`` on NorQuAD half A and the dev cases, each also with its answering passages taken away."""


def features_of(evidence: Evidence) -> Features:
    """The features of one part of a question."""
    best = evidence.hits[:10]
    norwegian = evidence.part.norwegian
    return Features(
        dense=_scaled(max(hit.dense for hit in best)),
        sentence=_scaled(max(hit.sentence for hit in best)),
        margin=spread([hit.score for hit in best]) - 1.5,
        coverage=evidence.coverage if norwegian else 0.0,
        best_coverage=max(c.passage_overlap for c in evidence.candidates) if norwegian else 0.0,
        names_missing=evidence.names_missing,
        met=max(candidate.odds for candidate in evidence.candidates) / ODDS_SCALE,
        personal=float(evidence.part.personal),
    )


def _scaled(cosine: float) -> float:
    """A cosine on a scale where those of e5, crowded between 0.75 and 0.95, spread over about -2 to 2."""
    return (cosine - 0.85) / 0.05


def answerability(evidence: Evidence, model: Model = DEFAULT_MODEL) -> float:
    """The probability, between 0 and 1, that ``evidence`` answers its part of the question."""
    if not evidence.candidates:
        return 0.0
    features = features_of(evidence)
    total = sum(weight * float(value) for weight, value in zip(model.weights, astuple(features), strict=True))
    return 1 / (1 + math.exp(-total - (model.norwegian if evidence.part.norwegian else model.foreign)))
