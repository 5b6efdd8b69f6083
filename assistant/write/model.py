"""The model that weighs the signals of what may be quoted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...index.retrieve import Scores
from ..understand import Ask
from .signals import Signals


@dataclass(frozen=True, slots=True)
class WriterModel:
    """How quotables are ordered, and how likely each is to answer.

    ``weights`` are those of the signals in a score; its softmax over the question's quotables is each one's share. The
    log odds of answering are ``slope`` times the share's logarithm plus what ``start`` has for the kind of question.
    """

    weights: Mapping[str, float]
    slope: float
    start: Mapping[Ask, float]

    def shares(self, signals: Sequence[Signals]) -> Scores:
        """The logarithm of each quotable's share, in the order given."""
        raw = [sum(self.weights[name] * value for name, value in one.items()) for one in signals]
        return (np.array(raw) - np.logaddexp.reduce(raw)).astype(np.float32)

    def chances(self, signals: Sequence[Signals], ask: Ask) -> Scores:
        """The probability that each quotable answers a question of the kind ``ask``."""
        odds = self.slope * self.shares(signals) + self.start[ask]
        return (1 / (1 + np.exp(-odds))).astype(np.float32)


FITTED = WriterModel(
    weights={
        "similarity": 0.82,
        "own_similarity": 0.43,
        "words": 0.26,
        "passage": 1.55,
        "heading": 1.11,
        "behind": 0.63,
        "behind_foreign": -0.1,
        "first": 0.42,
        "cued": 2.34,
        "opens": -0.16,
        "overlap": 2.13,
        "names": -0.79,
        "length": 0.14,
        "items": 0.39,
        "item": -1.11,
        "row": -1.61,
    },
    slope=0.77,
    start={"fact": 0.29, "list": 1.35, "why": 0.17, "how": 0.16, "define": 1.09, "other": 0.18},
)
"""Fitted by ``evals/fit_writer.py`` on the dev cases and NorQuAD half A."""
