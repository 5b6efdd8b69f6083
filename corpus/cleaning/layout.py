"""From the raw text of line-oriented pages (plain text, PDF) to clean content."""

from collections.abc import Mapping

from .asides import mark_asides
from .assemble import Content, assemble
from .furniture import without_furniture
from .headings import with_headings
from .lines import read_lines
from .paragraphs import build_pieces


def clean(raw_pages: dict[int, str], outline: Mapping[str, int] | None = None, title: str | None = None) -> Content:
    """The content of pages of raw text: furniture gone, lines joined, headings and lists recognised.

    ``outline`` gives the level of each title that the file itself lists, keyed by ``outline_key``.
    """
    lines = mark_asides(without_furniture(read_lines(raw_pages)))
    return assemble(with_headings(build_pieces(lines, outline)), raw_pages, title)
