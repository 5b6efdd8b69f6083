"""Haystack's hybrid pipeline as its guides set it up, with our embedder wrapped as two of its components."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from haystack import Document as HaystackDocument
from haystack import Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from llama_index.core.base.embeddings.base import BaseEmbedding

from ...assistant.types import Question
from ...corpus.types import Document
from ..metrics import Place
from ..run import DEPTH
from .comparison import Search, place_of, standalone


@component
class DocumentEmbedder:
    """Gives documents their vectors, as Haystack's own embedders do."""

    def __init__(self, embedder: BaseEmbedding) -> None:
        self._embedder = embedder

    @component.output_types(documents=list[HaystackDocument])
    def run(self, documents: list[HaystackDocument]) -> dict[str, list[HaystackDocument]]:
        """The same documents with a vector each."""
        vectors = self._embedder.get_text_embedding_batch([document.content or "" for document in documents])
        pairs = zip(documents, vectors, strict=True)
        return {"documents": [replace(document, embedding=vector) for document, vector in pairs]}


@component
class TextEmbedder:
    """Gives a question its vector, as Haystack's own embedders do."""

    def __init__(self, embedder: BaseEmbedding) -> None:
        self._embedder = embedder

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        """The vector of ``text`` as a question."""
        return {"embedding": self._embedder.get_query_embedding(text)}


def hybrid(documents: Sequence[Document], embedder: BaseEmbedding) -> Search:
    """BM25 and vectors over an in-memory store, joined by reciprocal rank; the splitter's default of 200 words."""
    store = InMemoryDocumentStore()
    texts = [HaystackDocument(id=document.source.id, content=document.text) for document in documents]
    _ = _indexing(store, embedder).run({"splitter": {"documents": texts}})
    querying = _querying(store, embedder)
    by_id = {document.source.id: document for document in documents}

    def place(found: HaystackDocument) -> Place:
        start, source = cast("int", found.meta["split_idx_start"]), cast("str", found.meta["source_id"])
        return place_of(found.content or "", start, by_id[source])

    def search(question: Question) -> list[Place]:
        text = standalone(question)
        answer = querying.run({"embedder": {"text": text}, "bm25": {"query": text}})
        return [place(found) for found in answer["joiner"]["documents"]]

    return search


def _indexing(store: InMemoryDocumentStore, embedder: BaseEmbedding) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("splitter", DocumentSplitter())
    pipeline.add_component("embedder", DocumentEmbedder(embedder))
    pipeline.add_component("writer", DocumentWriter(store))
    _ = pipeline.connect("splitter", "embedder").connect("embedder", "writer")
    return pipeline


def _querying(store: InMemoryDocumentStore, embedder: BaseEmbedding) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("embedder", TextEmbedder(embedder))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=DEPTH))
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=DEPTH))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    _ = pipeline.connect("embedder.embedding", "dense.query_embedding")
    _ = pipeline.connect("dense", "joiner").connect("bm25", "joiner")
    return pipeline
