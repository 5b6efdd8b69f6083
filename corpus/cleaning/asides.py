"""Finding what interrupts a paragraph or a list: pictures with their captions, and addresses in footnotes."""

import re
from dataclasses import replace

from .lines import Line, drop

_CREDIT = re.compile(r"(?:bilde|foto|illustrasjon|photo|fotograf|bilete)(?:\s*[:/©]|\s+(?=[A-ZÆØÅ]))\s*.{0,80}", re.I)
_ADDRESS = re.compile(r"(?:\d{1,3}\s+)?(?:https?://|www\.)\S+")
_NOTE_NUMBER = re.compile(r"\d{1,3}(?=\s)")
_MOST_CAPTION_LINES = 2
_MOST_LINES_TO_MARK = 60


def mark_asides(lines: list[Line]) -> list[Line]:
    """The lines without picture credits and alternative texts; captions and notes are marked as asides."""
    dropped: set[int] = set()
    asides: set[int] = set()
    for index, line in enumerate(lines):
        if _CREDIT.fullmatch(line.text):
            dropped.add(index)
            for neighbour in _figure(lines, index):
                (asides if _is_sentence(lines[neighbour]) else dropped).add(neighbour)
        elif _ADDRESS.fullmatch(line.text) and _interrupts(lines, index):
            repeated = any(line.text in lines[other].text for other in asides)
            (dropped if repeated else asides).add(index)
    marked = [replace(line, aside=True) if i in asides else line for i, line in enumerate(lines)]
    for index in sorted(asides):
        _take_out_mark(marked, index)
    return drop(marked, dropped)


def _take_out_mark(lines: list[Line], note: int) -> None:
    """Take the note's number off the one year before it that it is stuck to ("2035" with note 1 reads "20351")."""
    number = _NOTE_NUMBER.match(lines[note].text)
    if not number:
        return
    stuck = re.compile(rf"\b(?:19|20)\d\d({number.group()})(?!\d)")
    first = max(0, note - _MOST_LINES_TO_MARK)
    found = [(i, match) for i in range(first, note) for match in stuck.finditer(lines[i].text)]
    if len(found) == 1:
        index, match = found[0]
        lines[index] = replace(lines[index], traced=lines[index].traced.without([match.span(1)]))


def _is_sentence(line: Line) -> bool:
    return line.text[-1] in ".!?" and " " in line.text


def _figure(lines: list[Line], credit: int) -> list[int]:
    """The lines set as one figure with a credit: directly above or below it and indented alike."""
    found: list[int] = []
    for step in (-1, 1):
        for distance in range(1, _MOST_CAPTION_LINES + 1):
            index = credit + step * distance
            if not 0 <= index < len(lines):
                break
            lower = lines[index + 1] if step < 0 else lines[index]
            if lower.gap or lines[index].indent != lines[credit].indent:
                break
            found.append(index)
    return found


def _interrupts(lines: list[Line], index: int) -> bool:
    """Whether an unfinished sentence stands before the address and its continuation behind it."""
    before = next((line for line in reversed(lines[:index]) if not _ADDRESS.fullmatch(line.text)), None)
    after = next((line for line in lines[index + 1 :] if not _ADDRESS.fullmatch(line.text)), None)
    return before is not None and after is not None and before.text[-1] not in ".:?!" and after.text[0].islower()
