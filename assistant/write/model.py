"""The model that weighs the signals of what may be quoted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...index.scores import Scores
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
        "similarity": 0.78,
        "own_similarity": 0.57,
        "words": 0.08,
        "passage": 1.83,
        "heading": 0.86,
        "behind": 0.51,
        "behind_foreign": 0.05,
        "first": 0.91,
        "anticipated": 0.52,
        "cued": 1.36,
        "opens": -0.04,
        "overlap": 1.85,
        "names": -0.67,
        "length": 0.09,
        "items": 0.56,
        "item": -0.92,
        "row": -1.5,
    },
    slope=0.73,
    start={"fact": 0.41, "list": 1.6, "why": 0.27, "how": 0.27, "define": 1.31, "other": 0.36},
)
"""Fitted by ``evals/fit_writer.py`` on the dev cases and NorQuAD half A."""
