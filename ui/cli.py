"""The command line: data on stdout, progress and errors on stderr, and an exit code that tells.

0: done; 1: done with failures, or not possible, and stderr says what to do; 2: wrong use; 130: interrupted.
Only what every command needs is imported at the top, so that ``tillit --help`` answers at once.
"""

import sys
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer
from typer.core import TyperGroup

from ..assistant.types import Engine
from ..corpus.errors import TillitError
from ..index.threads import set_threads
from .common import Questions, build_index, refresh_index, respond, serve_index, settings_of, tell_skipped
from .control import add_control_commands
from .operations import add_operations_commands
from .product import Product, real_product
from .records.cli import feedback, purge, report

if TYPE_CHECKING:
    from ..assistant.settings import Settings


class _Group(TyperGroup):
    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own signature
        try:
            return super().invoke(ctx)
        except TillitError as error:
            typer.echo(f"Error: {error}", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=_Group,
    help="Answers questions about the Norwegian trust reform from documents, and proves every sentence with a quote.",
    epilog="Every option is also an environment variable, such as TILLIT_INDEX; docs/settings.md lists them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Corpus = Annotated[
    list[str] | None,
    typer.Option(
        metavar="DIR", help="Folder with documents; may be given several times. 'shipped': those that come along."
    ),
]
Index = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder that holds the index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")]
QuestionText = Annotated[str | None, typer.Argument(metavar="QUESTION", show_default=False)]
Batch = Annotated[
    typer.FileBinaryRead | None,
    typer.Option(metavar="FILE", help='Read JSON lines {"id", "question", "history"} instead, "-" for standard input.'),
]
QuestionsFile = Annotated[
    typer.FileBinaryRead | None,
    typer.Option(metavar="FILE", help="Ask these too: one question a line, or JSON lines as for --batch."),
]
HtmlFile = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the comparison as a page, too.")]


def main() -> None:
    """Run the command in ``sys.argv`` and leave the process with its exit code."""
    set_threads()
    for stream in (sys.stdout, sys.stderr):
        cast("TextIOWrapper", stream).reconfigure(encoding="utf-8", errors="backslashreplace")
    app(obj=real_product())


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's own signature
    if wanted:
        from importlib.metadata import version

        typer.echo(version("tillit"))
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of the command itself."""


@app.command()
def index(
    ctx: typer.Context,
    corpus: Corpus = None,
    index: Index = None,
    *,
    as_json: AsJson = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and leave the index as it is.")
    ] = False,
    impact: Annotated[
        bool, typer.Option("--diff", help="With --dry-run: ask old and new, and say which answers change.")
    ] = False,
    questions: QuestionsFile = None,
    html: HtmlFile = None,
) -> None:
    """Build the index, or refresh it: only what changed is embedded. Exit code 1 when a file was skipped."""
    if (impact and not dry_run) or ((questions or html) and not impact):
        raise typer.BadParameter("--diff goes with --dry-run, and --questions and --html go with --diff")
    settings = settings_of(corpus=corpus, index=index)
    if dry_run:
        raise typer.Exit(_preview(ctx.obj, settings, _Wanted(questions, html, as_json), impact=impact))
    report = build_index(ctx.obj, settings)
    if as_json:
        from pydantic_core import to_json

        typer.echo(to_json(report).decode())
    else:
        from .plain import report_line

        typer.echo(report_line(report))
    raise typer.Exit(1 if report.skipped else 0)


@app.command()
def sources(
    ctx: typer.Context,
    corpus: Corpus = None,
    *,
    as_json: AsJson = False,
    text: Annotated[bool, typer.Option("--text", help="Add each document's whole text.")] = False,
) -> None:
    """List the documents of the corpus; what was skipped, and why, goes to stderr."""
    from ..assistant.wire import SourceOut
    from .plain import document_line

    product: Product = ctx.obj
    loaded = product.load(settings_of(corpus=corpus).corpus_folders)
    for document in loaded.documents:
        if as_json:
            typer.echo(SourceOut.of(document, with_text=text).model_dump_json())
        else:
            typer.echo("\n\n".join((document_line(document), document.text, "")) if text else document_line(document))
    tell_skipped(loaded.skipped)


@app.command()
def search(
    ctx: typer.Context,
    question: QuestionText = None,
    batch: Batch = None,
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many passages.")] = 5,
    index: Index = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the passages that are closest to a question, best first."""
    from ..assistant.wire import SearchOut
    from .plain import hits_text

    respond(
        ctx.obj,
        settings_of(index=index),
        Questions(question, batch, None, as_json),
        lambda assistant, asked: SearchOut.of(asked.text, assistant.search(asked, k)),
        lambda assistant, asked: hits_text(assistant.search(asked, k)),
    )


