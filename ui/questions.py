"""A file of questions: lines of JSON as a batch takes them, or plain text with one question a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import typer

from ..assistant.texts import load_texts
from ..assistant.types import Question
from .batch import read_batch

MOST_QUESTIONS = 2000
"""Questions of one file: some two minutes of asking on two cores."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One question of a file, named by its own ``id`` or its place among them."""

    id: str
    question: Question


def read_questions(stream: BinaryIO) -> tuple[Sequence[Listed], Sequence[str]]:
    """The questions in ``stream``, and a sentence for each line that holds none.

    More than ``MOST_QUESTIONS`` is wrong use.
    """
    texts = load_texts()["en"]
    listed: list[Listed] = []
    problems: list[str] = []
    entries = read_batch(stream, None, plain=True)
    for number, entry in enumerate(islice(entries, MOST_QUESTIONS), start=1):
        if entry.question:
            listed.append(Listed(f"question {number}" if entry.id is None else str(entry.id), entry.question))
        else:
            problems.append(f"Left out question {number} of the file: {texts[entry.problem]}")
    if next(entries, None):
        raise typer.BadParameter(f"the file has more than {MOST_QUESTIONS} questions; split it")
    return listed, problems
