"""The headings that a place in a document stands under."""

from collections.abc import Sequence

from .types import Block, Document

Heading = tuple[int, str]
"""A heading's level and text."""


def under(path: Sequence[Heading], document: Document, heading: Block) -> list[Heading]:
    """The path of headings from ``heading`` on when ``path`` was it before: what is as deep or deeper ends."""
    above = [entry for entry in path if entry[0] < heading.level]
    return [*above, (heading.level, document.text[heading.start : heading.end])]


def titles(path: Sequence[Heading], document: Document) -> tuple[str, ...]:
    """The texts of a path from the outermost to the nearest, without the document's title."""
    return tuple(text for _, text in path if text.casefold() != document.source.title.casefold())


def headings_at(document: Document, offset: int) -> tuple[str, ...]:
    """The headings above the text at ``offset``, from the outermost to the nearest, without the document's title."""
    path: list[Heading] = []
    for block in document.blocks:
        if block.start > offset:
            break
        if block.kind == "heading":
            path = under(path, document, block)
    return titles(path, document)
