"""What the fits by gradient descent share: Adam, and the way through vectors brought to length 1."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""Numbers at single or double precision."""


class Adam:
    """Moves weights against their gradients in steps of a like size for all (Kingma and Ba 2015)."""

    def __init__(self, weights: Sequence[Floats]) -> None:
        self._weights = weights
        self._moments = [(np.zeros_like(one), np.zeros_like(one)) for one in weights]
        self._steps = 0

    def step(self, gradients: Sequence[Floats], rates: Sequence[float]) -> None:
        """Move each weight, in place, at its rate."""
        self._steps += 1
        for weight, (mean, square), gradient, rate in zip(self._weights, self._moments, gradients, rates, strict=True):
            mean[...] += 0.1 * (gradient - mean)
            square[...] += 0.001 * (gradient**2 - square)
            unbiased = mean / (1 - 0.9**self._steps)
            weight[...] -= rate * unbiased / (np.sqrt(square / (1 - 0.999**self._steps)) + 1e-8)


def unit_rows(rows: Floats) -> tuple[Floats, Floats]:
    """The rows at length 1, and the lengths they had."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths, lengths


def through_unit(gradient: Floats, rows: Floats, lengths: Floats) -> Floats:
    """The gradient by rows before they were brought to length 1, from that by ``rows`` after it."""
    return (gradient - rows * (gradient * rows).sum(axis=1, keepdims=True)) / lengths
