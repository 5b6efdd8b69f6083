"""Where the index's own store is not enough: a real Chroma server, and another of LlamaIndex's stores, Qdrant."""

import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import httpx
import pytest
from llama_index.core.vector_stores.types import BasePydanticVectorStore
from tillit.corpus.errors import TillitError
from tillit.index.adapter import Comparable
from tillit.index.chroma import server_store
from tillit.index.embed import embed_query
from tillit.index.generation import Generation
from tillit.index.retrieve import FusedQuery, FusedRetriever, Weights, to_hits
from tillit.index.stores import holds, searched_in

from .fakes import WORDS, CountingEmbedding, generation_of

QUESTIONS = [*WORDS, "penger til møte", "leder og bruker", "tavle for pilot", "sykepleier"]
TEXTS = {
    f"{word}.md": "\n\n".join(f"## {word} {n}\n\nEt avsnitt om {word}{' og ' + WORDS[n]} nummer {n}." for n in range(8))
    for word in WORDS
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return generation_of(tmp_path_factory.mktemp("generation"), TEXTS)


@contextmanager
def chroma_server(folder: Path) -> Generator[str]:
    """The address of a real Chroma server meanwhile, which keeps what it gets in ``folder``."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", folder, "--host", "127.0.0.1"]
    running = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                httpx.get(f"{address}/api/v2/heartbeat", timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield address
    finally:
        running.kill()
        running.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as address:
        yield address


def found(generation: Generation, question: str) -> list[tuple[str, float]]:
    """The ten best passages for a question, with their scores: where the last of all are alike, any may come up."""
    retriever = FusedRetriever(generation, Comparable.of(generation), Weights(), {})
    vector = embed_query(CountingEmbedding(), question)
    hits = to_hits(retriever.retrieve(FusedQuery(question, embedding=vector.tolist())), generation)
    # Those that are alike may come in any order.
    return sorted(((hit.passage.id, round(hit.score, 4)) for hit in hits), key=lambda one: (-one[1], one[0]))[:10]


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
def test_another_of_llamaindexs_stores_finds_the_same(generation: Generation) -> None:
    from llama_index.vector_stores.qdrant import QdrantVectorStore  # pyright: ignore[reportMissingTypeStubs]
    from qdrant_client import QdrantClient
    from qdrant_client.models import Distance, VectorParams

    client = QdrantClient(":memory:")
    client.create_collection(
        "passages", vectors_config=VectorParams(size=generation.vectors.shape[1], distance=Distance.COSINE)
    )
    other = searched_in(generation, QdrantVectorStore("passages", client=client))
    for question in QUESTIONS:
        assert found(other, question) == found(generation, question), question


def test_a_chroma_server_finds_the_same_and_is_filled_once(generation: Generation, server: str) -> None:
    def store() -> BasePydanticVectorStore:
        return server_store(server, generation.manifest.name, len(generation.passages))

    served = searched_in(generation, store())
    again = searched_in(generation, store())
    for question in QUESTIONS:
        assert found(served, question) == found(again, question) == found(generation, question), question
    assert store().client.count() == len(generation.passages)


def test_a_server_that_lost_the_vectors_gets_them_again(generation: Generation, tmp_path: Path) -> None:
    for life in ("one", "two"):
        with chroma_server(tmp_path / life) as address:
            served = searched_in(generation, server_store(address, generation.manifest.name, len(TEXTS)))
            assert holds(served.store, generation)


def test_the_server_keeps_the_generation_before_and_no_older(generation: Generation, tmp_path: Path) -> None:
    with chroma_server(tmp_path) as address:
        for name in ("eldst", "eldre", "ny"):
            store = server_store(address, name, 1)
        names = {one.name for one in store.client._client.list_collections()}
    assert names == {"tillit-eldre", "tillit-ny"}


def test_machines_that_start_at_once_share_a_server_that_none_has_filled(generation: Generation, server: str) -> None:
    """Chroma's server fails while another puts the same vectors in, and where another has just removed a collection."""
    for turn in range(8):
        together = threading.Barrier(3)

        def start(name: str = f"samtidig-{turn}", together: threading.Barrier = together) -> int:
            together.wait()
            served = searched_in(generation, server_store(server, name, len(generation.passages)))
            return served.store.client.count()

        with ThreadPoolExecutor(3) as machines:
            counts = [machines.submit(start) for _ in range(3)]
        assert [count.result() for count in counts] == 3 * [len(generation.passages)]


def test_a_server_that_is_away_is_told_with_what_to_do(generation: Generation) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(TillitError, match="Start it, or leave TILLIT_CHROMA_URL out"):
            server_store(f"http://127.0.0.1:{taken.getsockname()[1]}", generation.manifest.name, 1)
