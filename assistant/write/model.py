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
        "similarity": 0.84,
        "own_similarity": 0.46,
        "words": 0.14,
        "passage": 1.85,
        "heading": 0.86,
        "behind": 0.45,
        "behind_foreign": 0.13,
        "first": 0.76,
        "anticipated": 0.54,
        "cued": 1.41,
        "opens": -0.03,
        "overlap": 1.81,
        "names": -0.74,
        "length": 0.08,
        "items": 0.48,
        "item": -0.79,
        "row": -1.81,
    },
    slope=0.75,
    start={"fact": 0.37, "list": 1.51, "why": 0.21, "how": 0.23, "define": 1.26, "other": 0.33},
)
"""Fitted by ``evals/fit_writer.py`` on the dev cases and NorQuAD half A."""
