"""What changed from one report to another: figures, paired by case, and the cases fixed and broken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .measures import MEASURES, Measure
from .metrics import cluster_interval
from .types import Report, Row

Pair = tuple[Row, Row]
"""A case before and after."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure over the cases that both reports have, and how it moved, with the paired 95 % interval of the move.

    ``change`` and the interval are ``None`` where nothing was measured on one of the sides.
    """

    name: str
    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that got better or worse in one respect: found, said or refused, from one share to another."""

    id: str
    question: str
    respect: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports side by side; ``only_before`` and ``only_after`` are cases that one of them lacks."""

    cases: int
    same_cases: bool
    same_recipe: bool
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    changes: tuple[Change, ...]
    fixed: tuple[Flip, ...]
    broken: tuple[Flip, ...]


RESPECTS: Mapping[str, Callable[[Row], float | None]] = {
    "hit@5": lambda row: row.hit_5,
    "nuggets": lambda row: row.nuggets,
    "refusal": lambda row: float((row.refused is None) == (row.expected is None)),
}
"""In what a case can be fixed or broken, as a share of what is right."""


def compare(before: Report, after: Report, *, samples: int = 1000) -> Comparison:
    """Compare the cases that both reports have; intervals draw whole clusters, both sides of a case together."""
    pairs = paired(before, after)
    ids_before, ids_after = ({row.id for row in report.rows} for report in (before, after))
    flips = [flip for pair in pairs for flip in _flips(pair)]
    return Comparison(
        cases=len(pairs),
        same_cases=before.cases_hash == after.cases_hash,
        same_recipe=before.recipe == after.recipe,
        only_before=tuple(sorted(ids_before - ids_after)),
        only_after=tuple(sorted(ids_after - ids_before)),
        changes=tuple(change_of(measure, pairs, samples=samples) for measure in MEASURES),
        fixed=tuple(flip for flip in flips if flip.after > flip.before),
        broken=tuple(flip for flip in flips if flip.after < flip.before),
    )


def paired(before: Report, after: Report) -> tuple[Pair, ...]:
    """The cases that both reports have, by id."""
    earlier, later = ({row.id: row for row in report.rows} for report in (before, after))
    return tuple((earlier[case_id], later[case_id]) for case_id in sorted(earlier.keys() & later.keys()))


def change_of(measure: Measure, pairs: Sequence[Pair], *, samples: int = 1000) -> Change:
    """How one measure moved over paired cases."""

    def moved(drawn: Sequence[Pair]) -> float | None:
        old, new = (measure.over(side) for side in _sides(drawn))
        return None if old is None or new is None else new - old

    old, new = (measure.over(side) for side in _sides(pairs))
    low, high = cluster_interval(pairs, lambda pair: pair[1].cluster, moved, samples=samples) or (None, None)
    return Change(measure.name, old, new, moved(pairs), low, high)


def _sides(pairs: Sequence[Pair]) -> tuple[list[Row], list[Row]]:
    return [before for before, _ in pairs], [after for _, after in pairs]


def _flips(pair: Pair) -> Iterator[Flip]:
    before, after = pair
    for respect, value in RESPECTS.items():
        old, new = value(before), value(after)
        if old is not None and new is not None and old != new:
            yield Flip(after.id, after.question, respect, old, new)
