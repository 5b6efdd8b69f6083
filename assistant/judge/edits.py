"""A claim as an edit of what it rests on: which words stayed, and which were put in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .reading import Token


@dataclass(frozen=True)
class Alignment:
    """The content of a claim and of what it rests on.

    ``places`` gives for each word of the claim the place of its counterpart in ``theirs``, or None.
    """

    mine: tuple[Token, ...]
    theirs: tuple[Token, ...]
    places: tuple[int | None, ...]

    def put_in(self) -> Iterator[tuple[Token, ...]]:
        """The runs of neighbouring words of the claim without a counterpart, in order."""
        for known, run in groupby(zip(self.mine, self.places, strict=True), lambda pair: pair[1] is not None):
            if not known:
                yield tuple(token for token, _ in run)


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
