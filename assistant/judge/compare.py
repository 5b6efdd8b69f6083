"""What in a claim does not follow from its quotes: every comparison gives a number, 0 when nothing is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from .lexicon import Lexicon
from .pair import PART, Pair, covered, is_actor, is_in, same_word
from .reading import Reading, Token
from .roles import roles_swapped

_NEAR = 3
"""Tokens around a figure among which its unit stands."""

_FEW = 1 / 3
"""Share of a condition's words below which a claim says nothing of it."""

_DUTY = 3
"""How strongly a modal verb binds from which on it lays down what is to be."""

_WINDOW = 4
"""Tokens within which two words of a sentence have to do with each other."""

_YEAR = re.compile(r"(?:19|20)\d\d")

_STRICT = frozenset({"all", "most", "many", "none", "only", "least", "atmost"})
"""Quantifiers that say more than none at all would."""


def numbers_missing(pair: Pair) -> float:
    """Figures of the claim that the quotes do not hold."""
    return float(sum(token.stem not in pair.premise.stems for token in pair.claim.numbers))


def units_changed(pair: Pair) -> float:
    """Units that the quotes do not hold, and figures that count something else than anywhere in the quotes."""
    changed = sum(
        token.word in pair.lexicon.units and not is_in(token, pair.premise, pair.lexicon) for token in pair.claim.tokens
    )
    for token in pair.claim.numbers:
        places = [other for other in pair.premise.numbers if other.stem == token.stem]
        mine = _unit(token, pair.claim, pair.lexicon)
        theirs = [_unit(other, pair.premise, pair.lexicon) for other in places]
        if mine and places and all(theirs):
            changed += not any(same_word(mine, one, pair.lexicon) for one in theirs if one)
    return float(changed)


def _unit(number: Token, reading: Reading, lexicon: Lexicon) -> Token | None:
    """What a figure counts: the first content token or unit behind it; a year counts nothing."""
    if _YEAR.fullmatch(number.text):
        return None
    after = [token for token in reading.tokens if number.at < token.at <= number.at + _NEAR]
    counted = (token for token in after if not token.number and (token.content or token.word in lexicon.units))
    return next(counted, None)


def dates_missing(pair: Pair) -> float:
    """Months, days and seasons of the claim that the quotes do not hold."""
    stems = pair.premise.stems
    return float(sum(token.word in pair.lexicon.dates and token.stem not in stems for token in pair.claim.tokens))


def names_missing(pair: Pair) -> float:
    """Names and actors of the claim that the quotes do not hold."""
    return float(
        sum(
            not is_in(token, pair.premise, pair.lexicon)
            for token in pair.claim.tokens
            if not token.number and (token.name or is_actor(token, pair.lexicon))
        )
    )


def polarity_turned(pair: Pair) -> float:
    """Whether one of the claim and what it rests on denies and the other does not."""
    return float(_denies(pair.claim, pair.lexicon) != _denies(pair.resting_on, pair.lexicon))


def clause_polarity_turned(pair: Pair) -> float:
    """Clauses of the claim that deny where the nearest clause of the quotes does not, or the other way round."""
    theirs = [clause for sentence in pair.sentences for clause in sentence.clauses() if clause.content]
    turned = 0
    for clause in pair.claim.clauses():
        if len(clause.content) <= 1 or not theirs:
            continue
        nearest = max(theirs, key=lambda other: _overlap(clause, other, pair.lexicon))
        if _overlap(clause, nearest, pair.lexicon) >= 0.5:
            turned += _denies(clause, pair.lexicon) != _denies(nearest, pair.lexicon)
    return float(turned)


def _overlap(one: Reading, other: Reading, lexicon: Lexicon) -> float:
    forth, back = covered(one.content, other, lexicon), covered(other.content, one, lexicon)
    return 2 * forth * back / (forth + back) if forth + back else 0.0


def _denies(reading: Reading, lexicon: Lexicon) -> bool:
    return bool(reading.words & lexicon.negators)


def turned_around(pair: Pair) -> float:
    """Words of the claim that are the opposite of a word that the quotes have and the claim lacks."""
    premise = pair.resting_on
    mine, theirs = pair.claim.stems, premise.stems
    turned = sum(
        token.stem not in theirs and bool(pair.lexicon.opposites.get(token.stem, frozenset[str]()) & (theirs - mine))
        for token in pair.claim.tokens
    )
    prefixed = sum(_unlike(token.stem, theirs - mine) for token in pair.claim.content if token.stem not in theirs)
    return float(turned + prefixed)


def _unlike(stem: str, theirs: Iterable[str]) -> bool:
    """Whether ``stem`` is another with "u" before it, or the other way round: "sikker" and "usikker"."""
    return any(f"u{stem}" == other or stem == f"u{other}" for other in theirs if len(other) >= PART)


def bound_more(pair: Pair) -> float:
    """By how much the claim binds more than what it rests on: a fact where the quotes say "kan", "må" for "bør"."""
    mine, theirs = _strengths(pair.claim, pair.lexicon), _strengths(pair.resting_on, pair.lexicon)
    if not theirs:
        return float(max(mine, default=0) >= _DUTY)
    return float(max(mine) > max(theirs)) if mine else 1.0


