"""The JSON contracts of the API and of the command line's ``--json``."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ..corpus.types import Authority, Document, Voice
from ..index.types import Hit
from .types import MAX_QUESTION, Answer, Citation, Engine, Language, Notice, Question, RefusalReason, Sentence, Turn

MAX_TURNS = 20
"""Most earlier messages that a question may bring along."""

MAX_TURN = 4000
"""Longest earlier message, in characters."""


def clean_text(text: str) -> str:
    """The text stripped, with plain line ends; characters that cannot be shown or stored are an error."""
    text = text.replace("\r\n", "\n").strip()
    # Cs: half of a surrogate pair, which JSON may carry and UTF-8 cannot.
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in text):
        raise PydanticCustomError("control_characters", "control characters other than newline and tab")
    return text


def _question(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise PydanticCustomError("question_empty", "the question is empty")
    if len(text) > MAX_QUESTION:
        raise PydanticCustomError("question_too_long", "the question has more than 1000 characters")
    return text


class TurnIn(BaseModel):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=MAX_TURN), AfterValidator(clean_text)]


class AskRequest(BaseModel):
    """A question: 1 to 1000 characters once stripped, with the messages before it, oldest first.

    ``language`` chooses labels and refusals; left out, the question's own language decides. ``engine`` chooses who
    words the answer; left out, the server does.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "Hva er forskjellen på HT og OT?", "language": "nb"}]}
    )

    question: Annotated[
        str, AfterValidator(_question), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION})
    ]
    history: Annotated[tuple[TurnIn, ...], Field(max_length=MAX_TURNS)] = ()
    language: Language | None = None
    engine: Engine | None = None

    def to_question(self) -> Question:
        """The question as the assistant takes it."""
        history = tuple(Turn(turn.role, turn.content) for turn in self.history)
        return Question(self.question, history, self.language, self.engine)


RequestProblem = Literal[
    "body_invalid",
    "json_invalid",
    "question_missing",
    "question_empty",
    "question_too_long",
    "question_invalid",
    "control_characters",
    "history_too_long",
    "turn_too_long",
    "history_invalid",
    "language_unknown",
    "engine_unknown",
    "ticket_invalid",
    "vote_unknown",
    "reasons_invalid",
    "text_invalid",
]

_PROBLEM_OF_TYPE: Mapping[str, RequestProblem] = {
    "json_invalid": "json_invalid",
    "question_empty": "question_empty",
    "question_too_long": "question_too_long",
    "control_characters": "control_characters",
    "string_unicode": "control_characters",
}
_PROBLEM_OF_FIELD: Mapping[str, RequestProblem] = {
    "question": "question_invalid",
    "history": "history_invalid",
    "language": "language_unknown",
    "engine": "engine_unknown",
    "ticket": "ticket_invalid",
    "vote": "vote_unknown",
    "reasons": "reasons_invalid",
    "text": "text_invalid",
}
_PROBLEM_OF_FIELD_AND_TYPE: Mapping[tuple[str, str], RequestProblem] = {
    ("question", "missing"): "question_missing",
    ("question", "string_too_long"): "question_too_long",
    ("history", "too_long"): "history_too_long",
    ("history", "string_too_long"): "turn_too_long",
}


def request_problem(errors: Sequence[Mapping[str, Any]]) -> RequestProblem:
    """What is wrong with a question or feedback, by pydantic's list of errors; ``api.<problem>`` is how to say so."""
    first = errors[0]
    kind = str(first["type"])
    fields = [part for part in first["loc"] if part in _PROBLEM_OF_FIELD]
    if kind in _PROBLEM_OF_TYPE:
        return _PROBLEM_OF_TYPE[kind]
    if not fields:
        return "body_invalid"
    return _PROBLEM_OF_FIELD_AND_TYPE.get((fields[0], kind), _PROBLEM_OF_FIELD[fields[0]])


class RefusalOut(BaseModel):
    """Why there is no answer, in the asker's language, with questions that the documents do answer."""

    reason: RefusalReason
    message: str
    suggestions: list[str]


class SentenceOut(BaseModel):
    """One proven sentence; ``lead_in`` stands before it and outside the quote."""

    lead_in: str
    text: str
    citations: list[int]

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """The sentence as JSON."""
        return cls(lead_in=sentence.lead_in, text=sentence.text, citations=list(sentence.citations))


