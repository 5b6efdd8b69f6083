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
        "similarity": 0.73,
        "own_similarity": 0.61,
        "words": -0.02,
        "passage": 1.21,
        "heading": 0.27,
        "behind": 0.48,
        "behind_foreign": 0.25,
        "first": 1.12,
        "anticipated": 0.46,
        "met": 1.57,
        "cued": 1.0,
        "opens": -0.09,
        "overlap": 0.83,
        "names": -0.35,
        "length": 0.08,
        "items": 0.32,
        "item": -0.49,
        "row": -0.55,
    },
    slope=0.79,
    start={"fact": 0.75, "list": 2.03, "why": 0.43, "how": 0.65, "define": 1.53, "other": 0.73},
)
"""Fitted by ``evals/fit_writer.py`` on the dev cases and NorQuAD half A."""
