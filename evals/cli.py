"""``tillit eval``: whether answers got better or worse."""

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TaskID

from ..assistant.settings import Settings
from ..assistant.types import Question
from ..index.types import Progress
from .dataset import Part
from .norquad import Half

app = typer.Typer(help="Measure retrieval, answers and refusals on the cases.")

CorpusOption = Annotated[
    list[str] | None,
    typer.Option("--corpus", help="Folder with documents; may be given several times. 'shipped' is the product's own."),
]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder for the index; default: the user's cache.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.callback(invoke_without_command=True)
def evaluate(
    context: typer.Context,
    *,
    corpus: CorpusOption = None,
    part: Annotated[Part, typer.Option(help="dev to fit and look, accept to decide, test for a report.")] = "dev",
    index: IndexOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask the cases of one part and print what came back, the worst first."""
    if context.invoked_subcommand is not None:
        return
    from ..assistant.build import build, open_assistant
    from .dataset import load_cases
    from .report import show, to_json
    from .run import run

    settings = _settings(corpus, index)
    with _progress() as tell:
        build(settings, tell)
    report = run(open_assistant(settings), load_cases(), part)
    if as_json:
        typer.echo(to_json(report))
    else:
        show(report, Console())


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
    from .report import show_norquad, to_json
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
