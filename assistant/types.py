"""Questions and answers as the rest of the product sees them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Literal, Protocol

from ..corpus.types import Authority, Document, Voice
from ..index.types import Hit

Language = Literal["nb", "nn", "en", "pl"]
Engine = Literal["extractive", "llm"]
RefusalReason = Literal["not_in_sources", "unclear", "out_of_scope", "unsafe"]
Notice = Literal[
    "personal_data_masked",
    "health_details",
    "partial",
    "sources_differ",
    "may_be_outdated",
    "llm_unavailable",
    "llm_unproven",
    "quotes_norwegian",
]

MAX_QUESTION = 1000
"""Longest question, in characters; the bundled embedder does not truncate, so the edge must."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: at most ``MAX_QUESTION`` characters, with the turns before it, oldest first.

    ``language`` is the language for labels and refusals; ``None`` lets the question decide. ``engine`` is who words the
    answer; ``None`` leaves that to the maintainer.
    """

    text: str
    history: tuple[Turn, ...] = ()
    language: Language | None = None
    engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof for a sentence: a quote that stands at ``start:end`` of the named document's text."""

    number: int
    document_id: str
    title: str
    publisher: str | None
    year: int | None
    authority: Authority | None
    voice: Voice
    based_on: str | None
    page: int
    headings: tuple[str, ...]
    start: int
    end: int
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One shown sentence and the numbers of the citations that prove it.

    ``lead_in`` is the only wording the product adds; it stands outside the quote.
    """

    text: str
    citations: tuple[int, ...]
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, what the asker is told, and answerable questions nearby."""

    reason: RefusalReason
    message: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A proven answer or a refusal, never both."""

    question: str
    language: Language
    engine: Engine
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    unanswered: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def text(self) -> str:
        """The sentences joined with their citation markers; empty when refused."""
        parts = [
            " ".join(filter(None, (s.lead_in, s.text, "".join(f"[{n}]" for n in s.citations)))) for s in self.sentences
        ]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class IndexState:
    """The served index: its name and size, whether it finds what it holds, and whether it stands in for another."""

    generation: str
    passages: int
    sound: bool
    falls_back: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A document to start from: its title, and headings of it that are answered when asked about."""

    title: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Sentences of an answer as soon as they are proven, with the citations that none before them has."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


class Answering(Protocol):
    """What the ways in need of the assistant; tests implement it with a fake."""

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal."""
        ...

    def stream(self, question: Question, gone: Event) -> Iterator[Piece | Answer]:
        """The pieces of the answer as soon as each is proven, and last the whole answer or refusal.

        Once ``gone`` is set nobody waits for the rest.
        """
        ...

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first; none for an unsafe question."""
        ...

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document of the served generation, by its id."""
        ...

    def document(self, document_id: str) -> Document | None:
        """The document that citations name by this id, as the served generation holds it."""
        ...

    @property
    def abbreviations(self) -> Mapping[str, str]:
        """The terms that the documents define abbreviations for, by the abbreviation."""
        ...

    def starters(self, language: Language) -> tuple[str, ...]:
        """A few questions that the corpus answers, in the language given."""
        ...

    def topics(self) -> tuple[Topic, ...]:
        """What the documents are about, as headings that one may ask about."""
        ...


class Serving(Answering, Protocol):
    """What the web server needs: an assistant that can tell how its index is doing."""

    def state(self) -> IndexState:
        """The served index, as it was last found; costs nothing."""
        ...

    def check(self) -> IndexState:
        """The same after asking the index for known vectors."""
        ...
