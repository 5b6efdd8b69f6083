"""PDF."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PdfReadError, PdfStreamError

from ..cleaning.assemble import Content
from ..cleaning.layout import clean
from ..cleaning.markers import outline_key
from . import Refused

_MOST_PAGES = 3000
_DEEPEST = 6
_WIDER = 1.2
_STEPS = (4.0, 40.0)
_MOST_BLANK = 60
_HALF = re.compile("[\ud800-\udfff]")
_NO_TITLE = re.compile(r"microsoft word|untitled|uten (?:navn|tittel)|\.(?:docx?|pptx?|pdf|indd|odt)$", re.IGNORECASE)


def parse(data: bytes) -> Content:
    """The content of a PDF, cleaned page by page; its title is the one in its metadata, else its first heading."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted()
        if len(reader.pages) > _MOST_PAGES:
            raise Refused("too_large", f"It has more than {_MOST_PAGES} pages. Split it into several files.")
        pages = raw_pages([_set_lines(page) for page in reader.pages])
        title = _title(reader)
        outline = {outline_key(title or ""): 1, **dict(_titles(cast("list[Any]", reader.outline), 1))}
        return clean(pages, outline, title)
    except (DependencyError, FileNotDecryptedError) as error:
        raise _encrypted() from error
    except (PdfReadError, PdfStreamError) as error:
        message = f"The file is damaged ({error}). Open it where it was made, save it again, and put it back."
        raise Refused("damaged", message) from error


Lines = list[tuple[str, float | None]]
"""The lines of a page, each with the height at which it is set in points (``None`` where it is not known)."""


def _set_lines(page: PageObject) -> Lines:
    pieces: list[tuple[str, float]] = []

    def note(text: str, page_matrix: list[float], text_matrix: list[float], _font: object, _size: float) -> None:
        height = page_matrix[1] * text_matrix[4] + page_matrix[3] * text_matrix[5] + page_matrix[5]
        pieces.append((_storable(text), height))

    text = _storable(page.extract_text(visitor_text=note))
    if "".join(piece for piece, _ in pieces) != text:
        return [(line, None) for line in text.split("\n")]
    lines: Lines = [("", None)]
    for piece, height in pieces:
        for index, part in enumerate(piece.split("\n")):
            if index:
                lines.append(("", None))
            before, known = lines[-1]
            lines[-1] = before + part, height if known is None and part.strip() else known
    return lines


def raw_pages(pages: Sequence[Lines]) -> dict[int, str]:
    """The text of each page by its number, with as many blank lines between two lines as would fit there.

    The library gives every line break alike; the white space between paragraphs, and that at the end of a page that is
    not full, is only in the heights.
    """
    steps = [step for lines in pages for step in _steps(lines) if step and _STEPS[0] < step < _STEPS[1]]
    common = Counter(round(step * 2) / 2 for step in steps).most_common(1)
    usual = common[0][0] if common else None
    texts: dict[int, str] = {}
    for number, lines in enumerate(pages, 1):
        blanks = [_blank_lines(step, usual) for step in _steps(lines)]
        texts[number] = "\n".join("\n" * blank + line for blank, (line, _) in zip(blanks, lines, strict=True))
    return texts


def _blank_lines(step: float | None, usual: float | None) -> int:
    if usual is None or step is None or step <= _WIDER * usual:
        return 0
    return min(_MOST_BLANK, max(1, round(step / usual) - 1))


def _steps(lines: Lines) -> list[float | None]:
    """How far below the line before it each line is set."""
    heights = [height for _, height in lines]
    return [None, *(a - b if a is not None and b is not None else None for a, b in pairwise(heights))][: len(lines)]


def _storable(text: str) -> str:
    """The text with a sign for "unreadable" in place of half characters, which no encoding can store."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def _encrypted() -> Refused:
    return Refused("encrypted", "The file is protected with a password. Save it without one and put it back.")


def _titles(entries: list[Any], level: int) -> Iterator[tuple[str, int]]:
    """The titles of the bookmarks with their depth; the library nests children as a list behind their parent."""
    for entry in entries:
        if isinstance(entry, list):
            yield from _titles(cast("list[Any]", entry), level + 1)
        elif key := outline_key(_storable(str(entry.title or ""))):
            yield key, min(level, _DEEPEST)


def _title(reader: PdfReader) -> str | None:
    title = _storable(str(reader.metadata.title or "")).strip() if reader.metadata else ""
    return title if title and not _NO_TITLE.search(title) else None
