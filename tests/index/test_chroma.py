"""The vector store, for real: exact, repeatable, and empty of what was deleted."""

from pathlib import Path

import numpy as np
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery
from tillit.index.chroma import BATCH, create_store, open_store

COUNT, DIMENSIONS, BEST = 1500, 64, 40


def vectors() -> np.ndarray:
    rows = np.random.default_rng(7).normal(size=(COUNT, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def filled(folder: Path) -> BasePydanticVectorStore:
    store = create_store(folder, COUNT).vectors
    store.add([TextNode(id_=str(row), text=str(row), embedding=v.tolist()) for row, v in enumerate(vectors())])
    return store


def nearest(store: BasePydanticVectorStore, query: np.ndarray) -> list[str]:
    return store.query(VectorStoreQuery(query_embedding=query.tolist(), similarity_top_k=BEST)).ids or []


def test_the_search_is_exact_and_every_build_finds_the_same(tmp_path: Path) -> None:
    queries = np.random.default_rng(8).normal(size=(20, DIMENSIONS)).astype(np.float32)
    one, two = filled(tmp_path / "one"), filled(tmp_path / "two")
    for query in queries:
        exact = [str(row) for row in np.argsort(-(vectors() @ query))[:BEST]]
        assert sorted(nearest(one, query)) == sorted(exact)
        assert nearest(two, query) == nearest(one, query)


def test_what_is_deleted_is_found_no_more_even_after_reopening(tmp_path: Path) -> None:
    store = filled(tmp_path / "store")
    first = vectors()[0]
    assert nearest(store, first)[0] == "0"
    store.delete_nodes(["0"])
    assert "0" not in nearest(store, first)
    assert "0" not in nearest(open_store(tmp_path / "store").vectors, first)


def test_a_store_takes_batch_after_batch_of_the_size_that_a_build_adds(tmp_path: Path) -> None:
    store = create_store(tmp_path, 2 * BATCH).vectors
    rows = np.random.default_rng(9).normal(size=(2 * BATCH, 4)).tolist()
    for start in (0, BATCH):
        store.add([TextNode(id_=str(start + at), embedding=row) for at, row in enumerate(rows[start : start + BATCH])])
    assert nearest(store, np.array(rows[-1]))[0] == str(2 * BATCH - 1)
