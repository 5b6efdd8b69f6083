"""Where restated words come from: the statements in a restated document that say what each section is based on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .types import Block, Document, Source

_STATEMENT = re.compile(r"Gjengitt av Tillit etter (?P<work>.+?)\.?", re.DOTALL)
"""How a restated document says what it is based on: once under its title, and under each heading with the chapter."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who stands behind a place of a document.

    ``source`` is the one whose publisher, year and authority count; ``work`` names what the words restate, with its
    chapter where that is known, and is ``None`` for words that are the source's own.
    """

    source: Source
    work: str | None


def is_statement(document: Document, block: Block) -> bool:
    """Whether a block only says what a restated document or section is based on."""
    return _stated(document, block) is not None


def origin_at(documents: Mapping[str, Document], document: Document, offset: int) -> Origin:
    """Who stands behind the text at ``offset`` of ``document``.

    A section may restate another work than its document does, as in a glossary; when one of ``documents`` restates that
    work as a whole, its source counts.
    """
    work = work_at(document, offset)
    if work is None or _names(work, document.source):
        return Origin(document.source, work)
    others = (other.source for other in documents.values() if _names(work, other.source))
    return Origin(next(others, document.source), work)


def work_at(document: Document, offset: int) -> str | None:
    """The work that the text at ``offset`` restates, by the statement under the nearest heading that has one.

    Where no heading has one, it is what the source names; ``None`` for a document in its own words.
    """
    if document.source.voice == "original":
        return None
    stated: list[tuple[int, str]] = []
    level = headings = 0
    for block in document.blocks:
        if block.start > offset:
            break
        if block.kind == "heading":
            headings += 1
            level = block.level
            stated = [entry for entry in stated if entry[0] < level]
        elif headings > 1 and (work := _stated(document, block)):
            stated.append((level, work))
    return stated[-1][1] if stated else document.source.based_on


def _stated(document: Document, block: Block) -> str | None:
    if document.source.voice == "original" or block.kind != "paragraph":
        return None
    statement = _STATEMENT.fullmatch(document.text, block.start, block.end)
    return statement["work"] if statement else None


def _names(work: str, source: Source) -> bool:
    return source.based_on is not None and f"{work}, ".startswith(f"{source.based_on}, ")
