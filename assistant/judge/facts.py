"""Figures, units, dates, names and actors of a claim that the quotes do not bear out."""

import re
from collections import Counter

from .lexicon import Lexicon
from .pair import Pair, is_actor, is_in, same_word
from .reading import Reading, Token

_NEAR = 3
"""Tokens behind a figure among which its unit stands."""

_MANY = 2
"""Wrong facts from which on one more makes no difference."""

_YEAR = re.compile(r"(?:19|20)\d\d")


def facts_missing(pair: Pair) -> float:
    """Figures, units, dates, names and actors of the claim that the quotes do not hold, at most two."""
    missing = sum(_is_fact(token, pair.lexicon) and not _is_known(token, pair) for token in pair.claim.tokens)
    return float(min(_MANY, missing + _counting_something_else(pair)))


def _is_fact(token: Token, lexicon: Lexicon) -> bool:
    return token.number or token.word in lexicon.dates or token.word in lexicon.units or _is_named(token, lexicon)


def _is_named(token: Token, lexicon: Lexicon) -> bool:
    return token.name or is_actor(token, lexicon)


def _is_known(token: Token, pair: Pair) -> bool:
    if token.number or token.word in pair.lexicon.dates:
        return token.stem in pair.premise.stems
    return is_in(token, pair.premise, pair.lexicon)


def _counting_something_else(pair: Pair) -> int:
    """How many figures of the claim stand in the quotes, but nowhere with what they count in the claim."""
    wrong = 0
    for token in pair.claim.numbers:
        mine = _counted(token, pair.claim, pair.lexicon)
        theirs = [_counted(one, pair.premise, pair.lexicon) for one in pair.premise.numbers if one.stem == token.stem]
        if mine and theirs and all(theirs):
            wrong += not any(same_word(mine, one, pair.lexicon) for one in theirs if one)
    return wrong


def _counted(number: Token, reading: Reading, lexicon: Lexicon) -> Token | None:
    """What a figure counts: the first content token or unit behind it; a year counts nothing."""
    if _YEAR.fullmatch(number.text):
        return None
    after = [token for token in reading.tokens if number.at < token.at <= number.at + _NEAR]
    return next((token for token in after if not token.number and (token.content or token.word in lexicon.units)), None)


def actors_exchanged(pair: Pair) -> float:
    """Whether the claim has a name or actor that its statement lacks, or has it more often, for one that it lacks."""
    if not _absent(pair.support, pair.claim, pair.lexicon):
        return 0.0
    mine, theirs = (
        Counter(token.stem for token in reading.content if _is_named(token, pair.lexicon))
        for reading in (pair.claim, pair.support)
    )
    repeated = any(count > theirs[stem] >= 1 for stem, count in mine.items())
    return float(repeated or _absent(pair.claim, pair.support, pair.lexicon))


def _absent(these: Reading, there: Reading, lexicon: Lexicon) -> bool:
    return any(_is_named(token, lexicon) and not is_in(token, there, lexicon) for token in these.content)
