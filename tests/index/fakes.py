"""An embedder whose vectors one can work out by hand: a dimension a known word, counted."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr
from tillit.index.build import build_index
from tillit.index.generation import Generation, open_generation

WORDS = ("tillit", "pilot", "sykepleier", "penger", "møte", "leder", "bruker", "tavle")


class CountingEmbedding(BaseEmbedding):
    """Counts words, remembers what it embedded, passages and questions apart, and fails on demand."""

    _seen: list[str] = PrivateAttr(default_factory=list)
    _asked: list[str] = PrivateAttr(default_factory=list)
    _fail_after: int | None = PrivateAttr(default=None)

    def __init__(self, name: str = "counting", fail_after: int | None = None) -> None:
        super().__init__(model_name=name)
        self._fail_after = fail_after

    @property
    def seen(self) -> list[str]:
        return self._seen

    @property
    def asked(self) -> list[str]:
        return self._asked

    def _get_text_embedding(self, text: str) -> list[float]:
        if self._fail_after is not None and len(self._seen) >= self._fail_after:
            raise OSError(28, "No space left on device")
        self._seen.append(text)
        return self._vector(text)

    def _get_query_embedding(self, query: str) -> list[float]:
        self._asked.append(query)
        return self._vector(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._vector(query)

    def _vector(self, text: str) -> list[float]:
        lower = text.lower()
        counts = np.array([lower.count(word) for word in WORDS] + [0.1 + len(text) % 7 / 100], dtype=float)
        return (counts / np.linalg.norm(counts)).tolist()


def generation_of(folder: Path, texts: Mapping[str, str]) -> Generation:
    """The generation of files with these names and texts, made below ``folder``."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in texts.items():
        (corpus / name).write_text(text)
    embedder = CountingEmbedding()
    build_index([corpus], folder / "index", embedder.model_name, lambda _: embedder, lambda _: None)
    return open_generation(folder / "index", embedder)
