"""``tillit eval llm``: what answers in a language model's words are worth, live or as they were recorded."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from ...assistant.settings import SHIPPED_CORPUS, Settings
from ...corpus.errors import TillitError
from ..dataset import Case
from ..options import progress, settings_for
from .measured import LlmReport
from .recording import Record

RECORDED = Path(__file__).parent / "recorded.jsonl"
"""What the model that the figures in the documentation are of said to the sample."""


def llm(
    *,
    record: Annotated[
        bool, typer.Option("--record", help="Ask the model of TILLIT_LLM_URL what is not there.")
    ] = False,
    file: Annotated[Path, typer.Option(metavar="FILE", help="What was recorded, or is to be.")] = RECORDED,
    limit: Annotated[int | None, typer.Option(min=1, help="So many cases of the sample at most.")] = None,
    characters: Annotated[int, typer.Option(min=500, help="Of passages sent, at most; fewer for slow models.")] = 4000,
    index: Annotated[Path | None, typer.Option("--index", help="An index of the shipped documents.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Measure answers in a language model's words, replayed from what was recorded, beside quoted answers.

    Recording asks each case of the sample once, goes on where it was broken off, and replays then; calls that fail are
    not kept, so that they are made again the next time.
    """
    from ...assistant.build import build
    from ..dataset import load_cases
    from ..report.scores import to_json
    from .recording import read_records
    from .sample import sample

    settings = settings_for((SHIPPED_CORPUS,), index)
    with progress() as tell:
        build(settings, tell)
    cases = sample(load_cases())[:limit]
    if record:
        _record(settings, cases, file, characters)
    records = read_records(file)
    if not records:
        raise TillitError(f"Nothing is recorded in {file}, so there is nothing to measure. Record with --record.")
    report = replay(settings, cases, records)
    if as_json:
        typer.echo(to_json(report))
    else:
        _show(report, Console())


def replay(settings: Settings, cases: Sequence[Case], records: Sequence[Record]) -> LlmReport:
    """The figures of what was recorded, read, proven and measured by today's code."""
    from ...assistant.answer import Policy
    from ...assistant.build import assemble
    from ...assistant.judge.local import local_judge
    from ...assistant.language import LanguageDetector
    from ...assistant.write.llm import LlmWriter
    from ...index.embed import make_embedder
    from ...index.generation import open_generation
    from ...index.lexical import read_stopwords, words
    from .measured import measure
    from .recording import Replay

    embedder = make_embedder(settings.embedder)
    generation = open_generation(settings.index, embedder)
    said = Replay(generation, records)
    policy = Policy(settings.threshold, None, settings.outdated_after_years, date.today)
    assistant = assemble(generation, embedder, policy, LlmWriter(generation, said, said.brief))
    known = {word for document in generation.documents.values() for word in words(document.text)}
    detector = LanguageDetector(known.__contains__)
    return measure(
        assistant, cases, records, local_judge(embedder), read_stopwords(), detector.detect, lambda: said.stale
    )


def _record(settings: Settings, cases: Sequence[Case], file: Path, characters: int) -> None:
    from ...assistant.answer import Policy
    from ...assistant.build import assemble, measure_model, open_endpoint
    from ...assistant.llm.breaker import Breaker
    from ...assistant.write.llm import LlmWriter
    from ...assistant.write.prompt import brief
    from ...index.embed import make_embedder
    from ...index.generation import open_generation
    from .recording import Recorder, append_record, read_records

    talking = open_endpoint(settings, Breaker(failures=len(cases) + 1))
    embedder = make_embedder(settings.embedder)
    generation = open_generation(settings.index, embedder)
    capacity = replace(measure_model(settings), most=characters)
    recorder = Recorder(generation, talking, lambda found, language: brief(generation, found, language, capacity))
    policy = Policy(
        settings.threshold, None, settings.outdated_after_years, date.today, model_patience=settings.llm_timeout
    )
    assistant = assemble(generation, embedder, policy, LlmWriter(generation, recorder, recorder.brief))
    done = {record.case for record in read_records(file)}
    for case in track([case for case in cases if case.id not in done], "Asking", console=Console(stderr=True)):
        _ = assistant.ask(replace(case.question, engine="llm"))
        exchanges = recorder.taken()
        if not any(exchange.trouble for exchange in exchanges):
            append_record(file, Record(case.id, settings.llm_model or "", exchanges))
    talking.close()


def _show(report: LlmReport, console: Console) -> None:
    from rich.table import Table

    table = Table("", "model", "quoted")
    quoted = asdict(report.extractive)
    for name, value in asdict(report.llm).items():
        table.add_row(name.replace("_", " "), _figure(value), _figure(quoted[name]))
    console.print(
        f"{report.model}: {report.cases} cases, {report.calls} calls, {report.troubled} broken off, "
        f"{report.stale} stale"
    )
    console.print(table)
    console.print(
        f"{_figure(report.worded)} of answers in the model's words; first words after {_figure(report.first)} s, "
        f"all after {_figure(report.seconds)} s (95 %: {_figure(report.slowest)} s); "
        f"our own share of the time {_figure(report.own)}"
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
