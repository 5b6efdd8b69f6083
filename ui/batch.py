"""Questions from a file of JSON lines, one at a time, whatever the lines hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from pydantic import ValidationError
from pydantic_core import from_json

from ..assistant.types import Engine, Question
from ..assistant.wire import AskRequest, request_problem

MAX_LINE = 1_000_000
"""Longest line, in bytes; the longest question with the longest history, every character escaped, takes two thirds."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the caller's ``id`` (any JSON value), and the question, or the text key of what is wrong with it."""

    id: object
    question: Question | None = None
    problem: str = ""


def parse_question(values: object, engine: Engine | None, id: object = None) -> Entry:  # noqa: A002 - the contract's own name
    """The question in ``values``, a JSON object as the API takes it; ``engine`` holds unless it names its own."""
    if isinstance(values, dict):
        values = {"engine": engine, **cast("dict[str, object]", values)}
    try:
        return Entry(id, question=AskRequest.model_validate(values).to_question())
    except ValidationError as error:
        return Entry(id, problem=f"api.{request_problem(error.errors())}")


def read_batch(stream: BinaryIO, engine: Engine | None, *, plain: bool = False) -> Iterator[Entry]:
    """Each line of ``stream`` in order, read only when it is asked for; blank lines are passed over.

    Where ``plain`` says so, a line that is no JSON object is a question as it stands.
    """
    while line := stream.readline(MAX_LINE):
        whole = len(line) < MAX_LINE or line.endswith(b"\n")
        while not whole:
            rest = stream.readline(MAX_LINE)
            whole = len(rest) < MAX_LINE or rest.endswith(b"\n")
            line = b"too long"
        if line.strip():
            as_it_stands = plain and not line.removeprefix(_BOM).lstrip().startswith(b"{")
            yield _parse_plain(line, engine) if as_it_stands else _parse(line, engine)


def _parse_plain(line: bytes, engine: Engine | None) -> Entry:
    try:
        return parse_question({"question": line.removeprefix(_BOM).decode().strip()}, engine)
    except UnicodeDecodeError:
        return Entry(None, problem="api.control_characters")


def _parse(line: bytes, engine: Engine | None) -> Entry:
    try:
        values = from_json(line.removeprefix(_BOM), allow_inf_nan=False)
    except ValueError:
        return Entry(None, problem="api.json_invalid")
    return parse_question(
        values, engine, cast("dict[str, object]", values).get("id") if isinstance(values, dict) else None
    )
