"""What in a claim does not follow from its quotes: every comparison gives a number, 0 when nothing is wrong."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from .facts import actors_exchanged, facts_missing
from .lexicon import Lexicon
from .pair import Pair, is_in, same_word
from .polarity import turned
from .reading import Reading, Token
from .roles import roles_swapped
from .scope import attribution_dropped, limits_dropped, quantifiers_exchanged, widened

_WINDOW = 4
"""Tokens within which two words of a sentence have to do with each other."""

_LONG = 3
"""Words from which on one more makes no difference."""


def words_put_in(pair: Pair) -> float:
    """The most content words of the claim in a row that what it rests on has no counterpart of, at most three."""
    return float(min(_LONG, max(map(len, pair.put_in), default=0)))


def stitched(pair: Pair) -> float:
    """The most words of one clause of the claim that the quotes have, but not in one place, at most three."""
    apart = 0
    for clause in pair.claim.clauses():
        known = [token for token in clause.content if is_in(token, pair.premise, pair.lexicon)]
        lacking = (sum(not is_in(token, one, pair.lexicon) for token in known) for one in pair.singles)
        apart = max(apart, min(lacking, default=0))
    return float(min(_LONG, apart))


def strangers(pair: Pair) -> float:
    """The share of neighbouring content words of the claim that are apart in every statement of the quotes."""
    known = [token for token in pair.claim.content if is_in(token, pair.premise, pair.lexicon)]
    neighbours = [two for two in pairwise(known) if two[0].clause == two[1].clause]
    if not neighbours:
        return 0.0
    apart = [not any(_beside(two, one, pair.lexicon) for one in pair.statements) for two in neighbours]
    return sum(apart) / len(apart)


def _beside(two: tuple[Token, Token], statement: Reading, lexicon: Lexicon) -> bool:
    first, second = ([token.at for token in statement.tokens if same_word(one, token, lexicon)] for one in two)
    return any(abs(one - other) <= _WINDOW for one in first for other in second)


COMPARISONS: Mapping[str, Callable[[Pair], float]] = {
    "fact": facts_missing,
    "actor": actors_exchanged,
    "polarity": turned,
    "scope": widened,
    "quantifier": quantifiers_exchanged,
    "limit": limits_dropped,
    "attribution": attribution_dropped,
    "role": roles_swapped,
    "put_in": words_put_in,
    "stitched": stitched,
    "strangers": strangers,
}
"""The comparisons by name; each is 0 when it finds nothing wrong."""
