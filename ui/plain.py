"""Answers, passages and documents as plain text for a terminal."""

from collections.abc import Mapping, Sequence
from textwrap import fill

from ..assistant.texts import Texts
from ..assistant.types import Answer, Citation, Language, Sentence
from ..corpus.types import Document
from ..index.types import BuildReport, Hit
from .wording import authority_label, notice_text, voice_label

WIDTH = 100
"""Longest line, in characters."""


def answer_text(answer: Answer, all_texts: Mapping[Language, Texts]) -> str:
    """The answer or refusal, its notices, and each citation with the quote that proves it, in the answer's language."""
    texts = all_texts[answer.language]
    if answer.refusal:
        parts = [
            "\n".join((answer.refusal.message, *(f"  - {suggestion}" for suggestion in answer.refusal.suggestions)))
        ]
    else:
        parts = ["\n".join(map(_sentence, answer.sentences))]
    notices = (fill(notice_text(answer, notice, texts), WIDTH) for notice in answer.notices)
    citations = (_citation(citation, texts) for citation in answer.citations)
    return "\n\n".join((*parts, *notices, *citations))


def hits_text(hits: Sequence[Hit]) -> str:
    """Each passage with its rank, document, page and headings."""
    return "\n\n".join(map(_hit, hits))


def _hit(hit: Hit) -> str:
    passage = hit.passage
    place = " > ".join(passage.headings)
    head = (
        f"{hit.rank}. {hit.title}, p. {passage.page}{place and f': {place}'}  ({passage.document_id}, {hit.score:.3f})"
    )
    return f"{head}\n{_indented(passage.text)}"


def document_line(document: Document) -> str:
    """What is known about a document, on two lines."""
    source = document.source
    facts = (source.publisher, source.year, source.kind, source.authority, source.voice)
    about = ", ".join(str(fact) for fact in facts if fact)
    pages = f"{len(document.pages)} page{'s' if len(document.pages) != 1 else ''}"
    return f"{source.id}: {source.title}\n    {about}; {document.file}, {pages}"


def report_line(report: BuildReport) -> str:
    """What a build gave, in one line."""
    state = f"built, {report.embedded} texts embedded" if report.changed else "unchanged"
    return f"Index {report.generation} {state}: {report.documents} documents, {report.passages} passages."


def _sentence(sentence: Sentence) -> str:
    markers = "".join(f"[{number}]" for number in sentence.citations)
    return fill(" ".join(filter(None, (sentence.lead_in, sentence.text, markers))), WIDTH)


def _citation(citation: Citation, texts: Texts) -> str:
    origin = ", ".join(str(part) for part in (citation.publisher, citation.year) if part)
    place = " > ".join(citation.headings)
    page = texts("chat.page", page=citation.page)
    head = f"[{citation.number}] {citation.title}{origin and f' ({origin})'}, {page}{place and f': {place}'}"
    worth = ". ".join(filter(None, (authority_label(citation, texts), voice_label(citation, texts))))
    return "\n".join((head, _indented(f"«{citation.quote}»"), _indented(worth)))


def _indented(text: str) -> str:
    paragraphs = (fill(line, WIDTH, initial_indent="    ", subsequent_indent="    ") for line in text.splitlines())
    return "\n".join(paragraphs)
