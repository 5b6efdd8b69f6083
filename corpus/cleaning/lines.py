"""The lines of a line-oriented source (plain text, the text of a PDF), with what their layout tells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .trace import Traced, tidy

_LETTER_SPACED = re.compile(r"(?:\S ){7,}\S")
_WORD_GAP = re.compile(r"\s{2,}")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])[^*\n]{1,200}?(?<=\S)\1(?![\w*])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds text.

    ``gap`` counts the blank lines before it, ``indent`` the white space in front of it.
    ``broken`` says that a page break, or something that was taken out, stands between it and the line before.
    ``aside`` marks a caption or note that interrupts the text around it.
    ``tail`` counts the white space behind it (two or more is how word processors and Markdown end a paragraph).
    """

    traced: Traced
    page: int
    gap: int
    indent: int
    tail: int
    broken: bool = False
    aside: bool = False

    @property
    def text(self) -> str:
        """The line's clean characters."""
        return self.traced.text


def read_lines(raw_pages: Mapping[int, str]) -> list[Line]:
    """The lines with text of all pages in order, their letter-spacing and emphasis markers gone."""
    lines: list[Line] = []
    for page, raw in sorted(raw_pages.items()):
        gap, offset, first = 0, 0, True
        for raw_line in raw.splitlines(keepends=True):
            start, offset = offset, offset + len(raw_line)
            blank = not raw_line.strip()
            traced = Traced("") if blank else _without_emphasis(_without_letter_spacing(raw_line, page, start))
            if not traced.text:
                gap += 1
                continue
            indent = len(raw_line) - len(raw_line.lstrip())
            tail = len(raw_line.rstrip("\r\n")) - len(raw_line.rstrip())
            lines.append(Line(traced, page, gap, indent, tail, broken=first and bool(lines)))
            gap, first = 0, False
    return lines


def drop(lines: list[Line], indices: set[int]) -> list[Line]:
    """The lines without those at ``indices``; each line that follows a dropped one is marked as broken off."""
    kept: list[Line] = []
    gap, broken = 0, False
    for index, line in enumerate(lines):
        if index in indices:
            gap, broken = gap + line.gap, True
            continue
        kept.append(replace(line, gap=line.gap + gap, broken=True) if broken and kept else line)
        gap, broken = 0, False
    return kept


def _without_letter_spacing(raw_line: str, page: int, offset: int) -> Traced:
    """The tidied line; one that is set as "R e p o r t  2 0 2 0" reads "Report 2020"."""
    traced = tidy(raw_line, page, offset)
    if not _LETTER_SPACED.fullmatch(traced.text):
        return traced
    gaps = {len(_solid(raw_line[: match.start()])) for match in _WORD_GAP.finditer(raw_line.strip())}
    spans: list[tuple[int, int]] = []
    solid = 0
    for position, character in enumerate(traced.text):
        if character != " ":
            solid += 1
        elif solid not in gaps:
            spans.append((position, position + 1))
    return traced.without(spans)


def _solid(text: str) -> str:
    return "".join(text.split())


def _without_emphasis(traced: Traced) -> Traced:
    if "*" not in traced.text:
        return traced
    spans: list[tuple[int, int]] = []
    for match in _EMPHASIS.finditer(traced.text):
        size = len(match.group(1))
        spans += [(match.start(), match.start() + size), (match.end() - size, match.end())]
    return traced.without(spans)
