"""``tillit eval``: whether answers got better or worse."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ..assistant.settings import Settings
from ..assistant.types import Question
from ..corpus.errors import TillitError
from .command import ask_cases, baseline_for, gated, part_to_ask, write_reports
from .dataset import Part
from .judge.command import QUICK, judge, try_own
from .judge.trial import LOCAL
from .llm.command import llm
from .norquad import Half
from .options import (
    BaselineOption,
    CorpusOption,
    GateFlag,
    IndexOption,
    JsonFlag,
    JudgedOption,
    OutOption,
    PartOption,
    QuickFlag,
    SaveFlag,
    cache_folder,
    progress,
    settings_for,
)

app = typer.Typer(help="Measure retrieval, answers and refusals on the cases.")
_ = app.command()(judge)
_ = app.command()(llm)

CALIBRATED_ON: tuple[Part, ...] = ("dev", "accept")


@app.callback(invoke_without_command=True)
def evaluate(
    context: typer.Context,
    *,
    corpus: CorpusOption = None,
    part: PartOption = None,
    quick: QuickFlag = False,
    index: IndexOption = None,
    out: OutOption = None,
    judged: JudgedOption = None,
    baseline: BaselineOption = None,
    gate: GateFlag = False,
    save_baseline: SaveFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Ask the cases of one part and print what came back, the worst first."""
    if context.invoked_subcommand is not None:
        return
    from .compare import compare
    from .gate import baseline_of
    from .report.scores import read_judge_report, to_json, write
    from .report.terminal import show

    asked = part_to_ask(part, quick=quick, gate=gate, save=save_baseline)
    settings = settings_for(corpus, index)
    held = baseline_for(asked, settings, baseline, gate=gate, save=save_baseline)
    others = [read_judge_report(file) for file in judged or ()]
    report, timings = ask_cases(settings, asked, quick=quick)
    comparison = compare(held.before, report) if held.before else None
    if out:
        own = next((one for one in others if one.judge == LOCAL and one.part == asked), None)
        trial = own or try_own(settings, asked, QUICK if quick else None)
        others = [one for one in others if one is not own]
        write_reports(out, report, timings, comparison=comparison, judges=(trial, *others))
    if as_json:
        typer.echo(to_json(report))
    else:
        show(report, Console(), comparison)
    if save_baseline and held.file:
        write(held.file, to_json(baseline_of(report)))
    if gate and held.before:
        raise typer.Exit(gated(held.before, report))


@app.command()
def diff(
    *,
    before: Annotated[Path, typer.Argument(metavar="A", help="The scores.json of the one run.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The scores.json of the other, of the same part.")],
    as_json: JsonFlag = False,
) -> None:
    """Compare two runs: cases fixed and broken, and how far each figure moved."""
    from .compare import compare
    from .report.scores import read_report, to_json
    from .report.terminal import show_comparison

    comparison = compare(read_report(before), read_report(after))
    if as_json:
        typer.echo(to_json(comparison))
    else:
        show_comparison(comparison, Console())


@app.command()
def norquad(
    *,
    data: Annotated[Path, typer.Option(help="Folder with documents.jsonl and questions.jsonl.")],
    half: Annotated[Half | None, typer.Option(help="A to steer by, B for reports; default: both.")] = None,
    index: IndexOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Measure retrieval on NorQuAD's questions, in one index of all its documents."""
    from ..assistant.build import open_assistant
    from ..index.build import build_index_of
    from ..index.embed import make_embedder
    from .norquad import load_documents, load_questions, measure
    from .report.scores import to_json
    from .report.terminal import show_norquad
    from .run import ranking

    settings = Settings(index=index or cache_folder("norquad"))
    with progress() as tell:
        built = build_index_of(load_documents(data), settings.index, settings.embedder, make_embedder, tell)
    assistant = open_assistant(settings)
    report = measure(
        load_questions(data),
        lambda text: ranking(assistant, Question(text)),
        lambda text: [sentence.text for sentence in assistant.ask_anyway(Question(text)).sentences],
        half=half,
        documents=built.documents,
        passages=built.passages,
    )
    if as_json:
        typer.echo(to_json(report))
    else:
        show_norquad(report, Console())


@app.command()
def check(
    *,
    corpus: CorpusOption = None,
    freeze: Annotated[bool, typer.Option("--freeze", help="Write down accept and test as they are now.")] = False,
) -> None:
    """Prove the cases against documents: every quote stands there, every pattern finds what it is for."""
    from ..corpus.load import load
    from .check import census, problems
    from .dataset import FROZEN, frozen_lines, load_cases

    cases = load_cases()
    if freeze:
        _ = FROZEN.write_text(frozen_lines(cases), encoding="utf-8")
    folders = settings_for(corpus, None).corpus_folders
    found = problems(cases, {str(folder): load([folder]).documents for folder in folders})
    for problem in found:
        typer.echo(problem, err=True)
    for title, counts in census(cases).items():
        typer.echo(f"{title}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    raise typer.Exit(1 if found else 0)


@app.command()
def calibrate(
    *,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    save: Annotated[bool, typer.Option("--save", help="Keep it as what TILLIT_ACCEPTED_WRONG goes by.")] = False,
) -> None:
    """Find the threshold for each share of wrong answers that may be accepted, on dev and accept together."""
    from ..assistant.calibration import CALIBRATION
    from .calibrate import calibrated, kept, to_json
    from .report.scores import write
    from .report.terminal import show_kept

    settings = settings_for(corpus, index)
    rows = [row for part in CALIBRATED_ON for row in ask_cases(settings, part, quick=False)[0].rows]
    calibration = calibrated(rows)
    show_kept(kept(rows, calibration), Console())
    if save:
        write(CALIBRATION, to_json(calibration))


@app.command()
def corpus(
    *,
    originals: Annotated[Path | None, typer.Option(help="Folder with the original documents and sources.toml.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Prove that the shipped documents say what their originals say, in own words and plainly."""
    from ..corpus.load import load
    from .report.scores import to_json
    from .report.terminal import show_restatements
    from .restated.facts import read_facts
    from .restated.restatement import allowed_wording, measure

    documents = load(Settings(corpus=("shipped",)).corpus_folders).documents
    report = measure(documents, read_facts(), originals, allowed_wording())
    if as_json:
        typer.echo(to_json(report))
    else:
        show_restatements(report, Console())
    raise typer.Exit(0 if report.sound else 1)


@app.command()
def drafts(
    *,
    corpus: CorpusOption = None,
    document: Annotated[str | None, typer.Option(metavar="ID", help="Only this document; default: all.")] = None,
) -> None:
    """Draft questions that the documents answer, as cases to choose from and correct."""
    from ..corpus.load import load
    from .impact.drafts import drafts_for, to_toml

    documents = {one.source.id: one for one in load(settings_for(corpus, None).corpus_folders).documents}
    if document and document not in documents:
        raise TillitError(f"There is no document '{document}'. Choose one of: {', '.join(documents)}.")
    chosen = [documents[document]] if document else documents.values()
    typer.echo(to_toml(drafts_for(chosen)), nl=False)
