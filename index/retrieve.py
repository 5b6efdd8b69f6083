"""Fused retrieval: the passage's vector, its best sentence's vector, and BM25, each where it is strong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery

from ..corpus.types import UnitKind
from .adapter import Comparable
from .anticipated import AnticipatedQuestions
from .coverage import coverage
from .embed import Vector
from .generation import Generation
from .lexical import terms
from .scores import Scores, z_scores
from .types import Hit

CANDIDATES = 40
"""Passages taken by words and by sentences before fusion: several times as many as are shown or quoted."""

_FROM_STORE = 20
"""Passages asked of the vector store: each takes it time, and a passage farther down comes first by other signals."""

_READ = 20
"""Passages, the best by the fused signals, that are read for the words of the question: it takes time, and a passage
farther down would not come among the first by it."""

_LIST = 3
"""Items from which a passage holds a list that somebody may ask for."""

_ASKED = re.compile(r"(?:om|hv(?:a|em|or\w*|ilke\w*)|når|kv(?:a|en|ifor|ar|a for)|korleis)\b")
"""How an item opens that tells what was asked instead of asking it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How the signals are fused, after z-scores over all passages.

    ``dense``, ``sentence`` and ``lexical`` are shares of the score. ``cue`` raises sentences that hold the kind of
    thing asked for, in standard deviations of sentence similarity. ``question`` lowers passages by their share of
    questions, which answer nothing. ``listing`` raises passages by their share of list items when a list is asked for.
    ``related`` is the weight of BM25 over words that may stand for those of the question, ``coverage`` that of the
    share of what the question seeks that a passage holds, in compounds and misspelt too, ``length`` that of the
    logarithm of its number of sentences and items: more is answered where more is said. ``anticipated`` is the weight
    of a passage's likest anticipated question, in standard deviations among passages that have any.
    ``foreign`` scales ``lexical`` for a question that is not in the documents' language. Set by search on the dev
    cases, NorQuAD's half A and 1,790 questions written to be hard; kept on accept.
    """

    dense: float = 0.35
    sentence: float = 0.5
    lexical: float = 0.2
    cue: float = 3.0
    question: float = 0.75
    listing: float = 0.8
    foreign: float = 0.25
    related: float = 0.05
    coverage: float = 0.7
    length: float = 0.15
    anticipated: float = 0.4


@dataclass
class FusedQuery(QueryBundle):
    """A question as the retriever takes it: ``embedding`` is its vector, ``query_str`` the words to look for.

    ``cue`` names the kind of thing asked for, among the patterns that the retriever was made with; ``related`` holds
    words that may stand for those of the question, ``sought`` what a passage should hold: each thing in all the words
    that may name it. ``anticipated`` is how near it is to each anticipated question, where that is known already.
    """

    norwegian: bool = True
    cue: str | None = None
    wants_list: bool = False
    related: str = ""
    sought: tuple[tuple[str, ...], ...] = ()
    anticipated: Scores | None = None


class FusedRetriever(BaseRetriever):
    """Finds passages by dense and lexical evidence; its nodes bear the passages' ids, and raw signals as metadata.

    ``dense`` and ``sentence`` among these are the cosines of the question as it is, which tell better than those of the
    adapted one whether it is answered at all.
    ``answer_patterns`` tells by a name what a sentence holds that answers such a question.
    """

    def __init__(
        self,
        generation: Generation,
        comparable: Comparable,
        weights: Weights,
        answer_patterns: Mapping[str, re.Pattern[str]],
    ) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._generation = generation
        self._comparable = comparable
        self._weights = weights
        self._unit_rows = np.concatenate(generation.passage_units)
        self._unit_starts = np.cumsum([0, *(len(rows) for rows in generation.passage_units[:-1])])
        texts = [generation.unit_text(row) for row in range(len(generation.units))]
        kinds: list[UnitKind] = [unit.kind for _, unit in generation.units]
        asks = np.array([_asks(text, kind) for text, kind in zip(texts, kinds, strict=True)], dtype=np.float32)
        self._questions = np.array([asks[rows].mean() for rows in generation.passage_units], dtype=np.float32)
        items = np.array([kind != "sentence" for kind in kinds], dtype=np.float32)
        listed = [items[rows].mean() if items[rows].sum() >= _LIST else 0.0 for rows in generation.passage_units]
        self._lists = np.array(listed, dtype=np.float32) * (1 - self._questions)
        self._lengths = np.log([len(rows) for rows in generation.passage_units]).astype(np.float32)
        self._anticipated = AnticipatedQuestions(generation, generation.passage_units)
        self._answers = {
            name: np.array([bool(pattern.search(text)) for text in texts], dtype=np.float32)
            for name, pattern in answer_patterns.items()
        }

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        asked = np.asarray(query_bundle.embedding, dtype=np.float32)
        vector = self._comparable.question(asked)
        dense = self._comparable.passages.near(vector)
        sentence = self._sentence_scores(vector, query_bundle)
        lexical = self._generation.lexical.scores(terms(query_bundle.query_str))
        anticipated = self._anticipated.likeness(self._near_anticipated(vector, query_bundle))
        fused = self._fused(dense, sentence, lexical, query_bundle) + self._weights.anticipated * anticipated
        candidates = {self._generation.rows[id_] for id_ in self._nearest(asked)}.union(
            _top(dense), _top(lexical), _top(sentence)
        )
        ranked = sorted(candidates, key=lambda row: (-float(fused[row]), row))[:CANDIDATES]
        if isinstance(query_bundle, FusedQuery):
            read = ranked[:_READ]
            passages = [self._generation.passages[row] for row in read]
            held = coverage(query_bundle.sought, passages, self._generation)
            fused[read] += self._weights.coverage * np.array(held, dtype=np.float32)
            ranked.sort(key=lambda row: (-float(fused[row]), row))
        return [self._node(row, asked, float(lexical[row]), float(fused[row])) for row in ranked]

    def _near_anticipated(self, vector: Vector, query: QueryBundle) -> Scores:
        if isinstance(query, FusedQuery) and query.anticipated is not None:
            return query.anticipated
        return self._comparable.anticipated.near(vector)

    def _node(self, row: int, asked: Vector, lexical: float, score: float) -> NodeWithScore:
        generation = self._generation
        dense = float(generation.vectors[row] @ asked)
        sentence = float((generation.unit_vectors[generation.passage_units[row]] @ asked).max())
        metadata = {"dense": dense, "sentence": sentence, "lexical": lexical}
        return NodeWithScore(node=TextNode(id_=generation.passages[row].id, metadata=metadata), score=score)

    def _sentence_scores(self, vector: Vector, query: QueryBundle) -> Scores:
        """The similarity of each passage's best sentence, raised where it holds the kind of thing asked for."""
        units = self._comparable.units.near(vector)
        if isinstance(query, FusedQuery) and query.cue:
            units = units + self._weights.cue * units.std() * self._answers[query.cue]
        return np.maximum.reduceat(units[self._unit_rows], self._unit_starts)

    def _fused(self, dense: Scores, sentence: Scores, lexical: Scores, query: QueryBundle) -> Scores:
        weights = self._weights
        foreign = isinstance(query, FusedQuery) and not query.norwegian
        lexical_weight = weights.lexical * (weights.foreign if foreign else 1.0)
        fused = (
            weights.dense * z_scores(dense) + weights.sentence * z_scores(sentence) + lexical_weight * z_scores(lexical)
        )
        listing = weights.listing if isinstance(query, FusedQuery) and query.wants_list else 0.0
        if isinstance(query, FusedQuery) and query.related:
            fused = fused + weights.related * z_scores(self._generation.lexical.scores(terms(query.related)))
        fused = fused + weights.length * self._lengths + listing * self._lists
        return (fused - weights.question * self._questions).astype(np.float32)

    def _nearest(self, vector: Vector) -> Sequence[str]:
        query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=_FROM_STORE)
        return self._generation.store.query(query).ids or []


def _asks(text: str, kind: UnitKind) -> bool:
    """Whether a unit is a question, or an item that says what is asked ("om noe er endret")."""
    return text.rstrip().endswith("?") or (kind == "item" and _ASKED.match(text) is not None)


def _top(scores: Scores) -> Sequence[int]:
    count = min(CANDIDATES, len(scores))
    return np.argpartition(-scores, count - 1)[:count].tolist()


def to_hits(nodes: Sequence[NodeWithScore], generation: Generation) -> tuple[Hit, ...]:
    """The hits that a retriever's nodes stand for, best first; ranks count from 1."""
    found = [generation.passages[generation.rows[node.node.node_id]] for node in nodes]
    return tuple(
        Hit(
            rank=rank,
            score=node.score or 0.0,
            passage=passage,
            title=generation.documents[passage.document_id].source.title,
            dense=float(node.metadata["dense"]),
            sentence=float(node.metadata["sentence"]),
            lexical=float(node.metadata["lexical"]),
        )
        for rank, (node, passage) in enumerate(zip(nodes, found, strict=True), start=1)
    )
