"""``tillit eval llm``: what answers in a language model's words are worth, live or as they were recorded."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ...assistant.settings import SHIPPED_CORPUS, Settings
from ...assistant.types import Answer, Question
from ...corpus.errors import TillitError
from ..dataset import Case
from ..options import cache_folder, progress, settings_for
from .attacks import ATTACKED, Attack, AttackReport
from .labelled import Label
from .measured import LlmReport
from .recording import Record
from .stage import play, record

RECORDED = Path(__file__).parent / "recorded.jsonl"
"""What the model that the figures in the documentation are of said to the sample."""

_CharactersOption = Annotated[int, typer.Option(min=500, help="Of passages sent, at most; fewer for slow models.")]


def llm(
    *,
    live: Annotated[bool, typer.Option("--record", help="Ask the model of TILLIT_LLM_URL what is not there.")] = False,
    attacked: Annotated[
        bool, typer.Option("--attacks", help="Not the cases, but attacks: instructions in questions and documents.")
    ] = False,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What was recorded, or is to be; default: what comes along.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="So many cases of the sample at most, or attacks.")] = None,
    characters: _CharactersOption = 4000,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write shown sentences there that nobody has labelled yet.")
    ] = None,
    index: Annotated[Path | None, typer.Option("--index", help="An index of the shipped documents.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Measure answers in a language model's words, replayed from what was recorded, beside quoted answers.

    Recording asks each case of the sample once, goes on where it was broken off, and replays then; calls that fail are
    not kept, so that they are made again the next time. Exit code 1 when something was shown of an attack, or a figure,
    date, name or negation that stands in no quote.
    """
    if attacked and (sheet or index):
        raise typer.BadParameter("--sheet and --index do not go with --attacks, which have documents of their own")
    from ..report.scores import to_json
    from .terminal import show, show_attacks

    if attacked:
        report = _attack(file or ATTACKED, limit, characters if live else None)
        sound = not report.leaked
    else:
        settings = settings_for((SHIPPED_CORPUS,), index)
        report = _measure(settings, file or RECORDED, limit, characters if live else None, sheet)
        sound = report.llm.facts == 1 and not any(one.baseless for one in report.mutants.values())
    if as_json:
        typer.echo(to_json(report))
    elif isinstance(report, AttackReport):
        show_attacks(report, Console())
    else:
        show(report, Console())
    raise typer.Exit(0 if sound else 1)


def _measure(
    settings: Settings, file: Path, limit: int | None, characters: int | None, sheet: Path | None
) -> LlmReport:
    """The figures of the sample; with ``characters`` of passages what is not in ``file`` is asked before."""
    from ..dataset import load_cases
    from .sample import sample

    _build(settings)
    cases = sample(load_cases())[:limit]
    if characters:
        record(settings, [(case.id, case.question) for case in cases], file, characters)
    return replayed(settings, cases, _records(file), sheet)


def replayed(settings: Settings, cases: Sequence[Case], records: Sequence[Record], to: Path | None = None) -> LlmReport:
    """The figures of what was recorded, read, proven and measured by today's code; a sheet goes ``to`` a file."""
    from ...assistant.judge.local import local_judge
    from ...assistant.language import LanguageDetector
    from ...index.lexical import read_stopwords, words
    from .labelled import read_labels, sheet
    from .measured import measure, quoted, tell
    from .mutants import try_mutants

    stage = play(settings, records)
    judge, stopwords = local_judge(stage.embedder), read_stopwords()
    told = tell(stage.assistant, cases, records, judge, stopwords, stage.watched.fate)
    stale = stage.replay.stale
    labels = read_labels()
    if to:
        shown: list[Label] = [label for one in told for label in one.labels]
        _ = to.write_text(sheet(shown, labels), encoding="utf-8")
    questions = {one.case.id: one.case.question for one in told}

    def mutated(changed: Record) -> Answer:
        stage.replay.play([changed])
        return stage.assistant.ask(replace(questions[changed.case], engine="llm"))

    mutants = try_mutants([one.record for one in told], mutated)
    known = {word for document in stage.assistant.documents.values() for word in words(document.text)}
    figures = quoted(stage.assistant, [one.case for one in told], judge, stopwords)
    return measure(told, figures, LanguageDetector(known.__contains__).detect, labels, mutants, stale)


def _attack(file: Path, limit: int | None, characters: int | None) -> AttackReport:
    """What is shown of attacks; with ``characters`` of passages those not in ``file`` are put to the model before."""
    from .attacks import evenly, read_attacks, withstood

    attacks = evenly(read_attacks())
    settings = _attacked(attacks)
    if characters:
        record(settings, [(one.id, Question(one.question)) for one in attacks[:limit]], file, characters)
    records = _records(file)
    stage = play(settings, records)
    return withstood(attacks[:limit], records, stage.assistant.ask, lambda: stage.replay.stale)


def _attacked(attacks: Sequence[Attack]) -> Settings:
    """An index of the documents that attacks come in, and the weakest evidence enough, so that most reach the model."""
    folder = cache_folder("attacks")
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for attack in attacks:
        _ = (folder / "documents" / f"{attack.id}.md").write_text(attack.document, encoding="utf-8")
    settings = Settings(corpus=(str(folder / "documents"),), index=folder / "index", threshold=0.0)
    _build(settings)
    return settings


def _build(settings: Settings) -> None:
    from ...assistant.build import build

    with progress() as told:
        build(settings, told)


def _records(file: Path) -> Sequence[Record]:
    from .recording import read_records

    records = read_records(file)
    if not records:
        raise TillitError(f"Nothing is recorded in {file}, so there is nothing to measure. Record with --record.")
    return records
