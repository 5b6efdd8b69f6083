"""Logistic models fitted by gradient descent: small, deterministic, no further library."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STEPS, RATE, PENALTY = 4000, 0.5, 0.01
"""Gradient descent's steps and rate, and the weight of the squared weights."""

LIST_STEPS, LIST_RATE = 1000, 0.1
"""The same for lists, whose loss is curved more."""

Floats = NDArray[np.float64]


def fit_logistic(
    inputs: Sequence[Sequence[float]],
    labels: Sequence[bool],
    counts: Sequence[float],
    *,
    free: int = 1,
    penalty: float = PENALTY,
    highest: float = np.inf,
) -> list[float]:
    """The weights of least weighted log loss plus ``penalty`` times half the squared weights.

    The last ``free`` columns of ``inputs``, such as intercepts, are neither penalised nor kept at or below ``highest``.
    """
    x: Floats = np.array(inputs, dtype=np.float64)
    y: Floats = np.array(labels, dtype=np.float64)
    weight: Floats = np.array(counts, dtype=np.float64)
    held = len(inputs[0]) - free
    penalised: Floats = np.array([1.0] * held + [0.0] * free)
    fitted: Floats = np.array([0.0] * (held + free))
    for _ in range(STEPS):
        odds: Floats = np.clip(x @ fitted, -30.0, 30.0)
        errors: Floats = weight * (1 / (1 + np.exp(-odds)) - y)
        gradient: Floats = x.T @ errors / weight.sum() + penalty * penalised * fitted
        fitted -= RATE * gradient
        fitted[:held] = np.minimum(fitted[:held], highest)
    return fitted.tolist()


def fit_listwise(
    lists: Sequence[Sequence[Sequence[float]]],
    answers: Sequence[Sequence[bool]],
    counts: Sequence[float],
    *,
    penalty: float = PENALTY,
) -> list[float]:
    """The weights whose softmax over each list gives its answers together the most probability.

    Each list holds at least one answer and counts as often as ``counts`` says. The squared weights cost ``penalty``
    times a half, each in units of its input's spread (the top-one loss of Cao et al. 2007 with several right places).
    """
    x: Floats = np.concatenate([np.array(inputs, dtype=np.float64) for inputs in lists])
    spread: Floats = x.std(axis=0) + 1e-9
    x = (x - x.mean(axis=0)) / spread
    right: Floats = np.concatenate([np.array(one, dtype=np.float64) for one in answers])
    starts = np.cumsum([0, *(len(one) for one in answers[:-1])])
    of_list = np.repeat(np.arange(len(answers)), [len(one) for one in answers])
    weight: Floats = np.array(counts, dtype=np.float64) / sum(counts)
    fitted: Floats = np.array([0.0] * x.shape[1])
    for _ in range(LIST_STEPS):
        scores: Floats = x @ fitted
        odds: Floats = np.exp(scores - np.maximum.reduceat(scores, starts)[of_list])
        chance = odds / np.add.reduceat(odds, starts)[of_list]
        among_right = odds * right / np.add.reduceat(odds * right, starts)[of_list]
        fitted += LIST_RATE * (x.T @ (weight[of_list] * (among_right - chance)) - penalty * fitted)
    return (fitted / spread).tolist()
