"""An outside check of retrieval: NorQuAD's questions on Norwegian Wikipedia and news (Ivanova et al. 2023, CC0).

The data are others' and stay where they are: a folder with ``documents.jsonl`` and ``questions.jsonl``.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from ..corpus.errors import TillitError
from ..corpus.types import Block, Document, Page, Run, Source
from .answers import squeezed
from .metrics import Place, mean, within_budget

Half = Literal["A", "B"]
"""Half A, documents whose id has an even SHA-256, is to steer by; half B is for reports only."""


QUOTED = 3
"""Sentences of an answer that are read for the answer to one question."""

_LONGEST_TITLE = 120
"""Characters up to which a text's first line is its title; a longer one is a paragraph."""


@dataclass(frozen=True, slots=True)
class NorquadQuestion:
    """A question and the offset of its answer in the text of its document."""

    id: str
    question: str
    document: str
    answer: str
    start: int


@dataclass(frozen=True, slots=True)
class NorquadReport:
    """The share of questions whose answer lies in one of the best passages, within the budget of characters.

    ``quoted`` is the share whose answer stands in the first ``QUOTED`` sentences shown, wherever they stand.
    """

    half: Half | None
    questions: int
    documents: int
    passages: int
    hit_1: float | None
    hit_5: float | None
    quoted: float | None


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    text: str


_TEXT = TypeAdapter(_Text)
_QUESTION = TypeAdapter(NorquadQuestion)


def load_documents(data: Path) -> tuple[Document, ...]:
    """The texts in ``documents.jsonl``, each one Document of one page with a paragraph a line."""
    return tuple(_document(_TEXT.validate_json(line)) for line in _lines(data / "documents.jsonl"))


def load_questions(data: Path) -> tuple[NorquadQuestion, ...]:
    """The questions in ``questions.jsonl``."""
    return tuple(_QUESTION.validate_json(line) for line in _lines(data / "questions.jsonl"))


def half_of(document_id: str) -> Half:
    """The half that a document belongs to, by the last bit of its id's SHA-256."""
    return "B" if hashlib.sha256(document_id.encode()).digest()[-1] & 1 else "A"


def measure(
    questions: Sequence[NorquadQuestion],
    search: Callable[[str], Sequence[Place]],
    answer: Callable[[str], Sequence[str]],
    *,
    half: Half | None,
    documents: int,
    passages: int,
) -> NorquadReport:
    """Ask the questions of a half (``None``: of both) in one index of all documents.

    ``search`` gives the best passages for a question, ``answer`` the sentences that are shown for it.
    """
    asked = [question for question in questions if half in (None, half_of(question.document))]
    rankings = [within_budget(search(question.question)) for question in asked]
    found = [_rank(question, ranking) for question, ranking in zip(asked, rankings, strict=True)]
    return NorquadReport(
        half=half,
        questions=len(asked),
        documents=documents,
        passages=passages,
        hit_1=mean(float(rank is not None and rank <= 1) for rank in found),
        hit_5=mean(float(rank is not None and rank <= 5) for rank in found),
        quoted=mean(float(_is_quoted(question, answer(question.question))) for question in asked),
    )


def _is_quoted(question: NorquadQuestion, sentences: Sequence[str]) -> bool:
    return squeezed(question.answer).lower() in squeezed(" ".join(sentences[:QUOTED])).lower()


def _rank(question: NorquadQuestion, ranking: Sequence[Place]) -> int | None:
    for rank, passage in enumerate(ranking, start=1):
        if passage.document == question.document and passage.start <= question.start < passage.end:
            return rank
    return None


def _document(entry: _Text) -> Document:
    blocks = tuple(_paragraphs(entry.text))
    first = entry.text[blocks[0].start : blocks[0].end] if blocks else ""
    return Document(
        source=Source(id=entry.id, title=first if 0 < len(first) <= _LONGEST_TITLE else entry.id),
        file=f"{entry.id}.txt",
        sha256=hashlib.sha256(entry.text.encode()).hexdigest(),
        text=entry.text,
        pages=(Page(1, 0, len(entry.text)),),
        blocks=blocks,
        runs=(Run(0, len(entry.text), 1, 0),),
        raw_pages={1: entry.text},
    )


def _paragraphs(text: str) -> Iterator[Block]:
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            at = start + line.index(words)
            yield Block("paragraph", at, at + len(words))
        start += len(line)


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as file:
            yield from (line for line in file if line.strip())
    except FileNotFoundError as error:
        raise TillitError(
            f"There is no {path.name} in {path.parent}, so NorQuAD cannot be asked. Give the folder that holds "
            "documents.jsonl and questions.jsonl with --data."
        ) from error
    except (UnicodeDecodeError, ValidationError) as error:
        raise TillitError(f"{path} is not NorQuAD data: {error}") from error
