"""A logistic model fitted by gradient descent: small, deterministic, no further library."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STEPS, RATE, PENALTY = 4000, 0.5, 0.01
"""Gradient descent's steps and rate, and the weight of the squared weights."""

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

    The last ``free`` columns of ``inputs`` are intercepts: they are neither penalised nor kept at or below ``highest``.
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
