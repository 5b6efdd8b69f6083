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
        "similarity": 0.92,
        "own_similarity": 0.49,
        "words": 0.16,
        "passage": 1.62,
        "heading": 0.66,
        "behind": 0.48,
        "behind_foreign": 0.02,
        "first": 0.52,
        "anticipated": 0.54,
        "cued": 1.46,
        "opens": -0.04,
        "overlap": 1.41,
        "names": -0.65,
        "length": 0.11,
        "items": 0.48,
        "item": -0.64,
        "row": -1.89,
    },
    slope=0.76,
    start={"fact": 0.38, "list": 1.53, "why": 0.24, "how": 0.21, "define": 1.25, "other": 0.35},
)
"""Fitted by ``evals/fit_writer.py`` on the dev cases and NorQuAD half A."""
