"""What ``questions.toml`` says: which questions the sentences of a folder's documents answer, in people's own words."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from .errors import TillitError
from .files import QUESTIONS_FILE, read_toml
from .types import Anticipated, Document, Skipped

_Text = Annotated[str, Field(min_length=1, max_length=500)]

Questions = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Questions by the file that answers them and the words that the answer opens with."""

_QUESTIONS: TypeAdapter[Questions] = TypeAdapter(
    dict[_Text, dict[_Text, Annotated[tuple[_Text, ...], Field(min_length=1, max_length=50)]]]
)


def read_questions(folder: Path) -> Questions:
    """What the folder's ``questions.toml`` says; nothing when the folder has no such file.

    Raises ``TillitError`` when the file is not TOML or holds anything but lists of questions by file and quote.
    """
    path = folder / QUESTIONS_FILE
    if not path.is_file():
        return {}
    try:
        return _QUESTIONS.validate_python(read_toml(path))
    except ValidationError as error:
        first = error.errors()[0]
        message = f"{path}: {' / '.join(map(str, first['loc']))}: {first['msg']}. Correct it and try again."
        raise TillitError(message) from error


def with_questions(document: Document, questions: Mapping[str, Iterable[str]]) -> tuple[Document, tuple[Skipped, ...]]:
    """``document`` with the questions that its text answers, in reading order; what it does not hold is skipped."""
    places = {quote: _only_place(document.text, quote) for quote in questions}
    lost = tuple(
        Skipped(
            QUESTIONS_FILE,
            "missing",
            f"'{quote}' does not stand in {document.file}, or not just once, so its questions help nobody to find it. "
            "Put in what stands there now, or take it out.",
        )
        for quote, start in places.items()
        if start is None
    )
    anticipated = (
        Anticipated(question, start)
        for quote, start in sorted(places.items(), key=lambda one: one[1] or 0)
        if start is not None
        for question in questions[quote]
    )
    return replace(document, anticipated=tuple(anticipated)), lost


def _only_place(text: str, quote: str) -> int | None:
    """Where ``quote`` starts in ``text``, if it stands there once."""
    start = text.find(quote)
    return start if start >= 0 and text.find(quote, start + 1) < 0 else None
