"""What is kept, as plain values: counts by day and place, feedback, and questions where a setting keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, get_args

from ...assistant.types import Answer, Language, RefusalReason
from ...corpus.errors import TillitError
from ...index.types import Hit

Vote = Literal["up", "down"]
Reason = Literal[
    "wrong", "incomplete", "wrong_source", "hard_to_understand", "should_have_known", "should_not_have_answered"
]
REASONS: tuple[Reason, ...] = get_args(Reason)
Outcome = Literal["answered"] | RefusalReason
REFUSALS: tuple[RefusalReason, ...] = get_args(RefusalReason)
Measure = Literal["asked"] | Vote | Reason
"""What is counted: a question, a vote, or a reason given with one."""

MAX_TEXT = 1000
"""Longest text that comes with a vote, in characters."""

DEPTH, LONGEST_HEADING = 3, 120
"""Headings of a place that are kept, outermost first, and the characters of each."""


class RecordsError(TillitError):
    """The database could not be used; the message never holds what was to be written to it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the documents a question belongs: the best citation's headings or the nearest passage's.

    Without a document it belongs nowhere.
    """

    document: str = ""
    headings: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: str, headings: Sequence[str]) -> "Place":
        """The place, cut to what is kept of it."""
        return cls(document, tuple(heading[:LONGEST_HEADING] for heading in headings[:DEPTH]))

    @property
    def parent(self) -> "Place":
        """The heading around this one; of a whole document, nowhere."""
        return Place(self.document, self.headings[:-1]) if self.headings else Place()


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an answer once its words are forgotten."""

    language: Language
    outcome: Outcome
    place: Place

    @classmethod
    def of(cls, answer: Answer, nearest: Sequence[Hit] = ()) -> "About":
        """The facts of an answer; ``nearest`` are the passages that a refused question came closest to."""
        if answer.refusal:
            passages = [hit.passage for hit in nearest[:1]]
            place = Place.of(passages[0].document_id, passages[0].headings) if passages else Place()
            return cls(answer.language, answer.refusal.reason, place)
        places = [Place.of(citation.document_id, citation.headings) for citation in answer.citations[:1]]
        return cls(answer.language, "answered", places[0] if places else Place())


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the counts: a measure on a day."""

    day: date
    about: About
    measure: Measure


@dataclass(frozen=True, slots=True)
class Feedback:
    """A vote on an answer, with masked text and question only where the giver sent them.

    ``id`` is a random name of the answer: giving feedback on it again takes the earlier one's place.
    """

    id: str
    day: date
    about: About
    vote: Vote
    reasons: tuple[Reason, ...] = ()
    text: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A masked question, kept only where a setting says so, with its embedding as bytes of float32."""

    day: date
    about: About
    text: str
    vector: bytes = b""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many of each were deleted."""

    feedback: int = 0
    questions: int = 0
    counts: int = 0


class Records(Protocol):
    """Where records are kept; each method raises ``RecordsError`` when they cannot be had."""

    def add(self, counts: Mapping[Cell, int], questions: Sequence[KeptQuestion] = ()) -> None:
        """Adds to the counts, and keeps the questions: all of it or nothing."""
        ...

    def give(self, feedback: Feedback) -> None:
        """Keeps feedback and counts its vote and reasons, in place of what was given on the same answer before."""
        ...

    def counts(self, since: date) -> Mapping[Cell, int]:
        """The counts from a day on."""
        ...

    def feedback(self, since: date) -> Sequence[Feedback]:
        """The feedback from a day on, oldest first."""
        ...

    def questions(self, since: date) -> Sequence[KeptQuestion]:
        """The kept questions from a day on, oldest first."""
        ...

    def purge(self, texts_before: date, counts_before: date) -> Purged:
        """Deletes feedback and questions from before one day, and counts from before another."""
        ...

    def secret(self) -> bytes:
        """The key that tickets are signed with; the same for every process that shares the records."""
        ...

    def close(self) -> None:
        """Lets go of the database."""
        ...
