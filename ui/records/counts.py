"""From counts to what leaders see: by week and by heading, with every number that could point at a person left out.

The rules: only days that are over; weeks with fewer than ``SMALLEST`` questions are left out altogether; headings with
fewer go into the heading around them, the document, and at last a row for all the rest; of every other column the
numbers below ``SMALLEST`` are hidden, with as many more as it takes to keep them from being worked out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from ...assistant.types import Language, RefusalReason
from .types import DEPTH, REASONS, REFUSALS, Cell, Place, Reason

SMALLEST = 5
"""The smallest number of questions or votes that is shown."""

_Key = TypeVar("_Key")

Hidden = int | None
"""A number that is shown, or ``None`` for one that is hidden."""


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in a week, from its Monday on."""

    monday: date
    asked: int
    refused: Hidden
    down: Hidden


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading, or a document without headings, or with no document all the rest."""

    place: Place
    asked: int
    refused: Hidden
    down: Hidden
    should_have_known: Hidden


@dataclass(frozen=True, slots=True)
class Insight:
    """What leaders see of a period; ``first`` and ``last`` are its days, ``None`` where there is nothing to show.

    ``left_out`` is the number of weeks with too few questions. A total is hidden like any other number.
    """

    first: date | None
    last: date | None
    left_out: int
    asked: int
    refused: Hidden
    up: Hidden
    down: Hidden
    weeks: tuple[Week, ...]
    topics: tuple[Topic, ...]
    refusals: Mapping[RefusalReason, Hidden]
    languages: Mapping[Language | None, int]
    reasons: Mapping[Reason, Hidden]


def insight(counts: Mapping[Cell, int], *, until: date) -> Insight:
    """What may be shown of the counts up to and with a day."""
    cells = {cell: n for cell, n in counts.items() if cell.day <= until and n > 0}
    asked = _by(cells, "asked", lambda cell: _monday(cell.day))
    large = {monday for monday, n in asked.items() if n >= SMALLEST}
    cells = {cell: n for cell, n in cells.items() if _monday(cell.day) in large}
    asked_cells = {cell: n for cell, n in cells.items() if cell.measure == "asked"}
    refused_cells = {cell: n for cell, n in asked_cells.items() if cell.about.outcome != "answered"}
    outcomes = _by(cells, "asked", lambda cell: cell.about.outcome)
    languages: Counter[Language] = _by(cells, "asked", lambda cell: cell.about.language)
    measures = _by_measure(cells)
    days = [cell.day for cell in asked_cells]
    return Insight(
        first=min(days, default=None),
        last=max(days, default=None),
        left_out=len({_monday(cell.day) for cell in counts if cell.day <= until and cell.measure == "asked"} - large),
        asked=sum(asked_cells.values()),
        refused=alone(sum(refused_cells.values())),
        up=alone(measures["up"]),
        down=alone(measures["down"]),
        weeks=_weeks(sorted(large), asked, cells),
        topics=_topics(cells),
        refusals=dict(zip(REFUSALS, hidden([outcomes[outcome] for outcome in REFUSALS]), strict=True)),
        languages=_languages(languages),
        reasons={reason: alone(measures[reason]) for reason in REASONS},
    )


def alone(n: int) -> Hidden:
    """The number, unless it is small."""
    return None if 0 < n < SMALLEST else n


def hidden(column: Sequence[int]) -> tuple[Hidden, ...]:
    """The column without its small numbers, and without as many more as keep their sum from being small.

    Whoever knows the column's total can work out that sum, and nothing smaller.
    """
    order = sorted(range(len(column)), key=lambda at: (column[at], at))
    out = {at for at in order if 0 < column[at] < SMALLEST}
    for at in order:
        if not out or (len(out) > 1 and sum(column[i] for i in out) >= SMALLEST):
            break
        if column[at]:
            out.add(at)
    return tuple(None if at in out else n for at, n in enumerate(column))


def folded(asked: Mapping[Place, int]) -> Mapping[Place, Place]:
    """For each place the row that it is shown in: itself, a place around it, or nowhere in particular.

    Every row holds ``SMALLEST`` questions or more, the last one too, unless there are fewer in all.
    """
    rows: dict[Place, Counter[Place]] = defaultdict(Counter)
    for place, n in asked.items():
        rows[place][place] = n
    for depth in range(DEPTH, -1, -1):
        for place in [row for row in rows if row.document and len(row.headings) == depth]:
            if rows[place].total() < SMALLEST:
                rows[place.parent].update(rows.pop(place))
    largest = sorted((row for row in rows if row.document), key=lambda row: (-rows[row].total(), str(row)))
    while largest and Place() in rows and rows[Place()].total() < SMALLEST:
        rows[Place()].update(rows.pop(largest.pop()))
    return {place: row for row, places in rows.items() for place in places}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by(cells: Mapping[Cell, int], measure: str, key: Callable[[Cell], _Key]) -> Counter[_Key]:
    found = Counter[_Key]()
    for cell, n in cells.items():
        if cell.measure == measure:
            found[key(cell)] += n
    return found


def _by_measure(cells: Mapping[Cell, int]) -> Counter[str]:
    found = Counter[str]()
    for cell, n in cells.items():
        found[cell.measure] += n
    return found


def _weeks(mondays: Sequence[date], asked: Counter[date], cells: Mapping[Cell, int]) -> tuple[Week, ...]:
    def column(wanted: Callable[[Cell], bool]) -> tuple[Hidden, ...]:
        sums = Counter[date]()
        for cell, n in cells.items():
            sums[_monday(cell.day)] += n if wanted(cell) else 0
        return hidden([sums[monday] for monday in mondays])

    refused, down = column(_is_refused), column(lambda cell: cell.measure == "down")
    rows = zip(mondays, refused, down, strict=True)
    return tuple(Week(monday, asked[monday], no, thumb) for monday, no, thumb in rows)


def _is_refused(cell: Cell) -> bool:
    return cell.measure == "asked" and cell.about.outcome != "answered"


def _topics(cells: Mapping[Cell, int]) -> tuple[Topic, ...]:
    """The rows by heading, those with most questions first and the rest last."""
    row_of = folded(_by(cells, "asked", lambda cell: cell.about.place))

    def sums(wanted: Callable[[Cell], bool]) -> Counter[Place]:
        found = Counter[Place]()
        for cell, n in cells.items():
            if wanted(cell):
                found[row_of.get(cell.about.place, Place())] += n
        return found

    asked = sums(lambda cell: cell.measure == "asked")
    rows = sorted(asked, key=lambda place: (not place.document, -asked[place], str(place)))

    def column(wanted: Callable[[Cell], bool]) -> tuple[Hidden, ...]:
        found = sums(wanted)
        return hidden([found[row] for row in rows])

    columns = (
        column(_is_refused),
        column(lambda cell: cell.measure == "down"),
        column(lambda cell: cell.measure == "should_have_known"),
    )
    return tuple(Topic(row, asked[row], *values) for row, *values in zip(rows, *columns, strict=True))


def _languages(counted: Counter[Language]) -> Mapping[Language | None, int]:
    """The languages asked in; the rarely used ones together, and with the next where they are still few."""
    shown: dict[Language | None, int] = {}
    rest = 0
    for language, n in sorted(counted.items(), key=lambda item: (item[1], item[0])):
        if n < SMALLEST or 0 < rest < SMALLEST:
            rest += n
        else:
            shown[language] = n
    shown = dict(sorted(shown.items(), key=lambda item: -item[1]))
    return {**shown, None: rest} if rest else shown
