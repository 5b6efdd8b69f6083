"""Whether words of a claim have changed places: who does what to whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from .lexicon import Lexicon
from .pair import Pair
from .reading import Reading, Token

_BACK = 4
"""Tokens before a noun among which the preposition that governs it stands."""

_ATTRIBUTE = ("e", "t", "ig")
"""How adjectives end before a noun."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the claim with its counterpart, and the preposition that governs each, empty where none does."""

    mine: Token
    theirs: Token
    mine_by: str
    theirs_by: str


def roles_swapped(pair: Pair) -> float:
    """Whether two words of the claim have changed places.

    Each stands behind the preposition that governs the other in the quotes, or both behind none and on the other side
    of a verb. Where only one of claim and quotes is in the passive, places tell nothing.
    """
    if _is_passive(pair.claim, pair.lexicon) != _is_passive(pair.support, pair.lexicon):
        return 0.0
    if None in pair.alignment.places:
        return 0.0
    crossed = [(one, other) for one, other in combinations(_words(pair), 2) if one.theirs.at > other.theirs.at]
    return float(any(_governors_exchanged(*two) or _sides_exchanged(*two, pair) for two in crossed))


def _governors_exchanged(one: _Word, other: _Word) -> bool:
    return one.mine_by == other.theirs_by and other.mine_by == one.theirs_by and one.mine_by != other.mine_by


def _sides_exchanged(one: _Word, other: _Word, pair: Pair) -> bool:
    free = not (one.mine_by or one.theirs_by or other.mine_by or other.theirs_by)
    if not free or one.mine.clause != other.mine.clause or one.theirs.clause != other.theirs.clause:
        return False
    mine = _between(one.mine, other.mine, pair.claim, pair.lexicon)
    return bool(mine & _between(other.theirs, one.theirs, pair.support, pair.lexicon))


def _between(one: Token, other: Token, reading: Reading, lexicon: Lexicon) -> frozenset[str]:
    """The stems between two words, those of mere grammar aside."""
    return frozenset(
        token.stem
        for token in reading.tokens[one.at + 1 : other.at]
        if token.content or token.word in lexicon.light or token.word in lexicon.modals
    )


def _words(pair: Pair) -> Iterator[_Word]:
    """The words that claim and statement share; a time moves about freely."""
    aligned = pair.alignment
    for mine, place in zip(aligned.mine, aligned.places, strict=True):
        if place is not None and mine.word not in pair.lexicon.dates:
            theirs = aligned.theirs[place]
            governors = (_governor(pair.claim, mine, pair.lexicon), _governor(pair.support, theirs, pair.lexicon))
            yield _Word(mine, theirs, *governors)


def _governor(reading: Reading, token: Token, lexicon: Lexicon) -> str:
    """The preposition before a word, with nothing but articles and one attribute between, or an empty string."""
    attributes = 0
    for before in reversed(reading.tokens[max(0, token.at - _BACK) : token.at]):
        if before.word in lexicon.prepositions and before.word != "som":
            return before.word
        attributes += before.content
        attribute = attributes == 1 and before.word.endswith(_ATTRIBUTE)
        verb = before.word in lexicon.modals or before.word in lexicon.passive or before.word in lexicon.light
        if before.clause != token.clause or verb or (before.content and not attribute):
            break
    return ""


def _is_passive(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether somebody is said to act by "av" behind a verb in the passive."""
    return bool(reading.words & lexicon.passive) or any(
        token.word.endswith(("es", "as")) and after.word == "av" for token, after in pairwise(reading.tokens)
    )
