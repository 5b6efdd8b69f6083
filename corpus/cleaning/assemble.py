"""Putting pieces together into a document's text, with its blocks, runs and pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..types import Block, Page, Run
from .paragraphs import Piece
from .trace import Traced, joined


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds, without where it comes from: the parts of a ``Document`` that parsing makes."""

    title: str | None
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    runs: tuple[Run, ...]
    raw_pages: dict[int, str]


def assemble(pieces: Iterable[Piece], raw_pages: dict[int, str], title: str | None = None) -> Content:
    """The content that the pieces make up; without a ``title`` a heading that opens it, or of level 1, is its title."""
    kept = [piece for piece in pieces if piece.text]
    blocks: list[Block] = []
    parts: list[Traced] = []
    length = 0
    for index, piece in enumerate(kept):
        if index:
            separator = "\n" if piece.kind == kept[index - 1].kind and piece.kind in ("item", "row") else "\n\n"
            parts.append(Traced(separator))
            length += len(separator)
        blocks.append(Block(piece.kind, length, length + len(piece.text), piece.level))
        parts.append(piece.traced)
        length += len(piece.text)
    whole = joined(parts)
    tops = (piece.text for i, piece in enumerate(kept) if piece.kind == "heading" and (i == 0 or piece.level == 1))
    return Content(
        title=title or next(tops, None),
        text=whole.text,
        pages=_pages(whole.runs, sorted(raw_pages), length),
        blocks=tuple(blocks),
        runs=whole.runs,
        raw_pages=raw_pages,
    )


def _pages(runs: Sequence[Run], numbers: Sequence[int], length: int) -> tuple[Page, ...]:
    """The span of text that starts on each page; a page without text of its own gets an empty one."""
    first: dict[int, int] = {}
    for run in runs:
        first.setdefault(run.page, run.start)
    starts = [0] * len(numbers)
    following = length
    for index in range(len(numbers) - 1, 0, -1):
        following = min(following, first.get(numbers[index], following))
        starts[index] = following
    ends = [*starts[1:], length]
    return tuple(Page(number, start, end) for number, start, end in zip(numbers, starts, ends, strict=True))
