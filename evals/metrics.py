"""The measures, as pure functions of what was expected and what came back.

A measure with nothing to measure is ``None``, never 0.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, median
from typing import TypeVar

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


def ndcg(required: Sequence[Sequence[Place]], ranking: Sequence[Place], k: int) -> float | None:
    """The normalised discounted cumulative gain of the ``k`` best passages (Järvelin & Kekäläinen 2002).

    A passage gains one for each required passage that it is the first to cover. In the ideal order those that gain most
    come first, then one for each required passage that was missed.
    """
    if not required:
        return None
    first = [rank for places in required if (rank := first_rank(places, ranking[:k]))]
    gains = [first.count(rank) for rank in range(1, k + 1)]
    missed = len(required) - len(first)
    ideal = [*sorted((gain for gain in gains if gain), reverse=True), *[1] * missed][:k]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def context_precision(required: Sequence[Sequence[Place]], ranking: Sequence[Place], k: int) -> float | None:
    """How far up the needed ones stand among the ``k`` best passages: the mean of the precision at each of their ranks.

    0.0 when none is needed (the average precision of Manning et al. 2008, ch. 8, over the passages that are read).
    """
    if not required:
        return None
    read = within_budget(ranking)[:k]
    needed = [any(covers(passage, place) for places in required for place in places) for passage in read]
    return mean(sum(needed[:rank]) / rank for rank, hit_here in enumerate(needed, start=1) if hit_here) or 0.0


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
    ordered = sorted(negatives)
    twice_won = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in positives)
    return twice_won / (2 * len(positives) * len(negatives))


def percentile(values: Sequence[float], level: float) -> float | None:
    """The smallest of the values that at least a share ``level`` of them do not exceed (the nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(level * len(ordered)) - 1)] if ordered else None


def risk_coverage(answered: Iterable[tuple[float, bool]], asked: int) -> tuple[tuple[float, float], ...]:
    """The (coverage, risk) that each threshold would give, from the surest answer on.

    ``answered`` has, for each answer, how sure it was and whether it was wrong. Coverage is the share of the ``asked``
    questions that are answered, risk the share of those answers that are wrong (El-Yaniv & Wiener 2010).
    """
    wrong_of: dict[float, list[bool]] = {}
    for score, wrong in answered:
        wrong_of.setdefault(score, []).append(wrong)
    points: list[tuple[float, float]] = []
    so_far: list[bool] = []
    for score in sorted(wrong_of, reverse=True):
        so_far += wrong_of[score]
        points.append((len(so_far) / asked, sum(so_far) / len(so_far)))
    return tuple(points)


def wilson_interval(hits: float, of: float, z: float = 1.96) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927), which stays within 0 and 1 for small counts; all of it for none."""
    if not of:
        return 0.0, 1.0
    value = hits / of
    middle = (value + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * math.sqrt(value * (1 - value) / of + z * z / (4 * of * of))
    return max(0.0, middle - reach), min(1.0, middle + reach)


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
