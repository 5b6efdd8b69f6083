"""What may be quoted: a sentence with what it leans on, a whole list, or one item with its lead-in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...index.generation import Generation
from .draft import Draft
from .leaning import is_of_person, links, points

LONGEST = 160
"""Words of the longest quotable; of a longer list only single items are quotable, each with the lead-in."""

_REACH = 3
"""Units that are looked back over for what a sentence leans on."""

_SPEECH = re.compile(r"[—–-]\s")
"""How direct speech opens."""

_SPEAKER = re.compile(r"\b(?:sier|sa|seier|forteller|fortalde|fortalte|mener|meiner|ifølge)\b", re.IGNORECASE)
"""Words that tell whose words a sentence gives."""

_TITLE = 4
"""Words of the longest title, name or greeting."""

_TELLS = re.compile(r"[.!:…\d@]")
"""What a title hardly holds, and a sentence, a figure or an address does."""


@dataclass(frozen=True, slots=True)
class Quotable:
    """Units that are shown together or not at all, as rows of ``Generation.units`` in reading order.

    ``about`` are those of them that it is quoted for; the others are there so that these can be understood.
    """

    rows: tuple[int, ...]
    about: tuple[int, ...]


def quotables(generation: Generation, rows: Iterable[int]) -> tuple[Quotable, ...]:
    """What may be quoted of the units ``rows``, without repetition, each with all it needs around it.

    Left out are questions, titles, sentences that lean on something that does not stand right before them, and words of
    a speaker whom nothing near them names.
    """
    reader = _Reader(generation)
    return tuple(dict.fromkeys(found for row in rows for found in reader.quotables(row)))


def understandable(generation: Generation, row: int) -> tuple[int, ...]:
    """The unit ``row`` with all that a reader needs around it; empty when that does not stand there."""
    reader = _Reader(generation)
    return next((found.rows for found in reader.quotables(row) if found.about == (row,)), ())


@dataclass(frozen=True, slots=True)
class _Reader:
    generation: Generation

    def quotables(self, row: int) -> Iterator[Quotable]:
        listed = self._list_of(row)
        if listed:
            yield from self._short(self._readable(listed), listed)
        lead = self._readable(listed[:1])
        if lead and row != listed[0]:
            yield from self._short(tuple(sorted({*lead, row})), (row,))
        if not listed and not _tells_nothing(self._text(row)):
            yield from self._short(self._readable((row,)), (row,))

    def _short(self, rows: tuple[int, ...], about: tuple[int, ...]) -> Iterator[Quotable]:
        if rows and sum(len(self._text(row).split()) for row in rows) <= LONGEST:
            yield Quotable(rows, about)

    def _list_of(self, row: int) -> tuple[int, ...]:
        """The list that a unit leads in to or is an item of, from the lead-in on; empty when there is none."""
        first = row
        while self._is_item(first) and (before := self._before(first)) is not None:
            first = before
        if first == row and not self._is_item(row) and not self._text(row).endswith(":"):
            return ()
        last = first
        while (after := self._after(last)) is not None and self._is_item(after):
            last = after
        return tuple(range(first, last + 1)) if last > first else ()

    def _readable(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        """``rows`` with all that a reader needs before and after them; empty if that is not there."""
        rows = self.understood(rows)
        if rows and is_of_person(self._text(rows[0])):
            return self.understood(self._preceded(rows))
        if rows and links(self._text(rows[0])):
            return self.understood(self._preceded(rows)) or rows
        return rows

    def understood(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        """``rows`` with what they point to and whose words they are; empty if that is not there."""
        for _ in range(_REACH):
            if not self._points(rows):
                return self._with_speaker(rows)
            rows = self._preceded(rows)
        return ()

    def _points(self, rows: tuple[int, ...]) -> bool:
        """Whether the first of ``rows`` points to something before it; with none left, it does not."""
        if not rows:
            return False
        text = self._text(rows[0])
        return points(text, leads=text.endswith(":") or (len(rows) > 1 and self._is_item(rows[1])))

    def _preceded(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        """``rows`` after the unit before them, or the list that it ends; empty when a section opens with them."""
        before = self._before(rows[0])
        if before is None:
            return ()
        return (*(self._list_of(before) or (before,)), *rows)

    def _with_speaker(self, rows: tuple[int, ...]) -> tuple[int, ...]:
        if not rows or not _SPEECH.match(self._text(rows[0])) or any(_SPEAKER.search(self._text(row)) for row in rows):
            return rows
        for _ in range(_REACH):
            after = self._after(rows[-1])
            if after is None:
                return ()
            rows = (*rows, after)
            if _SPEAKER.search(self._text(after)):
                return rows
        return ()

    def _before(self, row: int) -> int | None:
        return row - 1 if row and self.adjoins(row - 1, row) else None

    def _after(self, row: int) -> int | None:
        return row + 1 if row + 1 < len(self.generation.units) and self.adjoins(row, row + 1) else None

    def adjoins(self, row: int, following: int) -> bool:
        """Whether nothing, not even a heading, stands between two units."""
        (document, unit), (same, next_unit) = self.generation.units[row], self.generation.units[following]
        return document == same and adjoin(self.generation.documents[document].text, unit.end, next_unit.start)

    def _is_item(self, row: int) -> bool:
        return self.generation.units[row][1].kind != "sentence"

    def _text(self, row: int) -> str:
        return self.generation.unit_text(row)


class Explained:
    """Gives what is quoted of one generation the units that it points to."""

    def __init__(self, generation: Generation) -> None:
        self._reader = _Reader(generation)
        self._rows = {unit: row for row, unit in enumerate(generation.units)}

    def __call__(self, drafts: Iterable[Draft]) -> tuple[Draft, ...]:
        """``drafts``, each after what its first unit points to; without those for which that is not right before."""
        explained: list[Draft] = []
        for draft in drafts:
            rows = self._reader.understood(tuple(self._rows[draft.document_id, unit] for unit in draft.units))
            explained += drafts_of(self._reader.generation, [rows] if rows else [])
        return tuple(explained)


def runs_of(generation: Generation, rows: Iterable[int]) -> list[list[int]]:
    """``rows`` in reading order, those together between which nothing stands, not even a heading."""
    reader = _Reader(generation)
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and reader.adjoins(runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def drafts_of(generation: Generation, runs: Iterable[Sequence[int]]) -> tuple[Draft, ...]:
    """Each run as one citation's sentences."""
    return tuple(Draft(generation.units[run[0]][0], tuple(generation.units[row][1] for row in run)) for run in runs)


def _tells_nothing(text: str) -> bool:
    """Whether a text is a question or like a title."""
    return text.endswith("?") or (len(text.split()) <= _TITLE and not _TELLS.search(text))


def adjoin(text: str, end: int, start: int) -> bool:
    """Whether only white space stands between ``end`` and ``start`` of ``text``."""
    return end <= start and not text[end:start].strip()
