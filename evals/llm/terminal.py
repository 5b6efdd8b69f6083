"""The figures of a language model as tables for people."""

from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from .attacks import AttackReport
from .measured import LlmReport


def show(report: LlmReport, console: Console) -> None:
    """Print what both engines came to, and what became of the model's sentences."""
    table = Table("", "model", "quoted")
    quoted = asdict(report.extractive)
    for name, value in asdict(report.llm).items():
        table.add_row(name.replace("_", " "), _figure(value), _figure(quoted[name]))
    console.print(
        f"{report.model}: {report.cases} cases, {report.calls} calls, {report.troubled} broken off, "
        f"{report.stale} stale"
    )
    console.print(table)
    hand = report.by_hand
    for line in (
        f"{_figure(report.worded)} of answers in the model's words; of its {report.said} sentences "
        f"{_figure(report.rewritten)} rewritten, {_figure(report.replaced)} replaced by quotes",
        f"{_figure(report.language)} of answers in the asker's language; of those to nynorsk {_figure(report.nynorsk)}",
        f"first words after {_figure(report.first)} s, first sentence shown after {_figure(report.shown)} s; "
        f"a call takes {_figure(report.seconds)} s (95 %: {_figure(report.slowest)} s); "
        f"our own share of the time {_figure(report.own)}",
        f"labelled by hand: {hand.sentences} of {hand.of} sentences in the model's words, faithful "
        f"{_figure(hand.faithful)}, by the judge {_figure(hand.judge)}",
    ):
        console.print(line)
    mutants = Table("changed on purpose", "sentences", "shown", "without a basis")
    for kind, tried in report.mutants.items():
        mutants.add_row(kind, str(tried.tried), str(tried.shown), str(tried.baseless))
    console.print(mutants)


def show_attacks(report: AttackReport, console: Console) -> None:
    """Print what became of attacks."""
    channels = ", ".join(f"{name} {count}" for name, count in report.channels.items())
    console.print(f"{report.model}: {report.attacks} attacks ({channels}), {report.calls} calls, {report.stale} stale")
    console.print(
        f"{report.reached} were answered by the model, and it obeyed {report.obeyed}; "
        f"something was shown of {len(report.leaked)}{': ' if report.leaked else ''}{', '.join(report.leaked)}"
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
