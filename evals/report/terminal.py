"""Reports for people, as tables in the terminal."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..behaviours import Behaviour, behaviours
from ..calibrate import Kept
from ..compare import Change, Comparison, Flip
from ..gate import Ruling
from ..judge.claims import JudgeReport, Worth
from ..measures import HEADLINE
from ..norquad import NorquadReport
from ..restated.restatement import RestatementReport
from ..types import Group, Report, Row
from .wording import between, flip_line, missing, number, signed, signed_between

WORST = 20
"""Cases listed in the terminal; the JSON has them all."""


def show(report: Report, console: Console, comparison: Comparison | None = None) -> None:
    """Print the headline, the groups, parity, and the worst cases with what was missing.

    With the ``comparison`` to a baseline, the headline tells how far each figure moved. The cases of the test part are
    not shown: who sees them cannot but work for them.
    """
    console.print(_headline(report, comparison))
    for by, members in groupby(report.groups, lambda group: group.by):
        console.print(_groups(f"by {by}", list(members), [measure.name for measure in HEADLINE]))
    if report.parity:
        titles = [figure.name for figure in report.parity[0].figures]
        console.print(_groups("better than the bokmål of the same clusters by", report.parity, titles, signs=True))
    if found := behaviours(report.rows):
        console.print(_behaviours(found, named=report.part != "test"))
    if report.part == "test":
        return
    worst = [row for row in report.rows if any(missing(row))]
    if worst:
        console.print(f"\n[bold]Worst first[/bold], {min(WORST, len(worst))} of {len(worst)} that lack something")
    for row in worst[:WORST]:
        _show_case(row, console)


def _headline(report: Report, comparison: Comparison | None) -> Table:
    moved = {change.name: change for change in comparison.changes} if comparison else {}
    table = Table(title=f"{report.part}: {len(report.rows)} cases", title_justify="left")
    table.add_column("measure")
    for name in ("value", "95 % interval", *(["change"] if comparison else [])):
        table.add_column(name, justify="right")
    for figure in report.headline:
        name = figure.name
        cells = [number(figure.value, name), between(figure.low, figure.high, name)]
        table.add_row(name, *cells, *([signed(moved[name].change, name)] if name in moved else []))
    return table


def _groups(title: str, groups: Sequence[Group], shown: Sequence[str], *, signs: bool = False) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("group", overflow="fold")
    for name in ("cases", *shown):
        table.add_column(name.replace(" ", "\n"), justify="right", no_wrap=True)
    for group in groups:
        values: Mapping[str, float | None] = {figure.name: figure.value for figure in group.figures}
        write = signed if signs else number
        table.add_row(group.name, str(group.cases), *(write(values[name], name) for name in shown))
    return table


def _behaviours(found: Sequence[Behaviour], *, named: bool) -> Table:
    table = Table(title="as an answer has to be", title_justify="left")
    for name in ("behaviour", "kept", "broken"):
        table.add_column(name)
    for one in found:
        broken = ", ".join(one.broken) if named else ""
        table.add_row(one.name, f"{one.cases - len(one.broken)}/{one.cases}", broken)
    return table


def _show_case(row: Row, console: Console) -> None:
    console.print(f"\n[bold]{row.id}[/bold] ({row.kind}, {row.register}): {escape(row.question)}", highlight=False)
    for line in missing(row):
        console.print(f"  {line}", markup=False, highlight=False)
    console.print(f"  answer: {row.answer or '(refused)'}", markup=False, highlight=False)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print how each figure moved, and the cases fixed and broken."""
    table = Table(title=f"{comparison.cases} cases in both", title_justify="left")
    table.add_column("measure")
    for name in ("before", "after", "change", "95 % interval of the change"):
        table.add_column(name, justify="right")
    for change in comparison.changes:
        table.add_row(*_change_cells(change))
    console.print(table)
    _show_flips("broken", comparison.broken, console)
    _show_flips("fixed", comparison.fixed, console)
    for name, ids in (("only before", comparison.only_before), ("only after", comparison.only_after)):
        if ids:
            console.print(f"\n{name}: {', '.join(ids)}", markup=False, highlight=False)


def _change_cells(change: Change) -> tuple[str, ...]:
    name = change.name
    return (
        name,
        number(change.before, name),
        number(change.after, name),
        signed(change.change, name),
        signed_between(change.low, change.high, name),
    )


def _show_flips(title: str, flips: Sequence[Flip], console: Console) -> None:
    console.print(f"\n[bold]{title}[/bold]: {len(flips)}", highlight=False)
    for flip in flips:
        console.print(f"  {flip_line(flip)}", markup=False, highlight=False)


