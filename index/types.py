"""What retrieval gives: passages with the evidence for them."""

from dataclasses import dataclass

from ..corpus.types import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved passage: its 1-based rank, fused score, and the raw signals it was fused from.

    ``dense`` and ``sentence`` are cosine similarities (the passage, and its best sentence);
    ``lexical`` is the BM25 score. ``score`` orders hits of one question and has no absolute meaning.
    """

    rank: int
    score: float
    passage: Passage
    title: str
    dense: float
    sentence: float
    lexical: float