class CitationOut(BaseModel):
    """Proof: ``quote`` equals ``text[start:end]`` of the document, and ``url`` opens the viewer there."""

    number: int
    document_id: str
    title: str
    publisher: str | None
    year: int | None
    authority: Authority | None
    voice: Voice
    based_on: str | None
    page: int
    headings: list[str]
    start: int
    end: int
    quote: str
    url: str

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The citation as JSON."""
        return cls(
            number=citation.number,
            document_id=citation.document_id,
            title=citation.title,
            publisher=citation.publisher,
            year=citation.year,
            authority=citation.authority,
            voice=citation.voice,
            based_on=citation.based_on,
            page=citation.page,
            headings=list(citation.headings),
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            url=citation.url,
        )


class TimingsOut(BaseModel):
    """Milliseconds spent in each step; 0 for a step that was not taken.

    ``model`` is what a language model took, ``first_sentence`` when the first proven sentence was there.
    """

    retrieve: float = 0.0
    write: float = 0.0
    model: float = 0.0
    verify: float = 0.0
    first_sentence: float = 0.0
    total: float = 0.0


class AnswerOut(BaseModel):
    """A proven answer, or a refusal: then ``answer`` is empty and ``refusal`` says why."""

    id: str | None
    question: str
    language: Language
    answer: str
    refused: bool
    refusal: RefusalOut | None
    sentences: list[SentenceOut]
    unanswered: list[str]
    citations: list[CitationOut]
    notices: list[Notice]
    engine: Engine
    timings_ms: TimingsOut

    @classmethod
    def of(cls, answer: Answer, id: str | None = None) -> Self:  # noqa: A002 - the contract's own name
        """The answer as JSON; ``id`` is the caller's own name for the question."""
        refusal = answer.refusal
        return cls(
            id=id,
            question=answer.question,
            language=answer.language,
            answer=answer.text,
            refused=refusal is not None,
            refusal=refusal
            and RefusalOut(reason=refusal.reason, message=refusal.message, suggestions=list(refusal.suggestions)),
            sentences=[SentenceOut.of(sentence) for sentence in answer.sentences],
            unanswered=list(answer.unanswered),
            citations=[CitationOut.of(citation) for citation in answer.citations],
            notices=list(answer.notices),
            engine=answer.engine,
            timings_ms=TimingsOut.model_validate(dict(answer.timings_ms)),
        )


class HitOut(BaseModel):
    """One retrieved passage: ``text`` equals ``text[start:end]`` of the document."""

    rank: int
    score: float
    document_id: str
    title: str
    page: int
    headings: list[str]
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The hit as JSON."""
        passage = hit.passage
        return cls(
            rank=hit.rank,
            score=hit.score,
            document_id=passage.document_id,
            title=hit.title,
            page=passage.page,
            headings=list(passage.headings),
            start=passage.start,
            end=passage.end,
            text=passage.text,
        )


class SearchOut(BaseModel):
    """The passages found for a question, best first."""

    id: str | None
    question: str
    hits: list[HitOut]

    @classmethod
    def of(cls, question: str, hits: Sequence[Hit], id: str | None = None) -> Self:  # noqa: A002 - the contract's own name
        """The hits as JSON; ``id`` is the caller's own name for the question."""
        return cls(id=id, question=question, hits=[HitOut.of(hit) for hit in hits])


class SourceOut(BaseModel):
    """One document of the corpus; ``pages`` is a count."""

    id: str
    title: str
    publisher: str | None
    year: int | None
    kind: str | None
    authority: Authority | None
    voice: Voice
    based_on: str | None
    url: str | None
    file: str
    pages: int

    @classmethod
    def of(cls, document: Document, *, with_text: bool = False) -> "SourceOut":
        """The document's metadata; ``with_text`` adds ``text``, to which every offset refers."""
        source = document.source
        values: dict[str, Any] = {
            "id": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "year": source.year,
            "kind": source.kind,
            "authority": source.authority,
            "voice": source.voice,
            "based_on": source.based_on,
            "url": source.url,
            "file": document.file,
            "pages": len(document.pages),
        }
        return SourceTextOut(**values, text=document.text) if with_text else SourceOut(**values)


class SourceTextOut(SourceOut):
    """One document of the corpus with its whole text."""

    text: str
