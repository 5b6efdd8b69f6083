"""Finding the lines that are no part of what a document says: running headers, page numbers, contents, forms."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from .lines import Line, drop
from .phrases import FORM_OPENINGS, FURNITURE_LINES

_PAGE_NUMBER = re.compile(
    r"(?:(?:side|page|s\.)\s*)?[-–|]?\s*(\d{1,4})\s*[-–|]?(?:\s*(?:/|av|of)\s*\d{1,4})?", re.IGNORECASE
)
_LEADERS = re.compile(r".*(?:\.\s?){4,}\s*\d{1,4}")
_CONTENTS_ENTRY = re.compile(r".*\D\s(\d{1,3})")
_DATE = r"(?:\d{1,2}\.\s?(?:\d{1,2}\.\s?|\w+\s)\d{4})(?:\s+(?:kl\.?\s*)?\d{1,2}[.:]\d{2})?"
_STAMP = rf"(?:sist\s+)?(?:publisert|oppdatert|endret|endra|published|updated):?\s+{_DATE}"
_STAMPS = re.compile(rf"{_STAMP}(?:[\s|,]+{_STAMP})*", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:©|\(c\)\s|copyright\b).{0,80}", re.IGNORECASE)
_DOWNLOAD = re.compile(r"\(?(?:pdf|docx?|xlsx?|pptx?|zip)\W{0,3}\d+(?:[.,]\d+)?\s?[kmg]?b\)?", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(r"[-–*•▪●○◦‣·□■➢►✓✔\uf0a7\uf0b7\uf0d8]\s")

_EDGE = 3
_SHORT = 110
_FEWEST_REPEATS = 3
_FEWEST_ENTRIES = 5


def without_furniture(lines: list[Line]) -> list[Line]:
    """The lines that say something; each one that follows a dropped line is marked as broken off."""
    finders: tuple[Callable[[list[Line]], set[int]], ...] = (
        _running_lines,
        _page_numbers,
        _page_tail,
        _contents,
        _controls,
    )
    for find in finders:
        lines = drop(lines, find(lines))
    return lines


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold()).strip(" .:?!|-–")


def _is_page_number(line: Line) -> bool:
    return _PAGE_NUMBER.fullmatch(line.text) is not None


def _page_edges(lines: Sequence[Line]) -> dict[int, tuple[int, int]]:
    """For each line near the edge of its page: the page, and its place from the top (0, 1, ...) or bottom (-1, ...)."""
    of_page: defaultdict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        of_page[line.page].append(index)
    edges: dict[int, tuple[int, int]] = {}
    for page, found in of_page.items():
        edges |= {index: (page, place) for place, index in enumerate(found[:_EDGE])}
        edges |= {index: (page, -1 - place) for place, index in enumerate(reversed(found[-_EDGE:]))}
    return edges


def _running_lines(lines: list[Line]) -> set[int]:
    """Headers and footers: the same line at the same edge of pages, or again and again beside a lone number."""
    edges = _page_edges(lines)
    on_pages: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for index, (page, place) in edges.items():
        on_pages[place, _key(lines[index])].add(page)
    needed = max(_FEWEST_REPEATS, len({line.page for line in lines}) // 4)
    at_edges = {i for i, (_, place) in edges.items() if len(on_pages[place, _key(lines[i])]) >= needed}
    beside_number = [
        i for i in range(len(lines)) if any(0 <= j < len(lines) and _is_page_number(lines[j]) for j in (i - 1, i + 1))
    ]
    repeats = Counter(_key(lines[i]) for i in beside_number)
    repeated = {i for i in beside_number if repeats[_key(lines[i])] >= _FEWEST_REPEATS}
    return {i for i in at_edges | repeated if any(c.isalpha() for c in lines[i].text)}


def _page_numbers(lines: list[Line]) -> set[int]:
    """Lone numbers at the edge of a page, or beside something that was taken out."""
    paged = len({line.page for line in lines}) > 1
    edges = {index for index, (_, place) in _page_edges(lines).items() if place in (0, -1)} if paged else set[int]()
    found: set[int] = set()
    for index, line in enumerate(lines):
        after_broken = line.broken or (index + 1 < len(lines) and lines[index + 1].broken)
        if _is_page_number(line) and (index in edges or after_broken):
            found.add(index)
    return found


def _contents(lines: list[Line]) -> set[int]:
    """Tables of contents: entries with page numbers, or a run of short lines that repeats headings of the text."""
    found: set[int] = set()
    occurrences = Counter(map(_key, lines))
    for start, end in _runs(lines, _could_be_entry):
        run = range(start, end)
        early = start <= len(lines) / 3
        listed = (early and _numbered(lines, run)) or _repeats_headings(lines, run, occurrences)
        if end - start >= _FEWEST_ENTRIES and listed:
            found.update(run)
    return found | {i for i, line in enumerate(lines) if len(line.text) < 2 * _SHORT and _LEADERS.fullmatch(line.text)}


def _could_be_entry(line: Line) -> bool:
    return len(line.text) <= _SHORT and line.text[-1] not in ".,;:!" and not _ITEM.match(line.text)


def _runs(lines: Sequence[Line], belongs: Callable[[Line], bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for index, line in enumerate(lines):
        if belongs(line):
            start = index if start is None else start
        elif start is not None:
            runs.append((start, index))
            start = None
    return [*runs, (start, len(lines))] if start is not None else runs


def _numbered(lines: Sequence[Line], run: range) -> bool:
    numbers = [int(m.group(1)) for i in run if (m := _CONTENTS_ENTRY.fullmatch(lines[i].text))]
    return len(numbers) >= max(_FEWEST_ENTRIES, 0.6 * len(run)) and numbers == sorted(numbers)


def _repeats_headings(lines: Sequence[Line], run: range, occurrences: Counter[str]) -> bool:
    inside = Counter(_key(lines[i]) for i in run)
    repeated = sum(count for key, count in inside.items() if occurrences[key] > count)
    return repeated >= max(_FEWEST_ENTRIES, len(run) / 3)


def _page_tail(lines: list[Line]) -> set[int]:
    """The feedback form that ends a saved web page, all that follows it, and the loose links in front of it."""
    for index in range(len(lines) // 2, len(lines)):
        if lines[index].text.casefold().startswith(FORM_OPENINGS):
            start = index
            while start > 0 and _is_loose(lines[start - 1]):
                start -= 1
            return set(range(start, len(lines)))
    return set()


def _is_loose(line: Line) -> bool:
    """Whether a line in front of a feedback form is a link, a control or a date stamp rather than prose."""
    return bool(_STAMPS.fullmatch(line.text)) or _could_be_entry(line)


def _controls(lines: list[Line]) -> set[int]:
    """Print links, date stamps, copyright lines and the sizes of files to download."""
    patterns = (_STAMPS, _COPYRIGHT, _DOWNLOAD)
    return {
        index
        for index, line in enumerate(lines)
        if line.text.casefold().strip(" .:>»›") in FURNITURE_LINES
        or any(pattern.fullmatch(line.text) for pattern in patterns)
    }
