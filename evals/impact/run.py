"""Asking two indexes the same questions, each opened as a copy, so that neither changes."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from ...assistant.types import Answer, Question
from ...index.snapshot import read_contents, snapshot, whole_manifest
from ..dataset import Case
from .compare import Asked, ImpactReport, State, compare


class Asking(Protocol):
    """What is needed of an assistant."""

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal."""
        ...


Open = Callable[[Path, str], Asking]
"""Gives the assistant over the index in a folder, whose vectors the embedder of that name made."""

Track = Callable[[Sequence[Asked]], Iterable[Asked]]
"""Gives the questions one by one, and may show how far they have come."""


def impact_between(
    old: Path, new: Path, cases: Sequence[Case], questions: Sequence[Asked], open_index: Open, track: Track
) -> ImpactReport:
    """What became of the answers to the questions of the cases, of every part, and to ``questions``.

    Each index is asked through the embedder that made it. Raises ``TillitError`` when one of them cannot be opened.
    """
    asked = (*(Asked(case.id, case.question, case) for case in cases), *questions)
    before, after = (_ask(index, asked, open_index, track) for index in (old, new))
    return compare(asked, before, after)


def _ask(index: Path, asked: Sequence[Asked], open_index: Open, track: Track) -> State:
    embedder = whole_manifest(index).recipe.embedder
    with snapshot(index) as copy:
        assistant = open_index(copy, embedder)
        return State(read_contents(copy), tuple(assistant.ask(one.question) for one in track(asked)))
