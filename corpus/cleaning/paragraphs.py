"""Joining lines into paragraphs, list items and table rows, whatever line breaks and blank lines the source has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..types import BlockKind
from .lines import Line
from .markers import Start, Starts, outline_key
from .trace import Traced, joined
from .wraps import Wraps, runs_on

_WORD_END = re.compile(r"[^\W\d_]-$")
_SLASH_END = re.compile(r"\w/$")
_CONJUNCTION = re.compile(r"(?:og|eller|samt|til|and|or)\b|[,/]")

_WHOLE = "#"
"""The marker of a heading that no further line belongs to."""

_LONGEST_TITLE = 3
"""Lines of the longest title."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before its place in the text is known.

    ``level`` is as in ``Block``; a heading found by its number or mark has one, any other heading 0.
    ``gap`` counts the blank lines before it, ``lines`` how many lines it was set on.
    """

    kind: BlockKind
    traced: Traced
    level: int = 0
    gap: int = 0
    lines: int = 1

    @property
    def text(self) -> str:
        """The piece's characters."""
        return self.traced.text


def build_pieces(lines: Sequence[Line], outline: Mapping[str, int] | None = None) -> list[Piece]:
    """The paragraphs, items, rows and headings that can be told from the lines themselves, in reading order.

    ``outline`` gives the level of each title that the file itself lists, keyed by ``outline_key``.
    """
    flow = [line for line in lines if not line.aside]
    starts = Starts(flow)
    groups = _groups(flow, starts, Wraps(flow, starts), outline or {})
    words = _vocabulary(flow)
    pieces = [_piece(group, words) for group in _with_levels(groups)]
    return _with_asides(pieces, groups, lines)


@dataclass(slots=True)
class _Group:
    start: Start
    lines: list[Line]


def _groups(lines: Sequence[Line], starts: Starts, wraps: Wraps, outline: Mapping[str, int]) -> list[_Group]:
    groups: list[_Group] = []
    after_title = 0
    for index, line in enumerate(lines):
        if index < after_title:
            continue
        if title := _listed_title(lines, index, outline):
            groups.append(title)
            after_title = index + len(title.lines)
            continue
        last = groups[-1] if groups else None
        start = starts.at(index, last.start.marker, last.lines[-1].text) if last else starts.at(index)
        if start is None and last and _goes_on(last, wraps, index, lines):
            last.lines.append(line)
        else:
            groups.append(_Group(start or Start("paragraph"), [line]))
    return groups


def _listed_title(lines: Sequence[Line], index: int, outline: Mapping[str, int]) -> _Group | None:
    """The title that the file lists and that stands whole on the line at ``index`` and perhaps the ones after it.

    Amid a paragraph the same words are no title.
    """
    if index and runs_on(lines[index - 1], lines[index]) and not lines[index].gap:
        return None
    for count in range(1, _LONGEST_TITLE + 1):
        title, after = list(lines[index : index + count]), lines[index + count : index + count + 1]
        goes_on = any(not line.gap and line.text[0].islower() for line in after)
        if not goes_on and (level := outline.get(outline_key(" ".join(line.text for line in title)))):
            return _Group(Start("heading", _WHOLE, level=level), title)
    return None


def _goes_on(group: _Group, wraps: Wraps, index: int, lines: Sequence[Line]) -> bool:
    if group.start.kind == "row" or group.start.marker == _WHOLE:
        return False
    if group.start.kind == "heading":
        return runs_on(lines[index - 1], lines[index]) and not lines[index].text[0].isupper()
    return wraps.joins(index)


def _with_levels(groups: list[_Group]) -> list[_Group]:
    """The groups with the nesting depth of each item, told by its indentation and by a change of marker."""
    open_lists: list[tuple[int, str]] = []
    last, interrupted = "", False
    for group in groups:
        start = group.start
        if start.kind != "item":
            open_lists = [] if start.kind == "heading" else open_lists
            interrupted = True
            continue
        key = (group.lines[0].indent, start.marker)
        if interrupted and key not in open_lists:
            open_lists = []
        if key not in open_lists and key[1] == "1" and last[-1:] != ":":
            open_lists = [one for one in open_lists if one[0] < key[0]]
        if open_lists and key not in open_lists and _same_level(open_lists[-1], key, last):
            key = open_lists[-1]
        last, interrupted = group.lines[-1].text, False
        while open_lists and open_lists[-1] != key and (key in open_lists or open_lists[-1][0] > key[0]):
            open_lists.pop()
        if not open_lists or open_lists[-1] != key:
            open_lists.append(key)
        group.start = Start("item", start.marker, start.skip, len(open_lists))
    return groups


def _same_level(one: tuple[int, str], other: tuple[int, str], last: str) -> bool:
    """Whether two items are siblings: a single space more or less nests only what a colon announces."""
    return one[1] == other[1] and abs(one[0] - other[0]) <= 1 and (last[-1:] != ":" or other[0] <= one[0])


def _vocabulary(lines: Sequence[Line]) -> frozenset[str]:
    return frozenset(word.casefold() for line in lines for word in re.findall(r"[\w-]+", line.text))


def _piece(group: _Group, words: frozenset[str]) -> Piece:
    parts = [line.traced for line in group.lines]
    parts[0] = parts[0].cut(group.start.skip, len(parts[0].text))
    traced = parts[0]
    for part in parts[1:]:
        traced = _joined_lines(traced, part, words)
    return Piece(group.start.kind, traced, group.start.level, group.lines[0].gap, len(parts))


def _joined_lines(before: Traced, after: Traced, words: frozenset[str]) -> Traced:
    """Two lines as one, a word that was divided at the line's end, or a pair at its slash, put together again."""
    if _SLASH_END.search(before.text):
        return joined((before, after))
    if not _WORD_END.search(before.text) or _CONJUNCTION.match(after.text):
        return joined((before, after), " ")
    first = before.text.rsplit(maxsplit=1)[-1]
    second = re.split(r"[^\w-]", after.text, maxsplit=1)[0]
    whole, hyphened = (first[:-1] + second).casefold(), (first + second).casefold()
    keeps = hyphened in words and whole not in words
    if keeps or not second[:1].islower() or not first[-2].islower() or (first[:-1].isupper() and whole not in words):
        return joined((before, after))
    return joined((before.cut(0, len(before.text) - 1), after))


def _with_asides(pieces: list[Piece], groups: list[_Group], lines: Sequence[Line]) -> list[Piece]:
    """The pieces with each aside behind the paragraph or list that it interrupts."""
    order = {id(line): index for index, line in enumerate(lines)}
    asides = [(index, line) for index, line in enumerate(lines) if line.aside]
    result: list[Piece] = []
    for piece, group in zip(pieces, groups, strict=True):
        at = order[id(group.lines[0])]
        splits = piece.kind == "item" or (result and result[-1].text[-1] == ":")
        while asides and asides[0][0] < at and piece.gap and not splits:
            result.append(Piece("paragraph", asides.pop(0)[1].traced, gap=2))
        result.append(piece)
    return result + [Piece("paragraph", line.traced, gap=2) for _, line in asides]
