"""How much of a question a sentence meets, word by word: late interaction (ColBERT, Khattab and Zaharia 2020).

The vector of a whole sentence tells what it is about. Whether it tells what was asked about that shows in the single
tokens of the question, each beside the token of the sentence that is nearest to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .embed import Matrix, Vector, normalised
from .manifest import MATCHER
from .scores import Scores
from .tokens import token_encoder

TokenRows = NDArray[np.int8]
"""The vectors of a text's tokens, a row each, at length ``_UNIT`` and rounded: a quarter of the room of floats."""

_UNIT = 127


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of many texts: those of text ``i`` are the ``rows`` from ``starts[i]`` on.

    ``starts`` has one number more than there are texts, the count of rows.
    """

    rows: TokenRows
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[TokenRows]) -> "Tokens":
        """Those of at least one text."""
        return cls(np.concatenate(texts), np.cumsum([0, *map(len, texts)], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, text: int) -> TokenRows:
        return self.rows[self.starts[text] : self.starts[text + 1]]

    def __iter__(self) -> Iterator[TokenRows]:
        return (self[text] for text in range(len(self)))

    def save(self, folder: Path) -> None:
        """Write them into ``folder``."""
        np.save(folder / "unit_tokens.npy", self.rows)
        np.save(folder / "unit_token_starts.npy", self.starts)

    @classmethod
    def load(cls, folder: Path) -> "Tokens":
        """What ``save`` wrote; the rows stay on the disk until they are needed, for they are many."""
        return cls(np.load(folder / "unit_tokens.npy", mmap_mode="r"), np.load(folder / "unit_token_starts.npy"))


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """A question's tokens: their vectors, each of length 1, and how much each counts, together 1."""

    vectors: Matrix
    weights: Vector


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """Maps of token states (see ``TokenEncoder``), and how the nearness of tokens becomes the chance of an answer.

    A token of a question counts by the softplus of its product with ``weigh``, plus ``weigh_offset``. The log odds of
    an answer are ``sharpness`` times the weighted mean of the cosines to the nearest token of a text, less ``bar``.
    """

    question_map: Matrix
    question_offset: Vector
    text_map: Matrix
    text_offset: Vector
    weigh: Vector
    weigh_offset: float
    sharpness: float
    bar: float

    def sought(self, question: str) -> Sought:
        """What is sought for a question."""
        states = token_encoder()(question, "query")
        weights = np.logaddexp(0, states @ self.weigh + self.weigh_offset).astype(np.float32)
        return Sought(normalised(states @ self.question_map + self.question_offset), weights / weights.sum())

    def text(self, text: str) -> TokenRows:
        """The tokens of a text."""
        rows = normalised(token_encoder()(text, "passage") @ self.text_map + self.text_offset)
        return np.round(rows * _UNIT).astype(np.int8)

    def odds(self, sought: Sought, tokens: Tokens, texts: Sequence[int]) -> Scores:
        """The log odds that each of ``texts``, by its place among ``tokens``, answers what is sought."""
        if not texts:
            return np.empty(0, np.float32)
        rows = [tokens[text] for text in texts]
        near = sought.vectors @ np.concatenate(rows).astype(np.float32).T / _UNIT
        starts = np.cumsum([0, *map(len, rows[:-1])])
        met = sought.weights @ np.maximum.reduceat(near, starts, axis=1)
        return (self.sharpness * met - self.bar).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write it to ``path``, at half precision."""
        values = {name: np.asarray(getattr(self, name), np.float16) for name in Matcher.__slots__}
        np.savez_compressed(path, allow_pickle=False, **values)

    @classmethod
    def load(cls, path: Path) -> "Matcher":
        """What ``save`` wrote."""
        with np.load(path) as saved:
            return cls(
                question_map=saved["question_map"].astype(np.float32),
                question_offset=saved["question_offset"].astype(np.float32),
                text_map=saved["text_map"].astype(np.float32),
                text_offset=saved["text_offset"].astype(np.float32),
                weigh=saved["weigh"].astype(np.float32),
                weigh_offset=float(saved["weigh_offset"]),
                sharpness=float(saved["sharpness"]),
                bar=float(saved["bar"]),
            )


@cache
def bundled() -> Matcher:
    """The one that comes along, fitted by ``evals/fit_matcher.py``."""
    with as_file(files(__package__ or "").joinpath(MATCHER)) as path:
        return Matcher.load(path)
