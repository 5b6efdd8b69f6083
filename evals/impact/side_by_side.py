"""The quotes of two answers side by side, with the words marked in which they differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from ...corpus.types import Span

PAIRED = 0.5
"""Share of words in common from which a quote is shown as another wording of the one it stands beside."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quote of an answer, with where it stands and whose words a reader is told that they are."""

    text: str
    document: str
    title: str
    year: int | None
    based_on: str | None
    page: int
    headings: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two quotes side by side, or one alone; the marks are the spans of their texts that the other does not have."""

    before: Quoted | None
    after: Quoted | None
    before_marks: tuple[Span, ...] = ()
    after_marks: tuple[Span, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both sides have the same words, wherever they stand."""
        return self.before is not None and self.after is not None and not self.before_marks and not self.after_marks


def pair_quotes(before: Sequence[Quoted], after: Sequence[Quoted]) -> tuple[Pair, ...]:
    """The quotes side by side, the likest first to find each other, and what is left alone.

    Each quote is in exactly one pair; the pairs stand in the order of ``before``, then of ``after``.
    """
    likest = sorted((-_alike(one, other), i, j) for i, one in enumerate(before) for j, other in enumerate(after))
    found: dict[int, int] = {}
    for share, i, j in likest:
        if -share >= PAIRED and i not in found and j not in found.values():
            found[i] = j
    alone = (quote for j, quote in enumerate(after) if j not in found.values())
    paired = (_pair(quote, after[found[i]] if i in found else None) for i, quote in enumerate(before))
    return (*paired, *(Pair(None, quote) for quote in alone))


def _alike(one: Quoted, other: Quoted) -> float:
    return SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio()


def _pair(before: Quoted, after: Quoted | None) -> Pair:
    return Pair(before, after, *(marks(before.text, after.text) if after else ()))


def marks(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of each text that stand in it alone, in whole words and figures; white space is no difference."""
    sides = [[match.group() for match in _TOKEN.finditer(text)] for text in (before, after)]
    plain = [[" " if token.isspace() else token for token in side] for side in sides]
    edits = [edit for edit in SequenceMatcher(None, *plain, autojunk=False).get_opcodes() if edit[0] != "equal"]
    return (
        _spans(sides[0], [range(edit[1], edit[2]) for edit in edits]),
        _spans(sides[1], [range(edit[3], edit[4]) for edit in edits]),
    )


def _spans(tokens: Sequence[str], differing: Sequence[range]) -> tuple[Span, ...]:
    """The spans of the tokens in those rows, neighbours as one, without white space around them."""
    rows = {row for rows in differing for row in rows}
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    spans: list[Span] = []
    for differs, run in groupby(range(len(tokens)), rows.__contains__):
        words = [row for row in run if not tokens[row].isspace()]
        if differs and words:
            spans.append(Span(starts[words[0]], starts[words[-1] + 1]))
    return tuple(spans)
