"""Text that remembers where in the raw pages each of its characters stood."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ..types import Run

_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_COMPOSED = re.compile(r"\S[\u0300-\u036f]+")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}


@dataclass(frozen=True, slots=True)
class Traced:
    """A string and the runs of it that stand in a raw page; all other characters were inserted."""

    text: str
    runs: tuple[Run, ...] = ()

    def cut(self, start: int, end: int) -> "Traced":
        """The characters ``start:end``, still traced."""
        kept: list[Run] = []
        for run in self.runs:
            first, last = max(run.start, start), min(run.start + run.length, end)
            if first < last:
                kept.append(Run(first - start, last - first, run.page, run.raw_start + first - run.start))
        return Traced(self.text[start:end], tuple(kept))

    def without(self, spans: Iterable[tuple[int, int]]) -> "Traced":
        """The string with the given half-open spans (ordered, apart from each other) taken out."""
        kept: list[Traced] = []
        position = 0
        for start, end in spans:
            kept.append(self.cut(position, start))
            position = end
        return joined([*kept, self.cut(position, len(self.text))]) if kept else self

    def strip(self) -> "Traced":
        """The string without white space around it."""
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))


def joined(parts: Iterable[Traced], separator: str = "") -> Traced:
    """The parts one after the other, with the separator (which stands nowhere in the raw text) between them."""
    texts: list[str] = []
    runs: list[Run] = []
    length = 0
    for part in parts:
        if texts and separator:
            texts.append(separator)
            length += len(separator)
        texts.append(part.text)
        runs.extend(Run(run.start + length, run.length, run.page, run.raw_start) for run in part.runs)
        length += len(part.text)
    return Traced("".join(texts), tuple(_merged(runs)))


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if (
            last
            and last.page == run.page
            and last.start + last.length == run.start
            and last.raw_start + last.length == run.raw_start
        ):
            merged[-1] = Run(last.start, last.length + run.length, last.page, last.raw_start)
        else:
            merged.append(run)
    return merged


def tidy(raw: str, page: int, offset: int = 0) -> Traced:
    """A stretch of one raw page as clean characters: NFC, single plain spaces, nothing invisible, no ligatures.

    ``offset`` is where the stretch starts in the page. White space around the stretch is left out.
    """
    pieces: list[str] = []
    runs: list[Run] = []
    length = 0
    for piece, raw_start in _clean_pieces(raw):
        if piece[0] == " " and (not pieces or pieces[-1][-1] == " "):
            piece, raw_start = piece[1:], raw_start + 1  # noqa: PLW2901
        if not piece:
            continue
        if raw[raw_start : raw_start + len(piece)] in (piece, "\n"):
            runs.append(Run(length, len(piece), page, offset + raw_start))
        pieces.append(piece)
        length += len(piece)
    return Traced("".join(pieces), tuple(_merged(runs))).strip()


_SPECIAL = re.compile(rf"{_COMPOSED.pattern}|{_DROPPED.pattern}|\s{{2,}}|[^\S ]|[{''.join(_LIGATURES)}]")


def _clean_pieces(raw: str) -> Iterable[tuple[str, int]]:
    position = 0
    for match in _SPECIAL.finditer(raw):
        if position < match.start():
            yield raw[position : match.start()], position
        position = match.end()
        found = match.group()
        if found.isspace():
            yield " ", match.start()
        elif found in _LIGATURES:
            yield _LIGATURES[found], match.start()
        elif not _DROPPED.match(found):
            yield unicodedata.normalize("NFC", found), match.start()
    if position < len(raw):
        yield raw[position:], position
