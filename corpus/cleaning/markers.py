"""How a line opens a block by its marker: a bullet, a number, a table row, a numbered heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..types import BlockKind
from .lines import Line

DASH = re.compile(r"[–—]\s+(?=\S)")
"""A long dash in front of an item, of speech or of a clause."""

LABEL = re.compile(
    r"(?i:vedlegg|kapittel|kapitel|appendix|chapter|del)\s+(?:\d{1,2}(?:\.\d{1,2})*+|[A-Z])\b(?:[.:]|(?=\s*(?:$|[–«-]|[A-ZÆØÅ])))"
)
"""The label of a heading such as "Vedlegg 1:" or "Kapittel 2 Metode"; "Kapittel 2 viser ..." is a sentence."""

_BULLET = re.compile(r"([-*•▪●○◦‣·□■➢►✓✔\uf0a7\uf0b7\uf0d8])\s+(?=\S)")
_CIRCLE = re.compile(r"o (?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,2}|[a-z])[.)]\s+(?=\S)")
_HEADING_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=[^\W\d_])")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_ROW = re.compile(r"[^\W\d].*?((?:\s+\d[\d.,]*\s?%?)+)")
_LONGEST_HEADING = 120
_LONGEST_ROW = 200
_NEAREST = 9


def outline_key(title: str) -> str:
    """A title as it compares with others: letters and digits only, in lower case."""
    return "".join(c for c in title.casefold() if c.isalnum())


@dataclass(frozen=True, slots=True)
class Start:
    """How a line opens a block: its kind, its level, and how many characters its marker takes up."""

    kind: BlockKind
    marker: str = ""
    skip: int = 0
    level: int = 0


class Starts:
    """Which lines open an item, a row or a numbered heading."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._listed = _numbered_items(lines)
        self._circles = _circles(lines)
        self._rows = _rows(lines)
        self._numbers = {m.group(1) for line in lines if (m := _HEADING_NUMBER.match(line.text))}

    def at(self, index: int, marker: str = "", last: str = ".") -> Start | None:
        """How line ``index`` opens a block of its own, or ``None`` when no marker says that it does.

        ``marker`` is that of the block before it, ``last`` the text of the line before it.
        """
        text = self._lines[index].text
        if index in self._rows:
            return Start("row")
        if index in self._listed:
            return Start("item", "1")
        return _hashes(text) or self._bullet(index, marker, last) or self._heading(text)

    def _bullet(self, index: int, marker: str, last: str) -> Start | None:
        text = self._lines[index].text
        if match := _BULLET.match(text):
            return Start("item", match.group(1), match.end())
        if index in self._circles:
            return Start("item", "o", 2)
        if (match := DASH.match(text)) and self._dash_lists(index, marker, last):
            return Start("item", text[0], match.end())
        return None

    def _dash_lists(self, index: int, marker: str, last: str) -> bool:
        """Whether a long dash opens an item: it has siblings close by, and neither speech nor a clause follows it."""
        line = self._lines[index]
        if marker == line.text[0]:
            return True
        if line.text[2:3].islower() and last[-1] not in ".?!:;":
            return False
        following = self._lines[index + 1 : index + 3]
        sibling = any(other.text[0] == line.text[0] and not other.gap for other in following)
        return sibling or last[-1] == ":"

    def _heading(self, text: str) -> Start | None:
        if len(text) > _LONGEST_HEADING or text[-1] in ".,;:!":
            return None
        if LABEL.match(text):
            return Start("heading", "label")
        match = _HEADING_NUMBER.match(text)
        if not match or not text[match.end()].isupper():
            return None
        number = match.group(1)
        dotted = "." in match.group()
        if dotted or any(other.startswith(number + ".") for other in self._numbers):
            return Start("heading", "number", 0, number.count(".") + 1)
        return None


def _hashes(text: str) -> Start | None:
    match = _HASHES.match(text)
    return Start("heading", "#", match.end(), len(match.group(1))) if match else None


def _numbered_items(lines: Sequence[Line]) -> set[int]:
    """Lines that number a list: "1.", "2." close to each other, as chapters are not."""
    numbered = [(i, m.group(1)) for i, line in enumerate(lines) if (m := _NUMBER.match(line.text))]
    listed: set[int] = set()
    for (first, one), (second, other) in pairwise(numbered):
        follows = _ordinal(other) == _ordinal(one) + 1 and one.isdigit() == other.isdigit()
        between = lines[first + 1 : second]
        if follows and len(between) <= _NEAREST and not any(_HEADING_NUMBER.match(line.text) for line in between):
            listed |= {first, second}
    return listed


def _ordinal(mark: str) -> int:
    return int(mark) if mark.isdigit() else ord(mark)


def _circles(lines: Sequence[Line]) -> set[int]:
    """Lines whose "o" is a bullet that lost its face: it has a sibling nearby, or stands under another bullet."""
    marked = [index for index, line in enumerate(lines) if _CIRCLE.match(line.text)]
    beside = {index for one, other in pairwise(marked) if other - one <= _NEAREST for index in (one, other)}
    return beside | {index for index in marked if index and _BULLET.match(lines[index - 1].text)}


def _rows(lines: Sequence[Line]) -> set[int]:
    """Lines of a table that lost its ruling: neighbours that end in equally many figures, and the heads above them."""
    short = [line.text[:_LONGEST_ROW] for line in lines]
    columns = [len(m.group(1).split()) if (m := _ROW.fullmatch(text)) else 0 for text in short]
    rows: set[int] = set()
    for index in range(1, len(lines)):
        if columns[index] and columns[index] == columns[index - 1] and columns[index] > 1:
            rows |= {index - 1, index}
    for index in sorted(rows):
        above = lines[index - 1] if index else None
        if above and index - 1 not in rows and _heads(above.text, columns[index]):
            rows.add(index - 1)
    return rows


def _heads(text: str, columns: int) -> bool:
    words = text.split()
    return columns <= len(words) <= 2 * columns + 1 and all(word[0].isupper() for word in words) and text[-1].isalpha()
