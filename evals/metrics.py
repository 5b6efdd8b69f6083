"""The measures, as pure functions of what was expected and what came back.

A measure with nothing to measure is ``None``, never 0.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, median
from typing import TypeVar

from ..assistant.types import Answer, Citation, Engine, Sentence
from ..corpus.types import Document

Row = TypeVar("Row")

BUDGET = 4000
"""Characters of passages within which a hit counts, so that longer passages buy nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A half-open range of characters of one document."""

    document: str
    start: int
    end: int


def within_budget(ranking: Sequence[Place], budget: int = BUDGET) -> tuple[Place, ...]:
    """The passages from the best on, up to the first that would make them longer than ``budget`` together."""
    kept: list[Place] = []
    for passage in ranking:
        budget -= passage.end - passage.start
        if budget < 0:
            break
        kept.append(passage)
    return tuple(kept)


def covers(passage: Place, quote: Place) -> bool:
    """Whether a passage holds at least half of a quote's characters."""
    shared = min(passage.end, quote.end) - max(passage.start, quote.start)
    return passage.document == quote.document and shared > 0 and 2 * shared >= quote.end - quote.start


def first_rank(places: Sequence[Place], ranking: Sequence[Place]) -> int | None:
    """The 1-based rank of the first passage that covers any of ``places``."""
    for rank, passage in enumerate(ranking, start=1):
        if any(covers(passage, place) for place in places):
            return rank
    return None


def hit(required: Sequence[Sequence[Place]], ranking: Sequence[Place], k: int) -> float | None:
    """1.0 when one of the ``k`` best passages covers a required one, else 0.0."""
    if not required:
        return None
    return float(any(first_rank(places, within_budget(ranking)[:k]) for places in required))


def recall(required: Sequence[Sequence[Place]], ranking: Sequence[Place], k: int) -> float | None:
    """The share of the required passages that the ``k`` best passages cover."""
    return share(first_rank(places, within_budget(ranking)[:k]) is not None for places in required)


def reciprocal_rank(required: Sequence[Sequence[Place]], ranking: Sequence[Place]) -> float | None:
    """1 over the rank of the first passage that covers a required one; 0.0 when none does."""
    if not required:
        return None
    ranks = [rank for places in required if (rank := first_rank(places, within_budget(ranking)))]
    return 1 / min(ranks) if ranks else 0.0


def share(outcomes: Iterable[bool]) -> float | None:
    """The share of ``outcomes`` that are true."""
    return mean(float(outcome) for outcome in outcomes)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are there."""
    present = [value for value in values if value is not None]
    return fmean(present) if present else None


def middle(values: Iterable[float | None]) -> float | None:
    """The median of the values that are there."""
    present = [value for value in values if value is not None]
    return float(median(present)) if present else None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """The chance that a random positive scores above a random negative, ties counted half (Mann-Whitney U)."""
    if not positives or not negatives:
        return None
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def proofs(answer: Answer, documents: Mapping[str, Document]) -> tuple[bool, ...]:
    """For every citation of every shown sentence, whether it proves it; a sentence without a citation is unproven.

    A citation proves a sentence when its quote stands at its place in the document, character for character, and,
    in an extractive answer, holds the sentence.
    """
    cited = {citation.number: citation for citation in answer.citations}
    unproven = (0,)  # no citation has this number
    return tuple(
        _proves(cited.get(number), sentence, answer.engine, documents)
        for sentence in answer.sentences
        for number in sentence.citations or unproven
    )


def _proves(citation: Citation | None, sentence: Sentence, engine: Engine, documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation.document_id) if citation else None
    if citation is None or document is None or citation.quote != document.text[citation.start : citation.end]:
        return False
    shown = _squeezed(sentence.text)
    return bool(shown) and (engine != "extractive" or shown in _squeezed(citation.quote))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def cluster_interval(
    rows: Sequence[Row],
    cluster: Callable[[Row], Hashable],
    statistic: Callable[[Sequence[Row]], float | None],
    *,
    seed: int = 0,
    samples: int = 1000,
    level: float = 0.95,
) -> tuple[float, float] | None:
    """A percentile bootstrap interval that draws whole clusters, since their cases are not independent.

    Seeded, so that the same rows always give the same interval (Efron & Tibshirani 1993, ch. 13).
    """
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        groups.setdefault(cluster(row), []).append(row)
    members = list(groups.values())
    random = Random(seed)  # noqa: S311 # a repeatable sample, not a secret
    drawn = (
        statistic([row for group in random.choices(members, k=len(members)) for row in group]) for _ in range(samples)
    )
    values = sorted(value for value in drawn if value is not None)
    if not values:
        return None
    tail = (1 - level) / 2
    return values[int(tail * (len(values) - 1))], values[round((1 - tail) * (len(values) - 1))]
