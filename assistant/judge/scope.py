"""Whether a claim says more than its quotes: wider, surer, without the limits that they set."""

import re
from collections.abc import Iterator
from itertools import count, pairwise

from .lexicon import Lexicon
from .pair import Pair, covered, is_in
from .reading import Reading, Token

_FEW = 1 / 3
"""Share of a condition's words below which a claim says nothing of it."""

_REACH = 3
"""Tokens behind a quantifier among which the word that it limits stands."""

_MANY = 2
"""Faults of a kind from which on one more makes no difference."""

_STRICT = frozenset({"all", "most", "many", "none", "only", "least", "atmost"})
"""Quantifiers that say more than none at all would."""

_WIDE = frozenset({"all", "many"})
"""Quantifiers that a claim may leave out."""

_BOUNDS = frozenset({"least", "atmost", "about"})
"""Quantifiers that are something else unless a figure follows: "over", "under", "rundt"."""

_VERBS = frozenset({"få"})
"""Quantifiers that are verbs behind "å" or a modal verb."""

_NOTHING = Token("", "", "", -1, -1, number=False, content=False, name=False)

_HIGHEST = re.compile(r"(?<=\w{3})e?ste?$")
"""The ending of a superlative."""


def widened(pair: Pair) -> float:
    """Strict quantifiers and superlatives that the claim has and what it rests on lacks, at most two."""
    mine, theirs = (_quantifiers(reading, pair.lexicon) for reading in (pair.claim, pair.resting_on))
    return float(min(_MANY, len((mine - theirs) & _STRICT) + _superlatives(pair)))


def quantifiers_exchanged(pair: Pair) -> float:
    """Whether the claim has a quantifier of another class where what it rests on has one that the claim lacks."""
    mine, theirs = (_quantifiers(reading, pair.lexicon) for reading in (pair.claim, pair.resting_on))
    return float(bool(mine - theirs) and bool(theirs - mine))


def limits_dropped(pair: Pair) -> float:
    """Quantifiers of what the claim takes from its quotes that it lacks, and conditions of only one, at most two."""
    conditions = _conditions_lacking(pair.resting_on, pair.claim, pair) + _conditions_lacking(
        pair.claim, pair.resting_on, pair
    )
    return float(min(_MANY, min(_MANY, _quantifiers_dropped(pair)) + conditions))


def attribution_dropped(pair: Pair) -> float:
    """Whether what the claim rests on is somebody's view or an estimate and the claim has no such word."""
    hedged = bool(pair.resting_on.words & pair.lexicon.hedges)
    return float(hedged and not pair.claim.words & pair.lexicon.hedges)


def connectives_exchanged(pair: Pair) -> float:
    """Whether the claim ties its clauses in another way than what it rests on: "selv om" for "når"."""
    mine, theirs = (
        {pair.lexicon.connectives[word] for word in reading.words if word in pair.lexicon.connectives}
        for reading in (pair.claim, pair.resting_on)
    )
    return float(bool(mine - theirs) and bool(theirs - mine))


def _quantifiers(reading: Reading, lexicon: Lexicon) -> frozenset[str]:
    """The classes of the quantifiers in a text."""
    return frozenset(kind for kind, _ in _quantified(reading, lexicon))


def _quantified(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[str, Token | None]]:
    """The class of each quantifier in a text, and the word or figure that it limits.

    "Få" is few, but "kan få" and "å få" are not.
    """
    tokens = (_NOTHING, *reading.tokens)
    for (before, token), start in zip(pairwise(tokens), count(2), strict=False):
        kind = lexicon.quantifiers.get(token.word)
        after = tokens[start : start + _REACH]
        verb = token.word in _VERBS and (before.word == "å" or before.word in lexicon.modals)
        if kind and not verb and (kind not in _BOUNDS or (after and after[0].number)):
            yield kind, next((other for other in after if other.content or other.number), None)


def _superlatives(pair: Pair) -> int:
    """How many words the claim raises to the highest degree and the quotes do not."""
    theirs = pair.premise.words
    mine = (token.word for token in pair.claim.content if token.word not in theirs)
    bases = (_HIGHEST.sub("", word) for word in mine if _HIGHEST.search(word))
    return sum(any(base + ending in theirs for ending in ("", "e", "t", "ere")) for base in bases)


def _quantifiers_dropped(pair: Pair) -> int:
    """How many words of the claim are limited by a quantifier in what it rests on, and by none of its class there."""
    kept = _WIDE | _quantifiers(pair.claim, pair.lexicon)
    return sum(
        kind not in kept and limited is not None and _stands(limited, pair.claim, pair.lexicon)
        for kind, limited in _quantified(pair.resting_on, pair.lexicon)
    )


def _stands(token: Token, reading: Reading, lexicon: Lexicon) -> bool:
    return token.stem in reading.stems if token.number else is_in(token, reading, lexicon)


def _conditions_lacking(there: Reading, here: Reading, pair: Pair) -> int:
    """How many conditions of one text the other says next to nothing of."""
    return sum(covered(clause.content, here, pair.lexicon) < _FEW for clause in _conditional(there, pair.lexicon))


def _conditional(reading: Reading, lexicon: Lexicon) -> list[Reading]:
    """For each word that makes a condition the tokens from it to the end of its clause."""
    found: list[Reading] = []
    for token in reading.tokens:
        if token.word in lexicon.conditions:
            rest = tuple(one for one in reading.tokens if one.clause == token.clause and one.at >= token.at)
            if Reading(rest).content:
                found.append(Reading(rest))
    return found
