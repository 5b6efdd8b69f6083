"""What every writer gives: units of the documents to show as they stand, or a sentence in words of its own on them."""

from collections.abc import Iterable
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
    """A sentence in a writer's own words, to be proven by what it rests on or else replaced by it."""

    text: str
    rests_on: tuple[Draft, ...]


@dataclass(slots=True)
class Asking:
    """Who is waiting for an answer: in which language, how long, and the seconds that a model took of it so far."""

    language: Language
    patience: Patience
    by_model: float = field(default=0.0)


class Writer(Protocol):
    """Whoever drafts an answer to one part of a question; all writers stand behind this one method."""

    def write(self, evidence: Evidence, asking: Asking) -> Iterable[Draft | Worded]:
        """Drafts in the order to show them, as they come; raises ``Unavailable`` when it has to stop before its end."""
        ...
