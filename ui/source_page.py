"""A document as readable HTML pieces: pages, headings, lists and tables, with one quote marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from ..corpus.types import Block, BlockKind, Document, Span

_NUMBERED = re.compile(r"(\d+|[a-zæøå])[.)]\s", re.IGNORECASE)
_CELLS = re.compile(r"(?: \| |\t)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block as HTML: its text with the quote marked, row cells apart, and whether an item brings its own number."""

    kind: BlockKind
    level: int
    html: Markup
    cells: tuple[Markup, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring pieces that belong together: the items of one list, the rows of one table, or a piece alone."""

    kind: BlockKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of the document: its number and what stands on it."""

    number: int
    groups: tuple[Group, ...]


def source_pages(document: Document, quote: Span | None) -> tuple[SourcePage, ...]:
    """The document's pages, with the quote in ``<mark>`` in every block that it touches.

    A block stands on the page on which it starts. Text outside of every block reads as a paragraph.
    """
    pieces = [(document.page_at(block.start), _piece(document.text, block, quote)) for block in _whole(document)]
    return tuple(
        SourcePage(number, tuple(_groups([piece for _, piece in group])))
        for number, group in groupby(pieces, key=lambda pair: pair[0])
    )


def _whole(document: Document) -> Iterator[Block]:
    """The document's blocks, and a paragraph for whatever stands between them."""
    position = 0
    for block in (*document.blocks, Block("paragraph", len(document.text), len(document.text))):
        between = document.text[position : block.start]
        if between.strip():
            start = position + len(between) - len(between.lstrip())
            yield Block("paragraph", start, position + len(between.rstrip()))
        if block.end > block.start:
            yield block
        position = block.end


def _piece(text: str, block: Block, quote: Span | None) -> Piece:
    if block.kind == "row":
        cells = tuple(_marked(text, cell, quote) for cell in _cells(text, block))
        return Piece("row", block.level, Markup(" ").join(cells), cells)
    html = _marked(text, Span(block.start, block.end), quote)
    numbered = block.kind == "item" and bool(_NUMBERED.match(text, block.start, block.end))
    return Piece(block.kind, block.level, html, numbered=numbered)


def _cells(text: str, row: Block) -> Iterator[Span]:
    start = row.start
    for separator in _CELLS.finditer(text, row.start, row.end):
        yield Span(start, separator.start())
        start = separator.end()
    yield Span(start, row.end)


def _marked(text: str, span: Span, quote: Span | None) -> Markup:
    """The escaped text of ``span`` with the part that the quote covers in ``<mark>``."""
    if quote is None or quote.end <= span.start or quote.start >= span.end:
        return escape(text[span.start : span.end])
    start, end = max(span.start, quote.start), min(span.end, quote.end)
    before, marked, after = text[span.start : start], text[start:end], text[end : span.end]
    return Markup("{}<mark>{}</mark>{}").format(before, marked, after)


def _groups(pieces: Sequence[Piece]) -> Iterator[Group]:
    for kind, group in groupby(pieces, key=_kind):
        members = tuple(group)
        if kind in ("item", "row"):
            yield Group(kind, members)
        else:
            yield from (Group(kind, (piece,)) for piece in members)


def _kind(piece: Piece) -> BlockKind:
    return piece.kind