def show_ruling(ruling: Ruling, console: Console) -> None:
    """Print what the gate found, a line each, and whether it is passed."""
    for title, lines in (("error", ruling.errors), ("fall", ruling.falls), ("note", ruling.notes)):
        for line in lines:
            console.print(f"{title}: {line}", markup=False, highlight=False, soft_wrap=True)
    console.print("The gate is passed." if ruling.passed else "The gate is NOT passed.", highlight=False)


def show_kept(settings: Sequence[Kept], console: Console) -> None:
    """Print what each accepted share of wrong answers comes to."""
    table = Table(title="if fewer wrong answers were accepted", title_justify="left")
    for name in ("accepted", "threshold", "wrong answers", "answerable answered"):
        table.add_column(name, justify="right")
    for one in settings:
        reached = one.reached
        shares = (reached.wrong, reached.answered) if reached else (None, None)
        table.add_row(f"{one.accepted:.0%}", *(number(value, "") for value in (one.threshold, *shares)))
    console.print(table)


def show_norquad(report: NorquadReport, console: Console) -> None:
    """Print the figures and what they were measured on."""
    title = f"NorQuAD, {'both halves' if report.half is None else f'half {report.half}'}"
    table = Table(title=title, title_justify="left")
    for name in ("questions", "documents", "passages", "hit@1", "hit@5", "quoted"):
        table.add_column(name, justify="right")
    hits = [number(value, "") for value in (report.hit_1, report.hit_5, report.quoted)]
    table.add_row(str(report.questions), str(report.documents), str(report.passages), *hits)
    console.print(table)


def show_judge(report: JudgeReport, console: Console) -> None:
    """Print what a judge is worth, by kind, whom it agrees with, and where it was most surely wrong."""
    natural = {"as it is": report.natural}
    made = {"as it is": report.made, **({"kind left out": report.left_out} if report.left_out else {})}
    for title, trials in (("claims made on purpose", made), ("sentences that a model wrote", natural)):
        console.print(_trials(f"{title}, {report.part}: {trials['as it is'].claims}", trials))
    by = {f"made by {writer}": worth for writer, worth in report.by.items()}
    for title, worth in {"made": report.made, **by, "natural": report.natural}.items():
        console.print(
            f"{title}: AUROC {number(worth.auroc, '')}, balanced accuracy {number(worth.balanced_accuracy, '')}"
        )
    for whom, found in (("the readers", report.agreement), ("the local judge", report.with_local)):
        if found:
            rates = f"{number(found.share, '')}, Cohen's kappa {number(found.kappa, '')}"
            console.print(f"{report.judge} agrees with {whom} on {found.claims} claims: {rates}", highlight=False)
    for reason, count in report.no_verdict.items():
        console.print(f"no verdict on {count} claims: {reason}", markup=False, highlight=False)
    for mistake in report.mistakes[:WORST]:
        verdict = f"{mistake.support:.2f}, {'follows' if mistake.supported else 'does not follow'}"
        console.print(f"{mistake.id} ({verdict}): {mistake.claim}", markup=False, highlight=False)


def _trials(title: str, trials: Mapping[str, Worth]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("kind")
    for name in trials:
        for column in (name, "share", "95 % interval"):
            table.add_column(column, justify="right")
    for sign, sides in (
        ("", [worth.caught for worth in trials.values()]),
        ("false alarm: ", [worth.false_alarms for worth in trials.values()]),
    ):
        for kind in sides[0]:
            shares = [side[kind] for side in sides if kind in side]
            cells = [
                (f"{one.hits}/{one.of}", number(one.value, kind), between(one.low, one.high, kind)) for one in shares
            ]
            table.add_row(f"{sign}{kind}", *(cell for share in cells for cell in share))
    return table


def show_restatements(report: RestatementReport, console: Console) -> None:
    """Print a line a document, then everything that is wrong."""
    table = Table(title="restated documents", title_justify="left", padding=0)
    table.add_column("document", no_wrap=True)
    for name in ("words", "LIX", "facts", "found", "covered", "unlisted", "shared"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in report.documents:
        shared, unlisted = (None if found is None else len(found) for found in (row.shared, row.unlisted))
        table.add_row(
            row.document,
            *(str(count) for count in (row.words, f"{row.lix or 0:.1f}", row.facts, row.facts - len(row.lost))),
            number(row.covered, "covered"),
            *("–" if count is None else str(count) for count in (unlisted, shared)),
        )
    console.print(table)
    for row in report.documents:
        for what, found in (("lost", row.lost), ("unlisted", row.unlisted), ("shared", row.shared)):
            for text in found or ():
                console.print(f"{row.document}: {what}: {text}", markup=False, highlight=False)
