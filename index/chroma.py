"""The vector store: Chroma, reached through LlamaIndex; the only module that names chromadb."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import cast
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from llama_index.core.vector_stores.types import BasePydanticVectorStore
from llama_index.vector_stores.chroma import ChromaVectorStore  # pyright: ignore[reportMissingTypeStubs]

from ..corpus.errors import TillitError

COLLECTION = "passages"

EXACT_UP_TO = 20_000
"""Passages up to which the search visits every vector; Chroma's own default is neither exact nor repeatable."""

BATCH = 5_000
"""Passages put into a store at once; Chroma 1.5 refuses more than 5,461."""


STORE_ERRORS = (ChromaError, OSError, RuntimeError, ValueError)
"""What a store raises whose files are damaged or gone, or that another machine is only just filling."""


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


def _exactly(count: int) -> CreateCollectionConfiguration:
    """How many vectors a search over ``count`` visits."""
    beam = max(100, min(count, EXACT_UP_TO))
    # Where every vector is visited anyway, a carefully made graph only takes longer to make.
    care = 100 if count <= EXACT_UP_TO else 400
    return {"hnsw": {"space": "cosine", "ef_construction": care, "ef_search": beam}}


def create_store(folder: Path, count: int) -> OpenStore:
    """A new, empty store in ``folder`` for ``count`` vectors, compared by cosine."""
    client = _client(folder)
    collection = client.create_collection(COLLECTION, configuration=_exactly(count), embedding_function=None)
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


SERVED = "tillit-"
"""What the names of our collections on a server begin with; the generation's name follows."""

KEPT_ON_SERVER = 2
"""Generations that stay on a server: the newest, and the one that other machines may still search."""


def server_store(url: str, generation: str, count: int) -> BasePydanticVectorStore:
    """The collection for a generation of ``count`` passages on the Chroma server at ``url``, empty where it was not.

    Collections of earlier generations are removed, so the server must be this service's own.
    Raises ``TillitError`` when the server does not answer.
    """
    parts = urlsplit(url)
    try:
        client = chromadb.HttpClient(
            parts.hostname or "",
            parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=ChromaSettings(anonymized_telemetry=False),
        )
        collection = client.get_or_create_collection(
            SERVED + generation, configuration=_exactly(count), embedding_function=None, metadata={"made": time_ns()}
        )
        _remove_earlier(client, SERVED + generation)
    except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:
        raise TillitError(
            f"The Chroma server at {url} cannot be used ({type(error).__name__}), so no question can be answered. "
            "Start it, or leave TILLIT_CHROMA_URL out to search in the index itself."
        ) from error
    return ChromaVectorStore(chroma_collection=collection)


def _remove_earlier(client: ClientAPI, in_use: str) -> None:
    ours = [one for one in client.list_collections() if one.name.startswith(SERVED) and one.name != in_use]
    ours.sort(key=lambda one: int((one.metadata or {}).get("made", 0)), reverse=True)
    for outdated in ours[KEPT_ON_SERVER - 1 :]:
        with suppress(NotFoundError):  # another machine that starts now was first
            client.delete_collection(outdated.name)
