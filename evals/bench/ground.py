"""A small corpus in numbered versions, and an index of it, to break: what it says tells which version it is."""

import re
from pathlib import Path
from zlib import crc32

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from ...index.build import build_index
from ...index.generation import Generation
from ...index.lexical import words

EMBEDDER = "words"

_DIMENSIONS = 64
_VERSION = re.compile(r"utgave (\d+)")


class WordsEmbedding(BaseEmbedding):
    """Counts words in a few dimensions: what is tried out is the index, not the model."""

    def __init__(self) -> None:
        super().__init__(model_name=EMBEDDER)

    def _get_text_embedding(self, text: str) -> list[float]:
        counts = np.zeros(_DIMENSIONS)
        for word in words(text):
            counts[crc32(word.encode()) % _DIMENSIONS] += 1
        return (counts + 1e-3).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def write_corpus(folder: Path, version: int, documents: int = 3) -> None:
    """Write the corpus of that version: every document names it, and one is new with it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        sections = (
            f"## Del {part}\n\nDette er utgave {version} av rutine {number}, del {part}. Teamet møtes hver {part}. uke "
            f"og går gjennom vedtak {number * 37 + part}. Lederen følger opp saken innen {part + 2} dager.\n"
            for part in range(1, 13)
        )
        (folder / f"rutine-{number}.txt").write_text(f"Rutine {number}\n\n" + "\n".join(sections), encoding="utf-8")


def build_version(folder: Path, index: Path) -> None:
    """Build the index of the corpus in ``folder``."""
    _ = build_index([folder], index, EMBEDDER, lambda _: WordsEmbedding(), lambda _: None)


def version_of(generation: Generation) -> int:
    """The version that every passage found for a question names.

    Raises ``ValueError`` when nothing is found, or passages of several versions.
    """
    found = {_VERSION.findall(passage.text)[0] for passage in generation.passages if "utgave" in passage.text}
    scores = generation.vectors @ generation.vectors[0]
    best = generation.passages[int(scores.argmax())]
    if len(found) != 1 or not best.text:
        raise ValueError(f"the index holds {len(found)} versions")
    return int(found.pop())
