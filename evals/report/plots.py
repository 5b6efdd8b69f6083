"""The geometry of the plots on the report's page: figures in, places on a canvas of ``WIDTH`` units out.

The canvas is as wide as a phone, so that the type on it is readable there.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..judge.claims import ALL_KINDS, Share, Worth
from ..metrics import middle, percentile, risk_coverage, share
from ..types import Group, Row

WIDTH, HEIGHT = 340, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 330, 12, 184
"""The canvas, and the part of it that lies between the axes."""

BAR, GAP = 12, 14
"""The height of a parity bar and the room between two groups of them."""

LABELS = 84
"""The width of the names beside bars and cells."""

CELL = 26
"""The height of a heat map's cell."""

BINS = 12
"""Columns of the histogram, at most."""

_REDDEST = 0.25
"""The share of errors from which on a cell is as red as it gets."""

TOLERATED_RISK = 0.05
"""The share of wrong answers that the curve is compared with."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through ``points``, as SVG writes them, between two axes, with a level to compare with."""

    points: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    level: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns over one axis, with lines at the median and the 95th percentile."""

    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Tick, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Leaning:
    """A bar from the middle to a side, and the ends of its interval."""

    name: str
    series: int
    bar: Bar
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Parity:
    """Bars around a middle line, a group of them for each name."""

    series: tuple[str, ...]
    names: tuple[Tick, ...]
    leanings: tuple[Leaning, ...]
    x_ticks: tuple[Tick, ...]
    middle: float
    height: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the heat map: its share in words, and how thick its red is, from 0 for what is right."""

    name: str
    column: str
    x: float
    y: float
    text: str
    opacity: float


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A row for each kind below the heading of its block, with a cell for each column that has figures for it."""

    headings: tuple[Tick, ...]
    names: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    cells: tuple[Cell, ...]
    cell_width: float
    height: float


def risk_curve(rows: Sequence[Row]) -> Curve | None:
    """The share of wrong answers over the share of questions answered, from the surest to all that may be answered."""
    points = risk_coverage([(row.answerability, row.risk) for row in rows if row.risk is not None], max(1, len(rows)))
    if not points:
        return None
    top = _above(max(2 * TOLERATED_RISK, *(risk for _, risk in points)))
    given = [row for row in rows if row.refused is None]
    risk = share(row.wrong for row in given)
    return Curve(
        points=" ".join(f"{_x(x):.1f},{_y(y / top):.1f}" for x, y in points),
        x_ticks=tuple(Tick(_x(share), f"{share:.0%}") for share in (0, 0.25, 0.5, 0.75, 1)),
        y_ticks=tuple(Tick(_y(share / top), f"{share:.0%}") for share in _steps(top)),
        level=_y(TOLERATED_RISK / top),
        text=f"{len(given) / len(rows):.0%} of the questions are answered, {risk or 0:.1%} of them wrongly.",
    )


def histogram(times: Sequence[float]) -> Histogram | None:
    """How many answers took how long; ``times`` in milliseconds."""
    median, slow = middle(times), percentile(times, 0.95)
    if median is None or slow is None:
        return None
    top = _above(max(*times, 1.0))
    counts = [0] * BINS
    for time in times:
        counts[min(BINS - 1, int(BINS * time / top))] += 1
    most = _above(max(counts))
    width = (RIGHT - LEFT) / BINS
    bars = tuple(
        Bar(LEFT + at * width, _y(count / most), width - 1, BOTTOM - _y(count / most), f"{count}")
        for at, count in enumerate(counts)
    )
    return Histogram(
        bars=bars,
        x_ticks=tuple(Tick(_x(step / top), f"{step:g}") for step in _steps(top)),
        y_ticks=tuple(Tick(_y(step / most), f"{step:g}") for step in _steps(most)),
        lines=(Tick(_x(median / top), "median"), Tick(_x(slow / top), "95 %")),
        text=f"Half of the answers took up to {median:.0f} ms, 95 % of them up to {slow:.0f} ms.",
    )


def parity_bars(groups: Sequence[Group]) -> Parity | None:
    """How much better than bokmål each register does, by measure; the better, the farther to the right."""
    measured = [group for group in groups if any(figure.value is not None for figure in group.figures)]
    if not measured:
        return None
    series = tuple(figure.name for figure in measured[0].figures)
    figures = [figure for group in measured for figure in group.figures]
    reach = min(1.0, _above(max(0.1, *(abs(end or 0) for f in figures for end in (f.value, f.low, f.high)))))
    step = len(series) * BAR + GAP

    def across(value: float) -> float:
        return LABELS + (RIGHT - LABELS) * (value + reach) / (2 * reach)

    leanings: list[Leaning] = []
    for at, group in enumerate(measured):
        for number, figure in enumerate(group.figures):
            if figure.value is not None:
                y = TOP + at * step + number * BAR
                ends = sorted((across(0), across(figure.value)))
                bar = Bar(ends[0], y, ends[1] - ends[0], BAR - 2, figure.name, f"{figure.value:+.3f}")
                low, high = (None if end is None else across(end) for end in (figure.low, figure.high))
                leanings.append(Leaning(group.name, number, bar, low, high))
    return Parity(
        series=series,
        names=tuple(Tick(TOP + at * step + len(series) * BAR / 2, group.name) for at, group in enumerate(measured)),
        leanings=tuple(leanings),
        x_ticks=tuple(Tick(across(value), f"{value:+g}" if value else "0") for value in (-reach, 0, reach)),
        middle=across(0),
        height=TOP + len(measured) * step,
    )


def heat_map(trials: Mapping[str, Worth]) -> HeatMap | None:
    """How much of each kind of corruption is caught, and how often what is right is suspected, a column each trial."""
    kinds = {
        title: [kind for kind in dict.fromkeys(kind for found in shares for kind in found) if kind != ALL_KINDS]
        for title, shares in (
            ("caught", [worth.caught for worth in trials.values()]),
            ("false alarms", [worth.false_alarms for worth in trials.values()]),
        )
    }
    rows = [(title, kind) for title, found in kinds.items() if found for kind in (None, *found)]
    if not rows:
        return None
    width = (RIGHT - LABELS) / len(trials)
    centres = [TOP + CELL * (at + 0.5) for at in range(len(rows))]
    cells = [
        _cell(kind, f"{title}, {name}", share, x=LABELS + column * width, y=centre - CELL / 2, good=title == "caught")
        for (title, kind), centre in zip(rows, centres, strict=True)
        for column, (name, worth) in enumerate(trials.items())
        if kind and (share := (worth.caught if title == "caught" else worth.false_alarms).get(kind))
    ]
    placed = list(zip(rows, centres, strict=True))
    return HeatMap(
        headings=tuple(Tick(centre, title) for (title, kind), centre in placed if not kind),
        names=tuple(Tick(centre, kind) for (_, kind), centre in placed if kind),
        columns=tuple(Tick(LABELS + (column + 0.5) * width, name) for column, name in enumerate(trials)),
        cells=tuple(cells),
        cell_width=width - 2,
        height=TOP + CELL * len(rows),
    )


def _cell(kind: str, column: str, share: Share, *, x: float, y: float, good: bool) -> Cell:
    wrong = 0.0 if share.value is None else 1 - share.value if good else share.value
    return Cell(kind, column, x, y, f"{share.hits} of {share.of}", min(1.0, wrong / _REDDEST))


def _x(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _step(top: float) -> float:
    """A round step of which ``top`` holds two to five."""
    unit = 10.0 ** math.floor(math.log10(top))
    return next(unit * factor for factor in (0.2, 0.5, 1.0, 2.0) if top <= 5 * unit * factor)


def _above(value: float) -> float:
    """The next round number at or above ``value``, which is more than 0."""
    step = _step(value)
    return round(step * math.ceil(round(value / step, 9)), 9)


def _steps(top: float) -> Iterable[float]:
    step = _step(top)
    return (round(step * number, 9) for number in range(round(top / step) + 1))
