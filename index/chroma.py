"""The vector store: Chroma, reached through LlamaIndex; the only module that names chromadb."""

from pathlib import Path

import chromadb
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings
from llama_index.core.vector_stores.types import BasePydanticVectorStore
from llama_index.vector_stores.chroma import ChromaVectorStore  # pyright: ignore[reportMissingTypeStubs]

COLLECTION = "passages"

EXACT_UP_TO = 20_000
"""Passages up to which the search visits every vector; Chroma's own default is neither exact nor repeatable."""

BATCH = 5_000
"""Passages put into a store at once; Chroma 1.5 refuses more than 5,461."""


def _client(folder: Path) -> ClientAPI:
    return chromadb.PersistentClient(
        str(folder), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False, is_persistent=True)
    )


def create_store(folder: Path, count: int) -> BasePydanticVectorStore:
    """A new, empty store in ``folder`` for ``count`` vectors, compared by cosine."""
    beam = max(100, min(count, EXACT_UP_TO))
    collection = _client(folder).create_collection(
        COLLECTION,
        configuration={"hnsw": {"space": "cosine", "ef_construction": min(beam, 400), "ef_search": beam}},
        embedding_function=None,
    )
    return ChromaVectorStore(chroma_collection=collection)


def open_store(folder: Path) -> BasePydanticVectorStore:
    """The store that ``create_store`` made in ``folder``."""
    return ChromaVectorStore(chroma_collection=_client(folder).get_collection(COLLECTION, embedding_function=None))
