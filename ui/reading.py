"""The ways into the source viewer: addresses that know the other quotes of the answer and survive a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from ..assistant.links import LONGEST_QUOTE, viewer_url
from ..assistant.types import Answer, Language
from ..corpus.types import Document, Passage, Span

MOST_QUOTES = 40
"""Quotes of one answer that an address may name."""

_LONGEST_OFFSET = 12


@dataclass(frozen=True, slots=True)
class Quoted:
    """A place in a document that an answer quotes."""

    document_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where what a link leads to stands now: there as ever, moved, or nowhere any longer (``span`` is ``None``)."""

    span: Span | None
    state: Literal["there", "moved", "gone"]


def reading_ways(answer: Answer) -> Mapping[int, str]:
    """The address of each citation's quote, by its number, from which the answer's other quotes can be reached."""
    quotes = [Quoted(citation.document_id, Span(citation.start, citation.end)) for citation in answer.citations]
    return {
        citation.number: way(quoted, citation.quote, quotes, answer.language)
        for citation, quoted in zip(answer.citations, quotes, strict=True)
    }


def passage_way(passage: Passage, language: Language) -> str:
    """The address of a passage."""
    return way(Quoted(passage.document_id, Span(passage.start, passage.end)), passage.text, (), language)


def way(to: Quoted, text: str, among: Sequence[Quoted], language: Language) -> str:
    """The address of one quote ``among`` those of an answer, for a reader of ``language``."""
    address, _, anchor = viewer_url(to.document_id, to.span.start, to.span.end, text).partition("#")
    named = [("q", f"{q.document_id}:{q.span.start}:{q.span.end}") for q in among[:MOST_QUOTES] if len(among) > 1]
    more = urlencode([*named, *([("lang", language)] if language != "nb" else [])], safe=":")
    return f"{address}{more and '&'}{more}#{anchor}"


def read_quoted(values: Sequence[str]) -> tuple[Quoted, ...]:
    """The quotes that an address names; what names none is left out."""
    parts = (value.rsplit(":", 2) for value in values[:MOST_QUOTES])
    spans = ((part[0], read_span(*part[1:])) for part in parts if len(part) == 3)
    return tuple(Quoted(document_id, span) for document_id, span in spans if span)


def read_span(start: str, end: str) -> Span | None:
    """The span that two values of an address name."""
    if not all(value.isascii() and value.isdigit() and len(value) <= _LONGEST_OFFSET for value in (start, end)):
        return None
    return Span(int(start), int(end))


def find_place(document: Document, span: Span | None, quote: str) -> Place | None:
    """Where the ``quote`` that once stood at ``span`` stands now; without a quote, the span if it holds any text.

    A quote of ``LONGEST_QUOTE`` characters is the beginning of a longer one.
    """
    text = document.text
    inside = span is not None and span.start < span.end <= len(text)
    if not quote:
        return Place(span, "there") if span and inside and text[span.start : span.end].strip() else None
    length = span.end - span.start if span and len(quote) >= LONGEST_QUOTE else len(quote)
    if span and inside and text[span.start : span.end][:LONGEST_QUOTE] == quote[:LONGEST_QUOTE]:
        return Place(span, "there")
    start = text.find(quote)
    if start < 0:
        return Place(None, "gone")
    return Place(Span(start, min(start + length, len(text))), "moved")
