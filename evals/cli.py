"""``tillit eval``: whether answers got better or worse."""

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TaskID

from ..assistant.settings import SHIPPED_CORPUS, Settings
from ..assistant.types import Question
from ..corpus.errors import TillitError
from ..index.types import Progress
from .dataset import Part
from .judge.command import QUICK, judge, try_own
from .llm.command import llm
from .norquad import Half

if TYPE_CHECKING:
    from .types import Report, Timings

app = typer.Typer(help="Measure retrieval, answers and refusals on the cases.")
_ = app.command()(judge)
_ = app.command()(llm)

CorpusOption = Annotated[
    list[str] | None,
    typer.Option("--corpus", help="Folder with documents; may be given several times. 'shipped' is the product's own."),
]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder for the index; default: the user's cache.")]
CALIBRATED_ON: tuple[Part, ...] = ("dev", "accept")

JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.callback(invoke_without_command=True)
def evaluate(
    context: typer.Context,
    *,
    corpus: CorpusOption = None,
    part: Annotated[
        Part | None, typer.Option(help="dev to fit and look (unless said), accept to decide, test for a report.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Ask a third of the clusters, some of every kind.")] = False,
    index: IndexOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the scores, the judge's, the times and report.html there."),
    ] = None,
    judged: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Another judge's report, to show beside the own on the page of --out."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A report to compare with, instead of the part's own.")
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Ask accept; exit code 1 when answers are worse than the baseline's.")
    ] = False,
    save_baseline: Annotated[
        bool, typer.Option("--save-baseline", help="Ask accept, and keep the outcome as its baseline.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Ask the cases of one part and print what came back, the worst first."""
    if context.invoked_subcommand is not None:
        return
    from ..assistant.calibration import read_calibration
    from .compare import compare
    from .gate import baseline_of, rule
    from .report.page import to_html
    from .report.scores import read_judge_report, to_json, write, write_run
    from .report.terminal import show, show_ruling

    asked = _part(part, quick=quick, gate=gate, save=save_baseline)
    settings = _settings(corpus, index)
    kept = _baseline_file(asked, settings, baseline, required=gate or save_baseline)
    before = None if save_baseline else _baseline(kept, required=gate or baseline is not None)
    others = [read_judge_report(file) for file in judged or ()]
    report, timings = _ask(settings, asked, quick=quick)
    comparison = compare(before, report) if before else None
    if out:
        trial = try_own(settings, asked, QUICK if quick else None)
        page = to_html(
            report, timings, comparison=comparison, judge=trial, others=others, calibration=read_calibration()
        )
        write_run(out, report, timings, trial, page)
    if as_json:
        typer.echo(to_json(report))
    else:
        show(report, Console(), comparison)
    if save_baseline and kept:
        write(kept, to_json(baseline_of(report)))
    if gate and before:
        ruling = rule(before, report)
        show_ruling(ruling, Console(stderr=True))
        raise typer.Exit(0 if ruling.passed else 1)


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

    settings = Settings(index=index or _cache("norquad"))
    with _progress() as tell:
        built = build_index_of(load_documents(data), settings.index, settings.embedder, make_embedder, tell)
    assistant = open_assistant(settings)
    report = measure(
        load_questions(data),
        lambda text: ranking(assistant, Question(text)),
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
    folders = _settings(corpus, None).corpus_folders
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

    settings = _settings(corpus, index)
    rows = [row for part in CALIBRATED_ON for row in _ask(settings, part, quick=False)[0].rows]
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

    documents = {one.source.id: one for one in load(_settings(corpus, None).corpus_folders).documents}
    if document and document not in documents:
        raise TillitError(f"There is no document '{document}'. Choose one of: {', '.join(documents)}.")
    chosen = [documents[document]] if document else documents.values()
    typer.echo(to_toml(drafts_for(chosen)), nl=False)


def _part(part: Part | None, *, quick: bool, gate: bool, save: bool) -> Part:
    """The part to ask; raises ``typer.BadParameter`` when it cannot be used so."""
    if gate and save:
        raise typer.BadParameter("--gate compares with the baseline that --save-baseline would replace; choose one.")
    if save and quick:
        raise typer.BadParameter("A baseline holds all cases of its part; leave --quick out.")
    if not gate and not save:
        return part or "dev"
    if part == "test":
        raise typer.BadParameter("The test part never decides anything: a gate on it would fit the product to it.")
    if part == "dev":
        raise typer.BadParameter(
            "The dev part is fitted on, so it shows no change; the gate and its baseline use accept."
        )
    return "accept"


def _baseline_file(part: Part, settings: Settings, given: Path | None, *, required: bool) -> Path | None:
    """The report that a run is held against: the one given, or for the shipped documents the part's own."""
    from .report.scores import BASELINES

    shipped = settings.corpus == (SHIPPED_CORPUS,)
    if required and not given and not shipped:
        raise TillitError(
            "The baseline that comes along is of the shipped documents, so it says nothing about others. "
            "Name a file for theirs with --baseline."
        )
    return given or (BASELINES / f"{part}.json" if shipped else None)


def _baseline(file: Path | None, *, required: bool) -> "Report | None":
    from .report.scores import read_baseline

    return read_baseline(file) if file and (required or file.is_file()) else None


def _ask(settings: Settings, part: Part, *, quick: bool) -> "tuple[Report, Timings]":
    """Bring the index up to date and ask the cases."""
    from ..assistant.build import build, open_assistant
    from ..assistant.judge.local import local_judge
    from ..index.embed import make_embedder
    from ..index.manifest import current_manifest
    from .dataset import in_part, load_cases
    from .quick import some_of_each
    from .report.scores import as_written
    from .run import run

    with _progress() as tell:
        build(settings, tell)
    cases = in_part(load_cases(), part)
    recipe = asdict(current_manifest(settings.index).recipe)
    chosen = some_of_each(cases) if quick else cases
    judge = local_judge(make_embedder(settings.embedder))
    report, timings = run(open_assistant(settings), chosen, part, recipe=recipe, judge=judge)
    return as_written(report), timings


def bring_up_to_date(index: Path | None) -> Settings:
    """The user's settings with an index of the shipped documents as they are now."""
    from ..assistant.build import build

    settings = _settings((SHIPPED_CORPUS,), index)
    with _progress() as tell:
        build(settings, tell)
    return settings


def _settings(corpus: Sequence[str] | None, index: Path | None) -> Settings:
    """The user's settings with the corpus given, and an index of its own for every list of folders."""
    folders = tuple(corpus) if corpus else Settings().corpus
    return Settings(corpus=folders, index=index or _cache("\0".join(folders)))


def _cache(name: str) -> Path:
    return user_cache_path("tillit") / "evals" / hashlib.sha256(name.encode()).hexdigest()[:12]


@contextmanager
def _progress() -> Generator[Callable[[Progress], None]]:
    """A function that shows on stderr how far a build has come."""
    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(progress.stage)
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield tell
