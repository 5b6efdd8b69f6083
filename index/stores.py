"""Searching a generation in another vector store than its own, such as a server that several machines share.

Any of LlamaIndex's stores fits. The generation stays what counts: the store is filled from it, and anew when lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import sleep
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery, VectorStoreQueryResult

from ..corpus.errors import TillitError
from .chroma import BATCH, STORE_ERRORS
from .generation import Generation

PROBES = 5
"""Passages that a store is asked for to tell whether it holds the generation."""

WAITS = (0.1, 0.3, 1.0, 3.0, 10.0, 0.0)
"""Seconds between the attempts at a store: Chroma's server fails while another machine puts the same vectors in."""


class PassageStore(BasePydanticVectorStore):
    """A store under the passages' own ids: inside they are UUIDs, for some stores take no others."""

    stores_text: bool = False
    inner: BasePydanticVectorStore
    passages: Mapping[str, str]
    """The passage's id by its UUID."""

    @property
    def client(self) -> Any:  # noqa: ANN401 - LlamaIndex's own signature
        """What the store itself talks to."""
        return self.inner.client

    def add(self, nodes: Sequence[BaseNode], **kwargs: Any) -> list[str]:  # noqa: ANN401 - LlamaIndex's own signature
        """Puts the nodes in, by the ids of their passages."""
        self.inner.add([TextNode(id_=_uuid(node.node_id), embedding=node.embedding) for node in nodes], **kwargs)
        return [node.node_id for node in nodes]

    def delete(self, ref_doc_id: str, **delete_kwargs: Any) -> None:  # noqa: ANN401 - LlamaIndex's own signature
        """Deletes a document's nodes."""
        self.inner.delete(ref_doc_id, **delete_kwargs)

    def query(self, query: VectorStoreQuery, **kwargs: Any) -> VectorStoreQueryResult:  # noqa: ANN401 - the same
        """The nearest passages, by their ids."""
        found = self.inner.query(query, **kwargs).ids or []
        return VectorStoreQueryResult(ids=[self.passages[one] for one in found if one in self.passages])


def searched_in(generation: Generation, store: BasePydanticVectorStore) -> Generation:
    """The generation with its dense search in ``store``, which gets the vectors that it does not hold yet.

    The store is for this generation alone. Raises ``TillitError`` when it does not give back what was put in.
    """
    renamed = PassageStore(inner=store, passages={_uuid(passage.id): passage.id for passage in generation.passages})
    failure: Exception | None = None
    for seconds in WAITS:
        try:
            if _made_ready(renamed, generation):
                return replace(generation, store=renamed)
        except STORE_ERRORS as error:
            failure = error
        sleep(seconds)
    raise TillitError(
        "The vector store does not find what was put into it, so it is not used. Look into its log, or leave "
        "TILLIT_CHROMA_URL out to search in the index itself."
    ) from failure


def holds(store: BasePydanticVectorStore, generation: Generation) -> bool:
    """Whether the store, asked for some of the generation's vectors, the last among them, gives these passages back."""
    count = len(generation.passages)
    rows = sorted({round(step * (count - 1) / (PROBES - 1)) for step in range(PROBES)})
    return all(generation.passages[row].id in _nearest(store, generation, row) for row in rows)


def fill(store: BasePydanticVectorStore, generation: Generation) -> None:
    """Puts every passage's id and vector into the store."""
    for start in range(0, len(generation.passages), BATCH):
        rows = zip(generation.passages[start : start + BATCH], generation.vectors[start : start + BATCH], strict=True)
        store.add([TextNode(id_=passage.id, embedding=vector.tolist()) for passage, vector in rows])


def _made_ready(store: BasePydanticVectorStore, generation: Generation) -> bool:
    """Whether the store holds the generation, which it gets where it does not."""
    if holds(store, generation):
        return True
    fill(store, generation)
    return holds(store, generation)


def _nearest(store: BasePydanticVectorStore, generation: Generation, row: int) -> Sequence[str]:
    # More than one, for passages can be alike.
    query = VectorStoreQuery(query_embedding=generation.vectors[row].tolist(), similarity_top_k=10)
    return store.query(query).ids or ()


def _uuid(passage_id: str) -> str:
    return str(uuid5(NAMESPACE_URL, passage_id))