def _strengths(reading: Reading, lexicon: Lexicon) -> list[int]:
    return [lexicon.modals[token.word] for token in reading.tokens if token.word in lexicon.modals]


def hedges_dropped(pair: Pair) -> float:
    """Whether what the claim rests on is somebody's view or an estimate and the claim has no such word."""
    hedged = bool(pair.resting_on.words & pair.lexicon.hedges)
    return float(hedged and not pair.claim.words & pair.lexicon.hedges)


def quantifiers_added(pair: Pair) -> float:
    """Classes of quantifiers that the claim has and what it rests on lacks, those counted that say more."""
    return float(len((_quantifiers(pair.claim, pair.lexicon) - _quantifiers(pair.resting_on, pair.lexicon)) & _STRICT))


def quantifiers_dropped(pair: Pair) -> float:
    """Classes of quantifiers that limit what the claim rests on and that the claim lacks."""
    theirs = _quantifiers(pair.resting_on, pair.lexicon)
    limits = theirs - {"all", "many"}
    return float(len(limits - _quantifiers(pair.claim, pair.lexicon)))


def quantifiers_exchanged(pair: Pair) -> float:
    """Whether the claim has a quantifier of another class where what it rests on has one that the claim lacks."""
    mine, theirs = (_quantifiers(reading, pair.lexicon) for reading in (pair.claim, pair.resting_on))
    return float(bool(mine - theirs) and bool(theirs - mine))


def _quantifiers(reading: Reading, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.quantifiers[token.word] for token in reading.tokens if token.word in lexicon.quantifiers)


def conditions_dropped(pair: Pair) -> float:
    """Conditions of what the claim rests on, of which the claim says next to nothing."""
    dropped = 0
    for clause in _conditional(pair.resting_on, pair.lexicon):
        dropped += covered(clause.content, pair.claim, pair.lexicon) < _FEW
    return float(dropped)


def _conditional(reading: Reading, lexicon: Lexicon) -> list[Reading]:
    """For each word that makes a condition the tokens from it to the end of its clause."""
    found: list[Reading] = []
    for token in reading.tokens:
        if token.word in lexicon.conditions:
            rest = tuple(one for one in reading.tokens if one.clause == token.clause and one.at >= token.at)
            if Reading(rest).content:
                found.append(Reading(rest))
    return found


def uncovered(pair: Pair) -> float:
    """The share of the claim's content that has no counterpart in the quotes."""
    return 1 - covered(pair.claim.content, pair.premise, pair.lexicon)


def words_uncovered(pair: Pair) -> float:
    """Content words of the claim without a counterpart in the quotes, at most eight, in units of four."""
    return min(8, sum(not is_in(token, pair.premise, pair.lexicon) for token in pair.claim.content)) / 4


def worst_clause(pair: Pair) -> float:
    """The largest share of a clause's content, of two words or more, that has no counterpart in the quotes."""
    shares = [
        1 - covered(clause.content, pair.premise, pair.lexicon)
        for clause in pair.claim.clauses()
        if len(clause.content) > 1
    ]
    return max(shares, default=uncovered(pair))


def scattered(pair: Pair) -> float:
    """How much less of the claim the nearest single sentence holds than the quotes together."""
    together = covered(pair.claim.content, pair.premise, pair.lexicon)
    return together - covered(pair.claim.content, pair.nearest(pair.claim), pair.lexicon)


def strangers(pair: Pair) -> float:
    """The share of neighbouring content words of the claim that are apart in every sentence of the quotes."""
    known = [token for token in pair.claim.content if is_in(token, pair.premise, pair.lexicon)]
    together = [(one, other) for one, other in pairwise(known) if one.clause == other.clause]
    if not together:
        return 0.0
    return sum(not any(_beside(two, sentence, pair.lexicon) for sentence in pair.sentences) for two in together) / len(
        together
    )


def _beside(two: tuple[Token, Token], sentence: Reading, lexicon: Lexicon) -> bool:
    first, second = ([token.at for token in sentence.tokens if same_word(one, token, lexicon)] for one in two)
    return any(abs(one - other) <= _WINDOW for one in first for other in second)


COMPARISONS: Mapping[str, Callable[[Pair], float]] = {
    "number": numbers_missing,
    "unit": units_changed,
    "date": dates_missing,
    "name": names_missing,
    "negation": polarity_turned,
    "clause_negation": clause_polarity_turned,
    "opposite": turned_around,
    "modality": bound_more,
    "attribution": hedges_dropped,
    "quantifier_added": quantifiers_added,
    "quantifier_dropped": quantifiers_dropped,
    "quantifier_exchanged": quantifiers_exchanged,
    "condition": conditions_dropped,
    "role": roles_swapped,
    "uncovered": uncovered,
    "words_uncovered": words_uncovered,
    "worst_clause": worst_clause,
    "scattered": scattered,
    "strangers": strangers,
}
"""The comparisons by name; each is 0 when it finds nothing wrong."""
