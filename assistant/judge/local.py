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
from .pair import Pair
from .reading import read, sentences_of

_CLOSE, _SPREAD = 0.95, 0.05
"""The cosine of e5 at which two sentences begin to say different things, and the scale on which they drift apart."""

FEATURES = (*COMPARISONS, "far", "far_clause")


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
    intercept=1.37,
    weights={
        "number": -2.4,
        "unit": -1.79,
        "date": -1.32,
        "name": -1.89,
        "negation": -1.75,
        "clause_negation": -0.84,
        "modality": -0.26,
        "attribution": -0.77,
        "quantifier_added": -2.05,
        "quantifier_dropped": -0.18,
        "quantifier_exchanged": -0.94,
        "role": -0.82,
        "uncovered": -0.57,
        "words_uncovered": -0.01,
        "worst_clause": -0.32,
        "scattered": -0.92,
        "strangers": -0.7,
        "far": -0.89,
        "far_clause": -0.3,
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
        sentences = sentences_of(quotes)
        pair = Pair(
            claim=read(claim, self._lexicon),
            premise=read("\n".join(sentences), self._lexicon),
            sentences=tuple(read(sentence, self._lexicon) for sentence in sentences),
            lexicon=self._lexicon,
        )
        found = {name: compare(pair) for name, compare in COMPARISONS.items()}
        return {**found, **self._distances(claim, sentences)}

    def _distances(self, claim: str, sentences: Sequence[str]) -> dict[str, float]:
        """How far the claim, and the clause of it that lies farthest, are from the nearest sentence of the quotes."""
        clauses = _clauses(claim)
        vectors: Matrix = np.concatenate(
            list(embed_passages(self._embedder, [claim, *clauses, *sentences, " ".join(sentences)]))
        )
        mine, theirs = vectors[: 1 + len(clauses)], vectors[1 + len(clauses) :]
        nearest = (mine @ theirs.T).max(axis=1)
        whole = _far(float(nearest[0]))
        return {"far": whole, "far_clause": max((_far(float(one)) for one in nearest[1:]), default=whole)}


def local_judge(embedder: BaseEmbedding) -> LocalJudge:
    """The judge as it was fitted."""
    return LocalJudge(embedder, read_lexicon(), FITTED)


def _far(cosine: float) -> float:
    return max(0.0, (_CLOSE - cosine) / _SPREAD)


def _clauses(claim: str) -> list[str]:
    """The pieces of a claim between commas and conjunctions that are long enough to mean something."""
    pieces = [
        piece.strip() for piece in claim.replace(" og ", ", ").replace(" men ", ", ").replace(";", ",").split(",")
    ]
    long = [piece for piece in pieces if len(piece.split()) > 2]
    return long if len(long) > 1 else []


def _squeezed(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
