"""A claim as an edit of what it rests on: which words stayed, and which were put in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from .reading import Token


@dataclass(frozen=True, slots=True)
class Exchange:
    """Neighbouring words that a claim puts in, and those of what it rests on that stood there, if any."""

    put_in: tuple[Token, ...]
    left_out: tuple[Token, ...]

    @property
    def undone(self) -> dict[Token, tuple[Token, ...]]:
        """What to write for each word put in so that what it replaced stands there again."""
        return {**dict.fromkeys(self.put_in, ()), self.put_in[0]: self.left_out}


@dataclass(frozen=True)
class Alignment:
    """The content of a claim and of what it rests on.

    ``places`` gives for each word of the claim the place of its counterpart in ``theirs``, or None.
    """

    mine: tuple[Token, ...]
    theirs: tuple[Token, ...]
    places: tuple[int | None, ...]

    def exchanges(self) -> Iterator[Exchange]:
        """The runs of neighbouring words of the claim without a counterpart, in order, each with what it replaces."""
        taken = {place for place in self.places if place is not None}
        for known, run in groupby(range(len(self.mine)), lambda at: self.places[at] is not None):
            if not known:
                at = list(run)
                gap = (self.theirs[place] for place in self._gap(at[0], at[-1] + 1) if place not in taken)
                yield Exchange(tuple(self.mine[at[0] : at[-1] + 1]), tuple(gap))

    def _gap(self, start: int, end: int) -> range:
        """The places between the counterparts of a run's neighbours; beside the one that it has, as many as it has."""
        before = self.places[start - 1] if start else None
        after = self.places[end] if end < len(self.places) else None
        if before is not None and (after is None or after > before):
            return range(before + 1, min(before + 1 + end - start, len(self.theirs)) if after is None else after)
        return range(0) if after is None else range(max(0, after - (end - start)), after)


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
