"""Content of sources that mark their structure themselves: web pages, office files, Markdown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..types import BlockKind
from .assemble import Content, assemble
from .headings import with_headings
from .paragraphs import Piece
from .phrases import FORM_OPENINGS, FURNITURE_LINES
from .trace import tidy

_BULLET = re.compile(r"[-*•▪●○◦‣·□■➢►✓✔\uf0a7\uf0b7\uf0d8–]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Element:
    """A block as the source marks it up, before its text is tidied; ``level`` is as in ``Block``."""

    kind: BlockKind
    text: str
    level: int = 0
    page: int = 1


def build(elements: Iterable[Element], title: str | None = None, pages: int = 1) -> Content:
    """The content that the elements make up; the raw page is their text, a line each.

    Headings are guessed from short stand-alone paragraphs only where the source marks none at all.
    """
    raw: dict[int, list[str]] = {page: [] for page in range(1, pages + 1)}
    lengths = dict.fromkeys(raw, 0)
    pieces: list[Piece] = []
    for element in _without_furniture(list(elements)):
        piece = _piece(element, lengths[element.page])
        raw[element.page].append(element.text)
        lengths[element.page] += len(element.text) + 1
        if piece.text:
            pieces.append(piece)
    if not any(piece.kind == "heading" for piece in pieces):
        pieces = with_headings(pieces)
    return assemble(pieces, {page: "\n".join(texts) for page, texts in raw.items()}, title)


def row_text(header: Sequence[str], cells: Sequence[str]) -> str:
    """A table row as one line in which each cell stands behind the name of its column, where it has one."""
    named = zip([*header, *[""] * (len(cells) - len(header))], cells, strict=False)
    parts = [f"{name}: {cell}" if name and name != cell else cell for name, cell in named if cell]
    return "; ".join(parts)


def table_rows(rows: Sequence[Sequence[str]], *, headed: bool, page: int = 1) -> list[Element]:
    """The rows of a table as elements, the first row giving the columns' names where it is ``headed``."""
    tidied = [[" ".join(cell.split()) for cell in row] for row in rows]
    header = tidied[0] if headed and len(tidied) > 1 else []
    return [Element("row", text, 0, page) for row in tidied[len(header[:1]) :] if (text := row_text(header, row))]


def _piece(element: Element, offset: int) -> Piece:
    traced = tidy(element.text, element.page, offset)
    if element.kind in ("paragraph", "item") and (match := _BULLET.match(traced.text)):
        return Piece("item", traced.cut(match.end(), len(traced.text)), max(element.level, 1), 1)
    return Piece(element.kind, traced, element.level, 1)


def _without_furniture(elements: list[Element]) -> list[Element]:
    kept = [
        one for one in elements if one.text.strip() and one.text.casefold().strip(" .:>»›\n") not in FURNITURE_LINES
    ]
    for index in range(len(kept) // 2, len(kept)):
        if kept[index].text.casefold().lstrip().startswith(FORM_OPENINGS):
            return kept[:index]
    return kept
