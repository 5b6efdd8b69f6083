"""Telling the line breaks that end a paragraph from those made only because the line was full."""

from collections.abc import Sequence

from .lines import Line
from .markers import DASH, Starts

_UNFINISHED = frozenset({"og", "eller", "at", "å", "en", "et", "ei", "som", "and", "or", "of", "the"})
"""Words that no line ends on unless its sentence goes on."""

_PREPOSITIONS = frozenset({"i", "på", "for", "til", "av", "med", "om", "ved", "fra", "hos", "den", "de", "in", "to"})
"""Words that may end a short title ("Hvem var med"), but hardly a long line."""

_LONG = 60
_MARKS = ".?!"
_NEAREST = 9
_FEWEST_WRAPS = 5
_SHORT = 0.85
_NEARLY = 0.8
_SPACED = 0.1
_NARROW, _WIDE = frozenset("iljtfrI.,;:'|!()[]- "), frozenset("mwMW")


class Wraps:
    """Which line breaks were only made because the line was full."""

    def __init__(self, lines: Sequence[Line], starts: Starts) -> None:
        sure = [
            index
            for index in range(1, len(lines))
            if runs_on(lines[index - 1], lines[index]) and starts.at(index) is None
        ]
        widths = sorted(_width_with_next(lines[index - 1], lines[index]) for index in sure)
        enough = len(sure) >= max(_FEWEST_WRAPS, len(lines) / 10)
        self._full = widths[len(widths) // 20] if enough else None
        self._gaps = [(index, lines[index].gap) for index in sure if not lines[index].broken]
        self._page_gap = min((line.gap for line in lines if line.broken), default=0)
        self._spaced = sum(line.gap > 0 for line in lines) > _SPACED * len(lines)
        self._lines = lines

    def joins(self, index: int) -> bool:
        """Whether line ``index`` continues the paragraph of the line before it."""
        before, line = self._lines[index - 1], self._lines[index]
        if before.text[-1] == ":":
            return self._is_lone_address(line) or (line.text[0].islower() and self._is_full(index))
        if runs_on(before, line):
            return True
        if not line.gap and before.text.isupper() and line.text.isupper():
            return True
        if before.text[-1] in _MARKS and (before.tail > 1 or self._stands_alone(index)):
            return False
        return self._is_full(index)

    def _is_full(self, index: int) -> bool:
        """Whether the line before had no room for the first word of this one, and no gap between them is unusual."""
        before, line = self._lines[index - 1], self._lines[index]
        if self._full is None:
            return False
        usual = self._usual_gap(index)
        # Where blank lines part the paragraphs, lines without one between them belong together even if not quite full.
        close = self._spaced and not usual and not line.gap and not line.broken
        full = _width_with_next(before, line) >= self._full * (_NEARLY if close else 1)
        if line.broken:
            # More white space than on the fullest page: this page ended where its paragraph did.
            return full and line.gap <= self._page_gap
        return full and line.gap <= usual

    @staticmethod
    def _is_lone_address(line: Line) -> bool:
        return not line.gap and " " not in line.text and ("@" in line.text or "://" in line.text)

    def _stands_alone(self, index: int) -> bool:
        """Whether a line cannot be the end of a paragraph: it is short, and no full stop or next line ends it."""
        line = self._lines[index]
        following = self._lines[index + 1] if index + 1 < len(self._lines) else None
        short = self._full is None or _width(line.text) < _SHORT * self._full
        whole = line.text[-1] not in ".!:;,)" and ". " not in line.text and "? " not in line.text
        return short and whole and not (following and runs_on(line, following))

    def _usual_gap(self, index: int) -> int:
        """How many blank lines stand between the lines of a paragraph hereabouts."""
        nearest = sorted(self._gaps, key=lambda pair: abs(pair[0] - index))[:_NEAREST]
        gaps = sorted(gap for _, gap in nearest)
        return gaps[len(gaps) // 2] if gaps else 0


def runs_on(before: Line, line: Line) -> bool:
    """Whether the sentence of one line plainly goes on in the next."""
    if before.text[-1] in ".?!:;":
        return False
    opening = DASH.sub("", line.text, count=1).lstrip("(«\"“'[")
    last = before.text.rsplit(maxsplit=1)[-1]
    unfinished = last in _UNFINISHED or (last in _PREPOSITIONS and len(before.text) > _LONG)
    return unfinished or opening[:1].islower()


def _width_with_next(before: Line, line: Line) -> float:
    return _width(before.text) + _width(" " + line.text.split(maxsplit=1)[0])


def _width(text: str) -> float:
    """The width of a text in a typical proportional face, in units of an "e"."""
    return sum(0.5 if c in _NARROW else 1.5 if c in _WIDE else 1.25 if c.isupper() else 1.0 for c in text)
