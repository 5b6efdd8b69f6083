"""The vector store: Chroma, reached through LlamaIndex; the only module that names chromadb."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from llama_index.core.vector_stores.types import BasePydanticVectorStore
from llama_index.vector_stores.chroma import ChromaVectorStore  # pyright: ignore[reportMissingTypeStubs]

COLLECTION = "passages"

EXACT_UP_TO = 20_000
"""Passages up to which the search visits every vector; Chroma's own default is neither exact nor repeatable."""

BATCH = 5_000
"""Passages put into a store at once; Chroma 1.5 refuses more than 5,461."""


STORE_ERRORS = (ChromaError, OSError, RuntimeError, ValueError)
"""What a store raises whose files are damaged or gone."""


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store with the way to let go of its files, which Chroma keeps open, and in memory, until it is told."""

    vectors: BasePydanticVectorStore
    close: Callable[[], None]


def _client(folder: Path) -> Client:
    client = chromadb.PersistentClient(
        str(folder), settings=ChromaSettings(anonymized_telemetry=False, allow_reset=False, is_persistent=True)
    )
    return cast("Client", client)  # its declared type has no ``close``


def create_store(folder: Path, count: int) -> OpenStore:
    """A new, empty store in ``folder`` for ``count`` vectors, compared by cosine."""
    beam = max(100, min(count, EXACT_UP_TO))
    # Where every vector is visited anyway, a carefully made graph only takes longer to make.
    care = 100 if count <= EXACT_UP_TO else 400
    client = _client(folder)
    collection = client.create_collection(
        COLLECTION,
        configuration={"hnsw": {"space": "cosine", "ef_construction": care, "ef_search": beam}},
        embedding_function=None,
    )
    return OpenStore(ChromaVectorStore(chroma_collection=collection), client.close)


def open_store(folder: Path) -> OpenStore:
    """The store that ``create_store`` made in ``folder``; raises one of ``STORE_ERRORS`` when it is damaged."""
    client = _client(folder)
    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
    except STORE_ERRORS:
        client.close()
        raise
    return OpenStore(ChromaVectorStore(chroma_collection=collection), client.close)
