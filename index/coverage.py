"""How much of a question stands in a text: its words, weighted by rarity, as they are, in compounds, or with a typo."""

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from ..corpus.types import Passage
from .generation import Generation, context_of
from .lexical import LexicalIndex, stem, trigrams, words

_ALIKE = 0.65
"""Share of a stem's letter trigrams that a word with the same first letter must hold to be it with a typo."""

_UNKNOWN = 4
"""Passages that a word of the question is taken to stand in when it stands in none."""

_COMPOUND = 5
"""Letters from which a stem inside a longer word counts as that word's subject: "sykepleier" in a compound."""


def idf(count: int, total: int) -> float:
    """The rarity of what stands in ``count`` of ``total`` passages (Robertson and Spärck Jones 1976)."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


def rarities(content: Iterable[str], lexical: LexicalIndex, total: int) -> Mapping[str, float]:
    """The rarity of each word's stem over the ``total`` passages of ``lexical``.

    A word that stands nowhere counts as if it stood in a few: it may be a typo or a synonym.
    """
    return {
        term: idf(count, total)
        for term in dict.fromkeys(stem(word) for word in content)
        for count in [lexical.document_frequency(term) or _UNKNOWN]
    }


def found_in(terms: Iterable[str], text: str) -> set[str]:
    """The stems among ``terms`` that stand in ``text``: as they are, inside a compound, or but for a typo."""
    held = _words_in(text)
    return {term for term in terms if term in held.stems or (len(term) >= _COMPOUND and _is_in(term, held))}


def stems_in(text: str) -> frozenset[str]:
    """The stems of the words of ``text``."""
    return _words_in(text).stems


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text: their stems, all in a row, where a stem is sought at a stroke, and by their first letter."""

    stems: frozenset[str]
    row: str
    by_letter: Mapping[str, Sequence[str]]


@lru_cache(maxsize=4_096)
def _words_in(text: str) -> _Words:
    """The words of ``text``; the same passages are read for question after question."""
    present = sorted(set(words(text)))
    by_letter = {letter: tuple(some) for letter, some in groupby(present, key=itemgetter(0))}
    return _Words(frozenset(map(stem, present)), " ".join(present), by_letter)


def share(weights: Mapping[str, float], found: AbstractSet[str]) -> float:
    """The share, by weight, of the terms that were found; 0 when there are none.

    They are added up in one order, so that the last bit does not hang on the order of a set.
    """
    total = sum(weights.values())
    return sum(weights[term] for term in sorted(found)) / total if total else 0.0


def coverage(sought: Sequence[tuple[str, ...]], passages: Iterable[Passage], generation: Generation) -> list[float]:
    """For each passage the share of ``sought``, weighted by rarity, that stands in it, its title or its headings.

    One thing sought is all the words that may name it: any of them will do, and together they weigh as much as the mean
    of them. 0 where nothing is sought.
    """
    weights = rarities((word for names in sought for word in names), generation.lexical, len(generation.passages))
    things = [tuple(dict.fromkeys(map(stem, names))) for names in sought]
    weighted = [(stems, sum(weights[one] for one in stems) / len(stems)) for stems in things if stems]
    total = sum(weight for _, weight in weighted)
    shares: list[float] = []
    for passage in passages:
        found = found_in(weights, context_of(passage, generation.documents[passage.document_id].source.title))
        held = sum(weight for stems, weight in weighted if not found.isdisjoint(stems))
        shares.append(held / total if total else 0.0)
    return shares


def _is_in(term: str, held: _Words) -> bool:
    if term in held.row:
        return True
    grams = trigrams(term)
    return any(len(grams & trigrams(word)) >= _ALIKE * len(grams) for word in held.by_letter.get(term[0], ()))
