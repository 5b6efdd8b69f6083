"""A claim as an edit of what it rests on: which words stayed, which were put in, and which took another's place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .reading import Token

_SIDE = 3
"""Content words beside an aligned word among which the word that was replaced stands."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Neighbouring content words of a claim without a counterpart, and those of the quotes that had their place."""

    put_in: tuple[Token, ...]
    instead_of: tuple[Token, ...]


@dataclass(frozen=True)
class Alignment:
    """The content of a claim and of what it rests on.

    ``places`` gives for each word of the claim the place of its counterpart in ``theirs``, or None.
    """

    mine: tuple[Token, ...]
    theirs: tuple[Token, ...]
    places: tuple[int | None, ...]

    def edits(self) -> Iterator[Edit]:
        """What the claim puts in, in order."""
        taken = {place for place in self.places if place is not None}
        start = 0
        while start < len(self.mine):
            if self.places[start] is not None:
                start += 1
                continue
            end = start
            while end < len(self.mine) and self.places[end] is None:
                end += 1
            left = self.places[start - 1] if start else None
            right = self.places[end] if end < len(self.mine) else None
            missing = tuple(self.theirs[place] for place in self._between(left, right, taken))
            yield Edit(self.mine[start:end], missing)
            start = end

    def _between(self, left: int | None, right: int | None, taken: set[int]) -> list[int]:
        """The places without a counterpart behind ``left`` and before ``right``, up to the next that has one."""
        found: set[int] = set()
        if left is not None:
            found |= self._free(range(left + 1, len(self.theirs)), taken)
        if right is not None:
            found |= self._free(range(right - 1, -1, -1), taken)
        if left is None and right is None:
            found = set(range(len(self.theirs))) - taken
        return sorted(found)

    def _free(self, places: range, taken: set[int]) -> set[int]:
        found: set[int] = set()
        for place in places[:_SIDE]:
            if place in taken:
                break
            found.add(place)
        return found


def align(mine: Sequence[Token], theirs: Sequence[Token], same: Callable[[Token, Token], bool]) -> Alignment:
    """Each word with its counterpart; of several one not yet taken, the same form, the nearest to the last."""
    places: list[int | None] = []
    last = -1
    taken: set[int] = set()
    for token in mine:
        found = [place for place, other in enumerate(theirs) if same(token, other)]
        free = [place for place in found if place not in taken] or found
        place = min(
            free, key=lambda place: (theirs[place].word != token.word, abs(place - last - 1), place), default=None
        )
        if place is not None:
            taken.add(place)
            last = place
        places.append(place)
    return Alignment(tuple(mine), tuple(theirs), tuple(places))
