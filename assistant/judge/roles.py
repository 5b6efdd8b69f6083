"""Whether words of a claim have changed places: who does what to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from .lexicon import Lexicon
from .pair import Pair
from .reading import Reading

_BESIDE = 4
"""Tokens on either side of a word that tell which place it has in its sentence."""

_PLAINLY = 2
"""Neighbours more that two exchanged words must have than those that stayed."""


def roles_swapped(pair: Pair) -> float:
    """Whether two words of the claim have changed places: each stands among what stands around the other in the quotes.

    A clause that was moved takes its words along, a word behind the same preposition as before has kept its role, and
    where only one of the two is in the passive, places tell nothing.
    """
    theirs = pair.nearest(pair.claim)
    if _is_passive(pair.claim, pair.lexicon) != _is_passive(theirs, pair.lexicon):
        return 0.0
    mine_by, theirs_by = _first_places(pair.claim), _first_places(theirs)
    free = [
        stem
        for stem, at in mine_by.items()
        if stem in theirs_by
        and _preposition(pair.claim, at, pair.lexicon) != (_preposition(theirs, theirs_by[stem], pair.lexicon) or "-")
    ]
    places = [_Places(mine_by[stem], theirs_by[stem]) for stem in free]
    return float(any(_exchanged(pair.claim, theirs, one, other) for one, other in combinations(places, 2)))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a word stands in the claim and in the quotes."""

    mine: int
    theirs: int


def _exchanged(mine: Reading, theirs: Reading, one: _Places, other: _Places) -> bool:
    if (one.mine < other.mine) == (one.theirs < other.theirs):
        return False
    kept = sum(len(_around(mine, word.mine) & _around(theirs, word.theirs)) for word in (one, other))
    swapped = len(_around(mine, one.mine) & _around(theirs, other.theirs))
    swapped += len(_around(mine, other.mine) & _around(theirs, one.theirs))
    return swapped >= kept + _PLAINLY


def _preposition(reading: Reading, index: int, lexicon: Lexicon) -> str:
    """The preposition right before a place, or an empty string."""
    before = reading.tokens[index - 1].word if index else ""
    return before if before in lexicon.prepositions else ""


def _first_places(reading: Reading) -> Mapping[str, int]:
    """Where each content word stands first, by stem."""
    places: dict[str, int] = {}
    for index, token in enumerate(reading.tokens):
        if token.content:
            places.setdefault(token.stem, index)
    return places


def _around(reading: Reading, index: int) -> frozenset[tuple[bool, str]]:
    """The words near a place, each with whether it stands before it."""
    near = range(max(0, index - _BESIDE), min(len(reading.tokens), index + _BESIDE + 1))
    return frozenset((other < index, reading.tokens[other].stem) for other in near if other != index)


def _is_passive(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether somebody is said to act by "av" behind a verb in the passive."""
    return bool(reading.words & lexicon.passive) or any(
        token.word.endswith(("es", "as")) and after.word == "av" for token, after in pairwise(reading.tokens)
    )
