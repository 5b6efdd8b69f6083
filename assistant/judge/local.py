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

_SHIFT, _MOST = 0.01, 3.0
"""How far a claim moves with the words that it exchanged put back, and the most that counts, in units of that."""

FEATURES = (*COMPARISONS, "far", "shift")


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
    intercept=1.22,
    weights={
        "fact": -2.2,
        "actor": -0.22,
        "polarity": -1.8,
        "scope": -1.73,
        "quantifier": -0.36,
        "limit": -1.16,
        "attribution": -0.62,
        "role": -1.35,
        "connective": -0.61,
        "noun": -0.43,
        "clause": -0.57,
        "stitched": -0.48,
        "far": -0.54,
        "shift": -0.37,
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
        return self.obvious(claim, quotes) or self.weighed(self.features(claim, quotes))

    def obvious(self, claim: str, quotes: Sequence[str]) -> Verdict | None:
        """The verdict on a claim that need not be compared: there is none, or it stands in a quote."""
        if not claim.strip() or not any(quote.strip() for quote in quotes):
            return Verdict(0.0, ("empty",))
        return Verdict(1.0) if any(_squeezed(claim) in _squeezed(quote) for quote in quotes) else None

    def weighed(self, features: Mapping[str, float]) -> Verdict:
        """The verdict that the model gives on what was found, the worst first."""
        faults = {name: self._model.weights.get(name, 0.0) * value for name, value in features.items()}
        worst = sorted((name for name, cost in faults.items() if cost < 0), key=lambda name: (faults[name], name))
        return Verdict(self._model.support(features), tuple(worst))

    def features(self, claim: str, quotes: Sequence[str]) -> dict[str, float]:
        """What the model weighs, by name; 0 where nothing is wrong."""
        pair = pair_of(claim, quotes, self._lexicon)
        return {**{name: compare(pair) for name, compare in COMPARISONS.items()}, **self._distances(pair)}

    def _distances(self, pair: Pair) -> dict[str, float]:
        """How far the claim is from the nearest statement, and how far it moves with the quotes' words put back in.

        A synonym leaves a sentence where it was; another word moves it.
        """
        longest = sorted(pair.exchanges, key=lambda one: -len(one.put_in))[:_CANDIDATES]
        claims = [pair.claim.text(), *(pair.claim.text(one.undone) for one in longest)]
        near = [statement.text() for statement in pair.ranked()[:_CANDIDATES]]
        vectors: Matrix = np.concatenate(list(embed_passages(self._embedder, [*claims, *near])))
        likeness = vectors[:1] @ vectors[1:].T
        edits, statements = likeness[0, : len(longest)], likeness[0, len(longest) :]
        return {
            "far": max(0.0, (_CLOSE - float(statements.max())) / _SPREAD),
            "shift": min(_MOST, max((1.0 - float(one)) / _SHIFT for one in edits)) if longest else 0.0,
        }


def local_judge(embedder: BaseEmbedding) -> LocalJudge:
    """The judge as it was fitted."""
    return LocalJudge(embedder, read_lexicon(), FITTED)


def _squeezed(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
