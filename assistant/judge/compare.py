"""What in a claim does not follow from its quotes: every comparison gives a number, 0 when nothing is wrong."""

import re
from collections.abc import Callable, Mapping

from .facts import actors_exchanged, facts_missing
from .pair import Pair, covered, is_in
from .polarity import turned
from .roles import roles_swapped
from .scope import attribution_dropped, connectives_exchanged, limits_dropped, quantifiers_exchanged, widened

_LONG = 3
"""Words from which on one more makes no difference."""

_MANY = 2
"""The same for nouns."""

_NEW = 0.5
"""Share of a clause's words that the quotes hold below which it says something new."""

_NOUN = re.compile(
    r".{2,}(?:ene|ane|erne|inga?|ingen|inger|ingene|het|heten|heter|sjon(?:en|er)?|skap(?:et)?|else[nr]?|ment(?:et)?"
    r"|itet(?:en)?|isme|dom|ister?|er|en|et)$"
)
"""How most nouns end; some verbs do as well."""


def nouns_put_in(pair: Pair) -> float:
    """Words that look like nouns and that what the claim rests on has no counterpart of, at most two.

    A verb or an adjective may be a synonym that no list has; a noun is mostly something else.
    """
    put_in = (token for exchange in pair.exchanges for token in exchange.put_in)
    return float(min(_MANY, sum(_NOUN.fullmatch(token.word) is not None for token in put_in)))


def clause_added(pair: Pair) -> float:
    """Whether most of a clause of the claim, but not of the whole claim, stands nowhere in the quotes."""
    shares = [covered(clause.content, pair.premise, pair.lexicon) for clause in pair.claim.clauses() if clause.content]
    return float(min(shares, default=1.0) < _NEW <= max(shares, default=0.0))


def stitched(pair: Pair) -> float:
    """The most words of one clause of the claim that the quotes have, but not in one place, at most three."""
    apart = 0
    for clause in pair.claim.clauses():
        known = [token for token in clause.content if is_in(token, pair.premise, pair.lexicon)]
        lacking = (sum(not is_in(token, one, pair.lexicon) for token in known) for one in pair.singles)
        apart = max(apart, min(lacking, default=0))
    return float(min(_LONG, apart))


COMPARISONS: Mapping[str, Callable[[Pair], float]] = {
    "fact": facts_missing,
    "actor": actors_exchanged,
    "polarity": turned,
    "scope": widened,
    "quantifier": quantifiers_exchanged,
    "limit": limits_dropped,
    "attribution": attribution_dropped,
    "role": roles_swapped,
    "connective": connectives_exchanged,
    "noun": nouns_put_in,
    "clause": clause_added,
    "stitched": stitched,
}
"""The comparisons by name; each is 0 when it finds nothing wrong."""
