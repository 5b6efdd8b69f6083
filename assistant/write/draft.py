"""What every writer gives: units of the documents to show as they stand, or a sentence in words of its own on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ...corpus.types import Unit
from ..evidence import Evidence
from ..llm.talking import Patience
from ..types import Language


@dataclass(frozen=True, slots=True)
class Draft:
    """A run of neighbouring units of one document, shown in reading order as one citation's sentences."""

    document_id: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence in a writer's own words, to be proven by what it rests on or else replaced by it.

    ``again`` says that it stands for one that could not be proven, so that there is no third try.
    """

    text: str
    rests_on: tuple[Draft, ...]
    again: bool = False


@dataclass(slots=True)
class Asking:
    """Who is waiting for an answer: in which language, how long, and the seconds that a model took of it so far.

    ``may_rewrite`` is whether a model may still be asked to say once more what could not be proven.
    """

    language: Language
    patience: Patience
    by_model: float = field(default=0.0)
    may_rewrite: bool = True


class Writer(Protocol):
    """Whoever drafts an answer to one part of a question; all writers stand behind this one method."""

    def write(self, evidence: Evidence, asking: Asking) -> Iterable[Draft | Worded]:
        """Drafts in the order to show them, as they come; raises ``Unavailable`` when it has to stop before its end."""
        ...

    def rewrite(self, failed: Sequence[Worded], asking: Asking) -> Iterable[Worded]:
        """For each of ``failed`` one sentence on what it rests on: in other words, or itself where there are none."""
        ...
