"""A report for people (tables in the terminal) and for machines (one JSON object)."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from .norquad import NorquadReport
from .run import Figure, Report, Row

WORST = 20
"""Cases listed in the terminal; the JSON has them all."""

COUNTS = ("median words",)
"""Figures that are numbers of something and not shares."""


def to_json(report: Report | NorquadReport) -> str:
    """The whole report as one JSON object, the same text for the same report."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1)


def show(report: Report, console: Console) -> None:
    """Print the headline, the groups, and the worst cases with what was missing."""
    console.print(_headline(report))
    console.print(_groups(report))
    worst = [row for row in report.rows if any(_missing(row))]
    if worst:
        console.print(f"\n[bold]Worst first[/bold], {min(WORST, len(worst))} of {len(worst)} that lack something")
    for row in worst[:WORST]:
        _show_case(row, console)


def _headline(report: Report) -> Table:
    table = Table(title=f"{report.part}: {len(report.rows)} cases", title_justify="left")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("95 % interval", justify="right")
    for figure in report.headline:
        table.add_row(figure.name, _value(figure), _interval(figure))
    return table


def _groups(report: Report) -> Table:
    shown = ("hit@1", "hit@5", "nugget recall", "median words", "refusal recall", "wrongly refused")
    table = Table(title="by kind and register", title_justify="left")
    table.add_column("group", no_wrap=True)
    table.add_column("cases", justify="right")
    for name in shown:
        table.add_column(name, justify="right")
    for group in report.groups:
        by_name = {figure.name: figure for figure in group.figures}
        table.add_row(group.name, str(group.cases), *(_value(by_name[name]) for name in shown))
    return table


def _value(figure: Figure) -> str:
    return "–" if figure.value is None else _number(figure.value, figure.name)


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "–"
    return f"{_number(figure.low, figure.name)} – {_number(figure.high, figure.name)}"


def _number(value: float, name: str) -> str:
    return f"{value:.0f}" if name in COUNTS else f"{value:.3f}"


def _show_case(row: Row, console: Console) -> None:
    console.print(f"\n[bold]{row.id}[/bold] ({row.kind}, {row.register}): {row.question}", highlight=False)
    for line in _missing(row):
        console.print(f"  {line}", markup=False, highlight=False)
    console.print(f"  answer: {row.answer or '(refused)'}", markup=False, highlight=False)


def _missing(row: Row) -> Iterable[str]:
    if not all(row.proofs):
        yield "NOT PROVEN: a shown sentence lacks a quote that stands in its document"
    if row.expected and row.refused != row.expected:
        yield f"expected the refusal '{row.expected}', got {row.refused or 'an answer'}"
    if row.refused and not row.expected:
        yield f"wrongly refused: {row.refused}"
    yield from (f"shown, but must not be: {text}" for text in row.traps_shown)
    yield from (f"stands nowhere in this corpus: {text}" for text in row.absent)
    yield from (f"not among the five best: {text}" for text in row.missed)
    yield from (f"not shown: {text}" for text in row.nuggets_missing)
    yield from (f"notice missing: {notice}" for notice in row.notices_missing)


def show_norquad(report: NorquadReport, console: Console) -> None:
    """Print the two figures and what they were measured on."""
    title = f"NorQuAD, {'both halves' if report.half is None else f'half {report.half}'}"
    table = Table(title=title, title_justify="left")
    for name in ("questions", "documents", "passages", "hit@1", "hit@5"):
        table.add_column(name, justify="right")
    hits = (_value(Figure("hit@1", report.hit_1)), _value(Figure("hit@5", report.hit_5)))
    table.add_row(str(report.questions), str(report.documents), str(report.passages), *hits)
    console.print(table)
