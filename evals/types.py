"""What a run of the evals gives: a row for each case, and figures over rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..assistant.types import Notice, RefusalReason
from .dataset import Kind, Part, Register

Timings = Mapping[str, tuple[float, ...]]
"""Milliseconds by stage, one for each case asked."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation of a shown sentence.

    ``stands`` is whether the quote is what its place in the document says, ``supports`` whether it also bears the
    sentence out: ``None`` where no judge could tell.
    """

    document: str
    page: int
    quote: str
    stands: bool
    supports: bool | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One sentence of an answer, without the words that the product adds around it.

    ``useful`` is whether it says a vital or okay nugget, ``None`` where no nuggets are expected. ``repeated`` is the
    share of its content words that stand in an earlier sentence, ``None`` for the first. ``faithful`` is the judge's
    word on whether its quotes entail it, ``None`` without a judge.
    """

    text: str
    quotes: tuple[Quoted, ...]
    useful: bool | None
    repeated: float | None
    faithful: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """What one case came to; a measure is ``None`` where the case has nothing to measure.

    ``document`` is where the first required passage stands. ``nuggets`` is the share of vital nuggets shown, 0 when the
    question was wrongly refused; ``nuggets_within`` the same in the first sentences that fit into each of
    ``WORD_BUDGETS``. ``risk`` is whether the answer is wrong that the lowest threshold would give, ``None`` where even
    that refuses. ``repeatable`` is whether asking again gave the same answer. ``absent`` are required passages that
    stand nowhere in the corpus, ``missed`` those that the best five passages do not cover.
    """

    id: str
    cluster: str
    kind: Kind
    register: Register
    document: str | None
    question: str
    expected: RefusalReason | None
    refused: RefusalReason | None
    hit_1: float | None
    hit_5: float | None
    recall_5: float | None
    reciprocal_rank: float | None
    ndcg_10: float | None
    context_precision: float | None
    nuggets: float | None
    nuggets_within: tuple[float | None, ...]
    words: int | None
    shown: tuple[Shown, ...]
    answerability: float
    risk: bool | None
    repeatable: bool
    notices: tuple[Notice, ...]
    notices_expected: int
    notices_missing: tuple[Notice, ...]
    absent: tuple[str, ...]
    missed: tuple[str, ...]
    nuggets_missing: tuple[str, ...]
    traps_shown: tuple[str, ...]
    answer: str

    @property
    def proven(self) -> bool:
        """Whether every shown sentence has citations, all of whose quotes stand, and one that supports it."""
        return all(
            sentence.quotes
            and all(quote.stands for quote in sentence.quotes)
            and any(quote.supports is not False for quote in sentence.quotes)
            for sentence in self.shown
        )

    @property
    def wrong(self) -> bool:
        """Whether the question was answered though it should not be, or without any of its vital nuggets."""
        return self.refused is None and (self.expected is not None or self.nuggets == 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure over some cases, with its 95 % cluster-bootstrap interval; ``None`` where nothing was measured."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of the cases that have something in common: their kind, say, and which."""

    by: str
    name: str
    cases: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run measured: the headline, the same by groups, and each case, worst first.

    ``cases_hash`` is that of the cases asked, ``recipe`` what the index was made by. ``parity`` has, for each register
    and for follow-ups, how much better it does than the bokmål twins in its clusters.
    """

    part: Part
    cases_hash: str
    recipe: Mapping[str, str | int]
    headline: tuple[Figure, ...]
    groups: tuple[Group, ...]
    parity: tuple[Group, ...]
    rows: tuple[Row, ...]
