"""Fused retrieval: the passage's vector, its best sentence's vector, and BM25, each where it is strong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery
from numpy.typing import NDArray

from .embed import Vector
from .generation import Generation
from .lexical import terms
from .types import Hit

CANDIDATES = 40
"""Passages taken from each side before fusion; more change no hit@5 on NorQuAD half A."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The share of each signal, after z-scores over all passages, in the fused score."""

    dense: float = 0.35
    sentence: float = 0.25
    lexical: float = 0.4


class FusedRetriever(BaseRetriever):
    """Finds passages by dense and lexical evidence.

    Give it a ``QueryBundle`` whose ``embedding`` is the question's vector and whose ``query_str`` holds the words to
    look for. Its nodes bear the passages' ids, and the raw signals as metadata.
    """

    def __init__(self, generation: Generation, weights: Weights) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._generation = generation
        self._weights = weights
        self._row = {passage.id: row for row, passage in enumerate(generation.passages)}
        self._unit_rows = np.concatenate(generation.passage_units)
        self._unit_starts = np.cumsum([0, *(len(rows) for rows in generation.passage_units[:-1])])

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        vector = np.asarray(query_bundle.embedding, dtype=np.float32)
        dense = self._generation.vectors @ vector
        units = self._generation.unit_vectors @ vector
        sentence = np.maximum.reduceat(units[self._unit_rows], self._unit_starts)
        lexical = self._generation.lexical.scores(terms(query_bundle.query_str))
        weights = self._weights
        fused = weights.dense * _z(dense) + weights.sentence * _z(sentence) + weights.lexical * _z(lexical)
        candidates = {self._row[id_] for id_ in self._nearest(vector)} | set(_top(lexical)) | set(_top(sentence))
        ranked = sorted(candidates, key=lambda row: (-float(fused[row]), row))
        return [
            NodeWithScore(
                node=TextNode(
                    id_=self._generation.passages[row].id,
                    metadata={
                        "dense": float(dense[row]),
                        "sentence": float(sentence[row]),
                        "lexical": float(lexical[row]),
                    },
                ),
                score=float(fused[row]),
            )
            for row in ranked[:CANDIDATES]
        ]

    def _nearest(self, vector: Vector) -> Sequence[str]:
        query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=CANDIDATES)
        return self._generation.store.query(query).ids or []


def _z(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)


def _top(scores: NDArray[np.float32]) -> Sequence[int]:
    count = min(CANDIDATES, len(scores))
    return np.argpartition(-scores, count - 1)[:count].tolist()


def to_hits(nodes: Sequence[NodeWithScore], generation: Generation) -> tuple[Hit, ...]:
    """The hits that a retriever's nodes stand for, best first; ranks count from 1."""
    passages = {passage.id: passage for passage in generation.passages}
    return tuple(
        Hit(
            rank=rank,
            score=node.score or 0.0,
            passage=passages[node.node.node_id],
            title=generation.documents[passages[node.node.node_id].document_id].source.title,
            dense=float(node.metadata["dense"]),
            sentence=float(node.metadata["sentence"]),
            lexical=float(node.metadata["lexical"]),
        )
        for rank, node in enumerate(nodes, start=1)
    )
