"""Documents into passages: whole sentences, whole lists, one section at a time, exact offsets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .outline import Heading, titles, under
from .provenance import is_statement
from .sentences import split_sentences
from .types import Block, Document, Passage, Span, Unit

SPLITTER_VERSION = 3
"""Raise when the same document would be split differently: an index made with another version is rebuilt."""

TARGET = 700
"""Characters at which a passage of running text is full; of 700, 800, 850 and 900 the best on the cases."""

SHOWN = 800
"""Characters up to which small neighbours are shown together: a fifth of the 4,000 that five passages may take."""

TAIL = 300
"""Characters below which the rest of a section is no passage of its own."""

LONGEST = 1500
"""Characters that a passage never exceeds: under 500 tokens of Norwegian, so that no embedder has to truncate."""

LONGEST_UNIT = 600
"""Characters of the longest quotable unit; anything longer is text without sentence ends and is cut at a space."""


@dataclass(frozen=True, slots=True)
class _Section:
    headings: tuple[str, ...]
    units: tuple[Unit, ...]


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of a document in reading order.

    A passage never crosses a heading. Neighbours in a section share one sentence when both are running text.
    A list stays with its lead-in as long as both fit into ``LONGEST`` characters.
    """
    return tuple(
        _passage(document, section.headings, units) for section in _sections(document) for units in _pack(section.units)
    )


def joined(passages: Sequence[Passage], documents: Mapping[str, Document]) -> Mapping[str, Passage]:
    """For each passage, by id, what a reader gets: a small one together with small neighbours under the same heading.

    ``passages`` stand in the order of their documents. What is found by a small passage alone says too little alone.
    """
    groups: list[list[Passage]] = []
    for passage in passages:
        if groups and _belongs(groups[-1], passage):
            groups[-1].append(passage)
        else:
            groups.append([passage])
    whole: dict[str, Passage] = {}
    for group in groups:
        first = group[0]
        units = tuple(unit for passage in group for unit in passage.units)
        one = first if len(group) == 1 else _passage(documents[first.document_id], first.headings, units)
        whole.update(dict.fromkeys((passage.id for passage in group), one))
    return whole


def _belongs(group: Sequence[Passage], passage: Passage) -> bool:
    first, last = group[0], group[-1]
    depth = max(0, len(first.headings) - 1)
    related = first.document_id == passage.document_id and first.headings[:depth] == passage.headings[:depth]
    return related and passage.headings != last.headings and passage.end - first.start <= SHOWN


def _passage(document: Document, headings: tuple[str, ...], units: Sequence[Unit]) -> Passage:
    start, end = units[0].start, units[-1].end
    return Passage(
        id=f"{document.source.id}:{start}-{end}",
        document_id=document.source.id,
        start=start,
        end=end,
        text=document.text[start:end],
        page=document.page_at(start),
        headings=headings,
        units=tuple(units),
    )


def _sections(document: Document) -> Iterator[_Section]:
    path: list[Heading] = []
    units: list[Unit] = []
    for block in document.blocks:
        if block.kind != "heading":
            if not is_statement(document, block):
                units.extend(_units(document.text, block))
            continue
        if units:
            yield _Section(titles(path, document), tuple(units))
            units = []
        path = under(path, document, block)
    if units:
        yield _Section(titles(path, document), tuple(units))


def _units(text: str, block: Block) -> Iterator[Unit]:
    if block.kind in ("item", "row") and block.end - block.start <= LONGEST_UNIT:
        yield Unit("row" if block.kind == "row" else "item", block.start, block.end)
        return
    for sentence in split_sentences(text[block.start : block.end]):
        for piece in _cut(text, block.start + sentence.start, block.start + sentence.end):
            yield Unit("sentence", piece.start, piece.end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Pieces of at most ``LONGEST_UNIT`` characters, cut after punctuation or at a space where there is one."""
    while end - start > LONGEST_UNIT:
        window = text[start : start + LONGEST_UNIT]
        cut = max(
            (match.end() for pattern in (r"[;:,]\s", r"\s") for match in list(re.finditer(pattern, window))[-1:]),
            default=LONGEST_UNIT,
        )
        piece = text[start : start + cut].rstrip()
        if piece:
            yield Span(start, start + len(piece))
        start += cut
        start += len(text[start:end]) - len(text[start:end].lstrip())
    if start < end:
        yield Span(start, end)


def _pack(units: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Groups of units that make good passages: full ones of running text, and lists whole."""
    packed: list[tuple[Unit, ...]] = []
    current: tuple[Unit, ...] = ()
    for group in _groups(units):
        if current and group[-1].end - current[0].start > TARGET:
            packed.append(current)
            current = ()
        current = (*current, *group)
    if current:
        packed.append(current)
    yield from _overlapped(_without_tail(packed))


def _without_tail(packed: Sequence[tuple[Unit, ...]]) -> Sequence[tuple[Unit, ...]]:
    """The groups, a last one of less than ``TAIL`` characters joined to the one before: alone it says too little."""
    if len(packed) > 1 and packed[-1][-1].end - packed[-1][0].start < TAIL:
        *others, before, last = packed
        if last[-1].end - before[0].start <= LONGEST:
            return [*others, (*before, *last)]
    return packed


def _groups(units: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Single sentences, and runs of items or rows together with the sentence that leads in to them."""
    group: list[Unit] = []
    for unit in units:
        joins = unit.kind != "sentence" and group
        if group and (not joins or unit.end - group[0].start > LONGEST):
            yield tuple(group)
            group = []
        group.append(unit)
    if group:
        yield tuple(group)


def _is_list(units: Sequence[Unit]) -> bool:
    return any(unit.kind != "sentence" for unit in units)


def _overlapped(packed: Sequence[tuple[Unit, ...]]) -> Iterator[tuple[Unit, ...]]:
    """The groups, each opened by the last sentence of the one before where both are running text."""
    if packed:
        yield packed[0]
    for before, group in pairwise(packed):
        last = before[-1]
        shares = not _is_list((last, group[0])) and group[-1].end - last.start <= LONGEST
        yield (last, *group) if shares else group
