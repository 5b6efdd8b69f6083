"""Telling which short stand-alone paragraphs are headings, and on which level."""

import re
from dataclasses import replace

from .markers import LABEL
from .paragraphs import Piece

_CAPTION = re.compile(r"(?:tabell|figur|table|figure|boks)\s*\d+", re.IGNORECASE)

_LONGEST = 90
_MOST_WORDS = 12
_PROSE = 60
_LONGEST_STACK = 2
_DEEPEST = 6


def with_headings(pieces: list[Piece]) -> list[Piece]:
    """The pieces with headings recognised and every heading's level set."""
    found = _found(pieces)
    return _levelled([replace(p, kind="heading") if i in found else p for i, p in enumerate(pieces)])


def _found(pieces: list[Piece]) -> set[int]:
    """Title-like pieces in front of prose or a list; in a stack of them only the last ones."""
    found: set[int] = set()
    for index in range(len(pieces) - 1, -1, -1):
        if not _is_title(pieces[index]) or (index and _is_expected(pieces[index - 1], pieces[index])):
            continue
        stack = index + 1
        while stack in found:
            stack += 1
        if stack - index <= _LONGEST_STACK and _opens(pieces, index, stack):
            found.add(index)
    return found


def _is_expected(before: Piece, piece: Piece) -> bool:
    """Whether the piece before asks for this one: it announces something, or is another question."""
    return before.text[-1] == ":" or (before.text[-1] == "?" and piece.text[-1] == "?" and before.kind != "heading")


def _opens(pieces: list[Piece], index: int, after: int) -> bool:
    """Whether what follows the title (and the titles stacked under it) is text that it can be a title of."""
    if after >= len(pieces):
        return False
    following = pieces[after]
    stacked = after > index + 1
    if pieces[index].text[-1] == "?":
        next_asks = pieces[index + 1].text[-1] == "?"
        return not next_asks and following.kind == "paragraph" and _is_prose(following)
    if following.kind == "paragraph":
        return _is_prose(following)
    return not (following.kind == "heading" and stacked)


def _is_prose(piece: Piece) -> bool:
    return len(piece.text) > _PROSE or piece.text[-1] in ".:!?"


def _is_title(piece: Piece) -> bool:
    text = piece.text
    words = text.split()
    return (
        piece.kind == "paragraph"
        and piece.lines <= _LONGEST_STACK
        and len(text) <= _LONGEST
        and len(words) <= _MOST_WORDS
        and (text[0].isupper() or text[0].isdigit())
        and text[-1] not in ".,;:!-–"
        and not any(mark in text[:-1] for mark in ("@", "://", "? ", ". ", "…"))
        and sum(c.isalpha() for c in text) >= len(text) / 2
        and not _CAPTION.match(text)
    )


def _levelled(pieces: list[Piece]) -> list[Piece]:
    """The pieces with a level for each heading: by its number, else one below the last numbered or labelled one."""
    numbered = any(piece.kind == "heading" and piece.level for piece in pieces)
    above = 0 if numbered else 1
    result: list[Piece] = []
    for index, piece in enumerate(pieces):
        if piece.kind != "heading":
            result.append(piece)
            continue
        level = piece.level
        if level:
            above = level
        elif LABEL.match(piece.text):
            level = above = 2 if numbered else 1
        else:
            level = 1 if index == 0 else above + 1
        result.append(replace(piece, level=min(level, _DEEPEST)))
    return result