@app.command()
def ask(
    ctx: typer.Context,
    question: QuestionText = None,
    batch: Batch = None,
    engine: Annotated[Engine | None, typer.Option(help="Who words the answer; TILLIT_ENGINE unless given.")] = None,
    index: Index = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Answer a question with quotes from the documents, or say that they do not answer it."""
    from ..assistant.texts import load_texts
    from ..assistant.wire import AnswerOut
    from .plain import answer_text

    respond(
        ctx.obj,
        settings_of(index=index),
        Questions(question, batch, engine, as_json),
        lambda assistant, asked: AnswerOut.of(assistant.ask(asked)),
        lambda assistant, asked: answer_text(assistant.ask(asked), load_texts()),
    )


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to serve on; 127.0.0.1 unless set.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to serve on; 8000 unless set, 0 for any.")] = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Serve the web chat and the API; builds the index when there is none, refreshes it when --corpus is given."""
    product: Product = ctx.obj
    settings = settings_of(host=host, port=port, corpus=corpus, index=index)
    refresh_index(product, settings)
    serve_index(product, settings)


add_operations_commands(app)


add_control_commands(app)


@app.command()
def diff(
    ctx: typer.Context,
    old: Annotated[Path, typer.Argument(metavar="OLD_INDEX", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW_INDEX", show_default=False)],
    questions: QuestionsFile = None,
    html: HtmlFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask two indexes the same questions, and show which answers changed, broke, were won or lost."""
    if old.resolve() == new.resolve():
        raise typer.BadParameter(
            "OLD_INDEX and NEW_INDEX are the same; to see what a refresh would change: tillit index --dry-run --diff"
        )
    raise typer.Exit(_compare(ctx.obj, old, new, _Wanted(questions, html, as_json)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a comparison asks beside the cases, and where it goes."""

    questions: BinaryIO | None
    html: Path | None
    as_json: bool


def _preview(product: Product, settings: "Settings", wanted: _Wanted, *, impact: bool) -> int:
    """Build the index that would be, show what is new in it, and leave the one in use as it is; the exit code."""
    from rich.console import Console

    from ..evals.impact.report import show_corpus, to_json
    from ..index.changes import compare_contents
    from ..index.snapshot import Contents, read_contents, snapshot

    with snapshot(settings.index) as copy:
        report = build_index(product, settings.model_copy(update={"index": copy}))
        failed = int(bool(report.skipped))
        if impact:
            return max(_compare(product, settings.index, copy, wanted), failed)
        old = read_contents(settings.index) if product.index_exists(settings) else Contents()
        change = compare_contents(old, read_contents(copy))
    if wanted.as_json:
        typer.echo(to_json(change))
    else:
        show_corpus(change, Console())
    return failed


def _compare(product: Product, old: Path, new: Path, wanted: _Wanted) -> int:
    """Show what became of the answers; the exit code."""
    from rich.console import Console
    from rich.progress import track

    from ..evals.dataset import load_cases
    from ..evals.impact.compare import Asked
    from ..evals.impact.report import show, to_json, write_html
    from ..evals.impact.run import impact_between
    from .questions import read_questions

    listed, problems = read_questions(wanted.questions) if wanted.questions else ((), ())
    for problem in problems:
        typer.echo(problem, err=True)
    errors = Console(stderr=True)
    report = impact_between(
        old,
        new,
        load_cases(),
        [Asked(one.id, one.question) for one in listed],
        lambda index, embedder: product.open_assistant(settings_of(index=index, embedder=embedder)),
        lambda asked: track(asked, "Asking", console=errors, transient=True, disable=not errors.is_terminal),
    )
    if wanted.html:
        write_html(report, wanted.html)
    if wanted.as_json:
        typer.echo(to_json(report))
    else:
        show(report, Console())
    return int(bool(problems))


app.add_typer(feedback, name="feedback")
app.add_typer(report, name="report")
app.command()(purge)


@app.command(
    "eval",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
def evaluate(arguments: Annotated[list[str] | None, typer.Argument(metavar="...")] = None) -> None:
    """Measure retrieval, answers and refusals on the cases; see `tillit eval --help`."""
    from ..evals.cli import app as evals

    evals(args=arguments or [], prog_name="tillit eval")
