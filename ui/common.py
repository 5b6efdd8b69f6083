"""What the commands have in common: settings, an index that is there, and questions answered one at a time."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import typer

from ..assistant.types import Engine
from ..corpus.errors import TillitError
from .product import Assisting, Product

if TYPE_CHECKING:
    from pydantic import BaseModel

    from ..assistant.settings import Settings
    from ..assistant.types import Question
    from ..corpus.types import Skipped
    from ..index.types import BuildReport


@dataclass(frozen=True, slots=True)
class Questions:
    """What the command line asks: one question, or a stream of JSON lines; the latter wins the output's form."""

    text: str | None
    batch: BinaryIO | None
    engine: Engine | None
    as_json: bool


def settings_of(**given: object) -> "Settings":
    """The settings, with what was given on the command line before the environment; wrong values are wrong use."""
    from pydantic import ValidationError

    from ..assistant.settings import Settings

    values = {name: value for name, value in given.items() if value not in (None, [])}
    try:
        return Settings(**cast("dict[str, Any]", values))
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, e['loc']))} cannot be {e['input']!r}: {e['msg']}" for e in error.errors())
        raise typer.BadParameter("; ".join(wrong)) from error


def build_index(product: Product, settings: "Settings") -> "BuildReport":
    """Build or refresh the index, with progress and the files left out on stderr."""
    from .progress import progress_on

    with progress_on(sys.stderr) as report:
        built = product.build(settings, report)
    tell_skipped(built.skipped)
    return built


def ensure_index(product: Product, settings: "Settings") -> None:
    """Build the index when there is none."""
    if not product.index_exists(settings):
        typer.echo(f"There is no index in {settings.index} yet: building it.", err=True)
        build_index(product, settings)


def refresh_index(product: Product, settings: "Settings") -> None:
    """Make the index that of the corpus where one was named; else only see to it that there is one.

    An index need not be of the default corpus, so that one alone is no reason to touch it. Where a refresh fails, the
    index that was there goes on serving.
    """
    from ..index.manifest import finished

    if "corpus" not in settings.model_fields_set:
        if not finished(settings.index):  # an older one can answer while a damaged one is built anew
            ensure_index(product, settings)
        return
    try:
        build_index(product, settings)
    except TillitError as error:
        if not product.index_exists(settings):
            raise
        typer.echo(f"The index was not refreshed and serves as it is. {error}", err=True)


def serve_index(product: Product, settings: "Settings") -> None:
    """Serve, after building the index anew, from the folders that it was of, where no sound one is left."""
    from ..index.manifest import UnusableIndexError, read_folders

    try:
        product.serve(settings)
    except UnusableIndexError as error:
        typer.echo(f"{error}\nIt is made anew now.", err=True)
        folders = read_folders(settings.index)
        given = "corpus" in settings.model_fields_set or not folders
        build_index(product, settings if given else settings.model_copy(update={"corpus": folders}))
        product.serve(settings)


def tell_skipped(skipped: "Iterable[Skipped]") -> None:
    """Name each file that was left out, and why, on stderr."""
    for file in skipped:
        typer.echo(f"Skipped {file.file}: {file.message}", err=True)


def respond(
    product: Product,
    settings: "Settings",
    questions: "Questions",
    as_json: "Callable[[Assisting, Question], BaseModel]",
    as_text: "Callable[[Assisting, Question], str]",
) -> None:
    """Answer the one question, as text or JSON, or each question of a batch as it is read, in order, as lines of JSON.

    A bad line of a batch, or one that cannot be answered, yields its ``id`` and an ``error``; the rest goes on, and the
    exit code is 1.
    """
    if (questions.text is None) == (questions.batch is None):
        raise typer.BadParameter("give a question or --batch FILE")
    question = None if questions.text is None else _question(questions.text, questions.engine)
    ensure_index(product, settings)
    assistant = product.open_assistant(settings)
    if question:
        typer.echo(
            as_json(assistant, question).model_dump_json() if questions.as_json else as_text(assistant, question)
        )
    elif questions.batch and not _batch(questions.batch, questions.engine, lambda asked: as_json(assistant, asked)):
        raise typer.Exit(1)


def _question(text: str, engine: Engine | None) -> "Question":
    from ..assistant.texts import load_texts
    from .batch import parse_question

    entry = parse_question({"question": text}, engine)
    if entry.question is None:
        raise typer.BadParameter(load_texts()["en"][entry.problem])
    return entry.question


def _batch(stream: BinaryIO, engine: Engine | None, answer: "Callable[[Question], BaseModel]") -> bool:
    """Whether every line was answered."""
    from pydantic_core import to_json

    from ..assistant.texts import load_texts
    from .batch import read_batch

    texts = load_texts()["en"]
    failed = False
    for entry in read_batch(stream, engine):
        line: dict[str, object] = {"id": entry.id}
        try:
            if entry.question is None:
                line["error"] = texts[entry.problem]
            else:
                line = answer(entry.question).model_dump(mode="json") | line
        except TillitError as error:
            line["error"] = str(error)
        failed = failed or "error" in line
        typer.echo(to_json(line).decode())
    return not failed
