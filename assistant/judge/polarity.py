"""Whether a claim says the opposite of its quotes."""

from collections.abc import Iterable

from .lexicon import Lexicon
from .pair import PART, Pair, overlap
from .reading import Reading

_ALIKE = 0.5
"""How much two clauses have in common from which on one may deny the other."""


def turned(pair: Pair) -> float:
    """Clauses of the claim that turn the nearest one of the quotes around, or whether the claim as a whole does."""
    theirs = [clause for statement in pair.statements for clause in statement.clauses() if clause.content]
    clauses = 0
    for clause in pair.claim.clauses():
        if len(clause.content) > 1 and theirs:
            nearest = max(theirs, key=lambda other: overlap(clause, other, pair.lexicon))
            alike = overlap(clause, nearest, pair.lexicon) >= _ALIKE
            clauses += alike and _turns(clause, nearest, pair)
    return float(max(clauses, _turns(pair.claim, pair.resting_on, pair)))


def _turns(claim: Reading, premise: Reading, pair: Pair) -> bool:
    """Whether only one denies, unless an opposite undoes it: "ikke klart" says what "uklart" says."""
    denied = bool(claim.words & pair.lexicon.negators) != bool(premise.words & pair.lexicon.negators)
    return denied != (_opposites(claim, pair.resting_on, pair.lexicon) % 2 == 1)


def _opposites(claim: Reading, premise: Reading, lexicon: Lexicon) -> int:
    """How many words of the claim are the opposite of a word that the premise has and the claim lacks."""
    only_theirs = premise.stems - claim.stems
    return sum(
        bool(lexicon.opposites.get(stem, frozenset[str]()) & only_theirs) or _unlike(stem, only_theirs)
        for stem in (token.stem for token in claim.tokens)
        if stem not in premise.stems
    )


def _unlike(stem: str, theirs: Iterable[str]) -> bool:
    """Whether ``stem`` is another with "u" before it, or the other way round: "sikker" and "usikker"."""
    return any(f"u{stem}" == other or stem == f"u{other}" for other in theirs if len(other) >= PART - 1)
