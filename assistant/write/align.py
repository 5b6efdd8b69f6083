"""Which sentences of the documents a model's sentence rests on: by the words that it names, and by its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...index.generation import Generation
from ...index.lexical import read_stopwords, stem, words
from .draft import Worded
from .prompt import Numbered
from .quotable import Quotable, drafts_of, quotables, runs_of
from .said import Said

_NAMED = 0.5
"""What it counts, in shares of the sentence's words, that a quotable holds the words that the model names."""

_BALLAST = 0.3
"""How much of what a quotable says besides counts against it, in shares of its words."""

_LEAST = 0.4
"""The share of a sentence's words that what it rests on must hold."""

_ADDS = 0.2
"""The share of a sentence's words that a second quotable must add."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A quotable with its stems, and its text as it is compared with the words that a model names."""

    quotable: Quotable
    stems: frozenset[str]
    plain: str


class Aligner:
    """Finds what sentences rest on in one generation."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._stopwords = read_stopwords()

    def align(self, said: Said, passages: Sequence[Numbered]) -> Worded | None:
        """``said`` with one or two quotables of the passages that it names, or of all; ``None`` when none is like it.

        The quotes are what stands in the documents; the words that the model names only show where.
        """
        mine = self._stems(said.text)
        if not mine:
            return None
        named = [passage for passage in passages if passage.number in said.passages] or passages
        rows = self._resting_on(mine, said, named) or self._resting_on(mine, said, passages)
        return Worded(said.text, drafts_of(self._generation, runs_of(self._generation, rows))) if rows else None

    def _resting_on(self, mine: frozenset[str], said: Said, passages: Iterable[Numbered]) -> tuple[int, ...]:
        held = [self._held(one) for one in quotables(self._generation, (r for p in passages for r in p.rows))]
        if not held:
            return ()
        support = _plain(said.support)
        best = max(held, key=lambda one: _worth(one, mine, support))
        found = mine & best.stems
        rows = set(best.quotable.rows)
        second = max(held, key=lambda one: (len((mine - found) & one.stems), -len(one.stems)))
        if len((mine - found) & second.stems) >= _ADDS * len(mine):
            found |= mine & second.stems
            rows |= set(second.quotable.rows)
        return tuple(sorted(rows)) if len(found) >= _LEAST * len(mine) else ()

    def _held(self, quotable: Quotable) -> _Held:
        text = "\n".join(map(self._generation.unit_text, quotable.rows))
        return _Held(quotable, self._stems(text), _plain(text))

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(stem(word) for word in words(text) if word not in self._stopwords)


def _worth(one: _Held, mine: frozenset[str], support: str) -> float:
    share = len(mine & one.stems) / len(mine)
    ballast = len(one.stems - mine) / max(1, len(one.stems))
    return share - _BALLAST * ballast + _NAMED * bool(support and support in one.plain)


def _plain(text: str) -> str:
    """Words only, in lower case: models change the white space, the quotation marks and the ends of what they copy."""
    return " ".join(words(text))
