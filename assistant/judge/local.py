"""The judge that comes along: comparisons of words and figures, and the bundled embedder, weighed by a small model."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from ...index.embed import Matrix, embed_passages
from ..verify import Verdict
from .compare import COMPARISONS
from .lexicon import Lexicon, read_lexicon
from .pair import Pair, pair_of

_CLOSE, _SPREAD = 0.95, 0.05
"""The cosine of e5 at which two sentences begin to say different things, and the scale on which they drift apart."""

_CANDIDATES = 2
"""Statements of the quotes, and edits of the claim, that are embedded: what holds most of it, and the longest."""

_GAIN, _MOST = 0.01, 2.0
"""How much nearer a claim comes without words that do not belong, and the most that counts, in units of that."""

FEATURES = (*COMPARISONS, "far", "foreign")


@dataclass(frozen=True, slots=True)
class JudgeModel:
    """A logistic model over ``FEATURES``: the log odds of support where nothing is wrong, and what each fault takes."""

    intercept: float
    weights: Mapping[str, float]

    def support(self, features: Mapping[str, float]) -> float:
        """The probability that the claim follows from its quotes."""
        odds = self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


FITTED = JudgeModel(
    intercept=1.94,
    weights={
        "fact": -3.38,
        "actor": -1.11,
        "polarity": -3.38,
        "scope": -2.83,
        "quantifier": -0.78,
        "limit": -2.06,
        "attribution": -0.77,
        "role": -3.04,
        "put_in": -0.73,
        "stitched": -1.01,
        "strangers": -0.37,
        "far": -0.64,
        "foreign": -1.87,
    },
)
"""Fitted by ``evals/judge/fit.py`` on the dev claims."""


class LocalJudge:
    """Judges claims in Norwegian against quotes in Norwegian; deterministic, no network."""

    def __init__(self, embedder: BaseEmbedding, lexicon: Lexicon, model: JudgeModel) -> None:
        self._embedder = embedder
        self._lexicon = lexicon
        self._model = model

    def verdict(self, claim: str, quotes: Sequence[str]) -> Verdict:
        """How well ``claim`` follows from the quotes taken together; a claim that stands in one of them does."""
        if not claim.strip() or not any(quote.strip() for quote in quotes):
            return Verdict(0.0, ("empty",))
        if any(_squeezed(claim) in _squeezed(quote) for quote in quotes):
            return Verdict(1.0)
        features = self.features(claim, quotes)
        faults = {name: self._model.weights.get(name, 0.0) * value for name, value in features.items()}
        worst = sorted((name for name, cost in faults.items() if cost < 0), key=lambda name: (faults[name], name))
        return Verdict(self._model.support(features), tuple(worst))

    def features(self, claim: str, quotes: Sequence[str]) -> dict[str, float]:
        """What the model weighs, by name; 0 where nothing is wrong."""
        pair = pair_of(claim, quotes, self._lexicon)
        return {**{name: compare(pair) for name, compare in COMPARISONS.items()}, **self._distances(pair)}

    def _distances(self, pair: Pair) -> dict[str, float]:
        """How far the claim is from the nearest statement, and how much nearer without the words it puts in."""
        longest = sorted(pair.put_in, key=lambda run: -len(run))[:_CANDIDATES]
        claims = [pair.claim.text(), *(pair.claim.text(without=run) for run in longest)]
        near = [statement.text() for statement in pair.ranked()[:_CANDIDATES]]
        vectors: Matrix = np.concatenate(list(embed_passages(self._embedder, [*claims, *near])))
        likeness = vectors[: len(claims)] @ vectors[len(claims) :].T
        best = likeness[:, int(likeness[0].argmax())]
        return {
            "far": max(0.0, (_CLOSE - float(best[0])) / _SPREAD),
            "foreign": min(_MOST, max(0.0, float(best.max() - best[0]) / _GAIN)),
        }


def local_judge(embedder: BaseEmbedding) -> LocalJudge:
    """The judge as it was fitted."""
    return LocalJudge(embedder, read_lexicon(), FITTED)


def _squeezed(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
