"""What retrieval gives: passages with the evidence for them."""

from dataclasses import dataclass
from typing import Literal

from ..corpus.types import Passage, Skipped


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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: ``done`` of ``total`` pieces of a stage, and the seconds that the stage still takes."""

    stage: Literal["load", "embed", "tokens", "store"]
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build gave; ``changed`` is false when the index in use was already that of this corpus.

    ``embedded`` counts the texts that had to be embedded, passages and quotable units together.
    """

    generation: str
    changed: bool
    documents: int
    passages: int
    embedded: int
    skipped: tuple[Skipped, ...]
