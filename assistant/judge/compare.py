"""What in a claim does not follow from its quotes: every comparison gives a number, 0 when nothing is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from .lexicon import Lexicon
from .reading import Reading, Token

_ALIKE = 0.65
"""Share of letter trigrams from which two words with the same first letter are forms of one."""

_PART = 5
"""Letters from which a stem inside a longer word counts as a part of a compound."""

_NEAR = 3
"""Tokens around a figure among which its unit stands."""

_NEARLY = 0.75
"""Share of a claim's content from which on one sentence says what it says."""

_WINDOW = 4
"""Tokens within which two words of a sentence have to do with each other."""

_BESIDE = 4
"""Tokens on either side of a word that tell which place it has in its sentence."""

_PLAINLY = 2
"""Neighbours more that two exchanged words must have than those that stayed."""

_FEW = 1 / 3
"""Share of a condition's words below which a claim says nothing of it."""

_DUTY = 3
"""How strongly a modal verb binds from which on it lays down what is to be."""

_YEAR = re.compile(r"(?:19|20)\d\d")

_STRICT = frozenset({"all", "most", "many", "none", "only", "least", "atmost"})
"""Quantifiers that say more than none at all would."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and what it is held against: the quotes as a whole, and sentence by sentence."""

    claim: Reading
    premise: Reading
    sentences: tuple[Reading, ...]
    lexicon: Lexicon

    def nearest(self, part: Reading) -> Reading:
        """The sentence of the quotes that holds most of the content of ``part``, the shortest of equals."""
        return max(
            self.sentences, key=lambda sentence: (covered(part.content, sentence, self.lexicon), -len(sentence.tokens))
        )

    def resting_on(self) -> Reading:
        """The sentence of the quotes that says nearly all of the claim, or else those that its clauses rest on."""
        nearest = self.nearest(self.claim)
        return nearest if covered(self.claim.content, nearest, self.lexicon) >= _NEARLY else self._together()

    def _together(self) -> Reading:
        """The sentences of the quotes that the claim rests on: for each clause the nearest, in order."""
        chosen = [self.nearest(clause) for clause in self.claim.clauses() if clause.content] or [
            self.nearest(self.claim)
        ]
        return Reading(
            tuple(
                token
                for sentence in self.sentences
                if any(sentence is one for one in chosen)
                for token in sentence.tokens
            )
        )


def covered(tokens: Sequence[Token], premise: Reading, lexicon: Lexicon) -> float:
    """The share of ``tokens`` that stand in ``premise``, as they are, inflected, in a compound or by a synonym."""
    if not tokens:
        return 1.0
    return sum(is_in(token, premise, lexicon) for token in tokens) / len(tokens)


def is_in(token: Token, premise: Reading, lexicon: Lexicon) -> bool:
    """Whether a content token has a counterpart in ``premise``."""
    if token.stem in premise.stems or lexicon.synonyms.get(token.stem, frozenset[str]()) & premise.stems:
        return True
    return any(_alike(token.word, token.stem, other.word, other.stem) for other in premise.tokens if not other.number)


@lru_cache(maxsize=100_000)
def _alike(word: str, stem: str, other_word: str, other_stem: str) -> bool:
    if (len(stem) >= _PART and stem in other_word) or (len(other_stem) >= _PART and other_stem in word):
        return True
    grams = _trigrams(stem)
    return word[0] == other_word[0] and len(grams) > 1 and len(grams & _trigrams(other_word)) >= _ALIKE * len(grams)


def _trigrams(word: str) -> frozenset[str]:
    return frozenset(word[start : start + 3] for start in range(len(word) - 2))


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
            changed += not any(_same(mine, one, pair.lexicon) for one in theirs if one)
    return float(changed)


def _unit(number: Token, reading: Reading, lexicon: Lexicon) -> Token | None:
    """What a figure counts: the first content token or unit behind it; a year counts nothing."""
    if _YEAR.fullmatch(number.text):
        return None
    after = [token for token in reading.tokens if number.at < token.at <= number.at + _NEAR]
    counted = (token for token in after if not token.number and (token.content or token.word in lexicon.units))
    return next(counted, None)


def _same(one: Token, other: Token, lexicon: Lexicon) -> bool:
    if one.word in lexicon.units and other.word in lexicon.units:
        return one.stem == other.stem
    return is_in(one, Reading((other,)), lexicon)


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


def is_actor(token: Token, lexicon: Lexicon) -> bool:
    """Whether a token names someone who acts: a name, or a noun of people or bodies, in a compound too."""
    return token.content and lexicon.actors.search(token.word) is not None


def polarity_turned(pair: Pair) -> float:
    """Whether one of the claim and what it rests on denies and the other does not."""
    return float(_denies(pair.claim, pair.lexicon) != _denies(pair.resting_on(), pair.lexicon))


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
    premise = pair.resting_on()
    mine, theirs = pair.claim.stems, premise.stems
    turned = sum(
        token.stem not in theirs and bool(pair.lexicon.opposites.get(token.stem, frozenset[str]()) & (theirs - mine))
        for token in pair.claim.tokens
    )
    prefixed = sum(_unlike(token.stem, theirs - mine) for token in pair.claim.content if token.stem not in theirs)
    return float(turned + prefixed)


def _unlike(stem: str, theirs: Iterable[str]) -> bool:
    """Whether ``stem`` is another with "u" before it, or the other way round: "sikker" and "usikker"."""
    return any(f"u{stem}" == other or stem == f"u{other}" for other in theirs if len(other) >= _PART)


def bound_more(pair: Pair) -> float:
    """By how much the claim binds more than what it rests on: a fact where the quotes say "kan", "må" for "bør"."""
    mine, theirs = _strengths(pair.claim, pair.lexicon), _strengths(pair.resting_on(), pair.lexicon)
    if not theirs:
        return float(max(mine, default=0) >= _DUTY)
    return float(max(mine) > max(theirs)) if mine else 1.0


def _strengths(reading: Reading, lexicon: Lexicon) -> list[int]:
    return [lexicon.modals[token.word] for token in reading.tokens if token.word in lexicon.modals]


def hedges_dropped(pair: Pair) -> float:
    """Whether what the claim rests on is somebody's view or an estimate and the claim has no such word."""
    hedged = bool(pair.resting_on().words & pair.lexicon.hedges)
    return float(hedged and not pair.claim.words & pair.lexicon.hedges)


def quantifiers_added(pair: Pair) -> float:
    """Classes of quantifiers that the claim has and what it rests on lacks, those counted that say more."""
    return float(
        len((_quantifiers(pair.claim, pair.lexicon) - _quantifiers(pair.resting_on(), pair.lexicon)) & _STRICT)
    )


def quantifiers_dropped(pair: Pair) -> float:
    """Classes of quantifiers that limit what the claim rests on and that the claim lacks."""
    theirs = _quantifiers(pair.resting_on(), pair.lexicon)
    limits = theirs - {"all", "many"}
    return float(len(limits - _quantifiers(pair.claim, pair.lexicon)))


def quantifiers_exchanged(pair: Pair) -> float:
    """Whether the claim has a quantifier of another class where what it rests on has one that the claim lacks."""
    mine, theirs = (_quantifiers(reading, pair.lexicon) for reading in (pair.claim, pair.resting_on()))
    return float(bool(mine - theirs) and bool(theirs - mine))


def _quantifiers(reading: Reading, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.quantifiers[token.word] for token in reading.tokens if token.word in lexicon.quantifiers)


def conditions_dropped(pair: Pair) -> float:
    """Conditions of what the claim rests on, of which the claim says next to nothing."""
    dropped = 0
    for clause in _conditional(pair.resting_on(), pair.lexicon):
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


def roles_swapped(pair: Pair) -> float:
    """Whether two words of the claim have changed places: each stands among what stands around the other in the quotes.

    A clause that was moved takes its words along, a word behind the same preposition as before has kept its role, and
    where only one of the two is in the passive, places tell nothing.
    """
    theirs = pair.nearest(pair.claim)
    if _is_passive(pair.claim, pair.lexicon) != _is_passive(theirs, pair.lexicon):
        return 0.0
    mine_by, theirs_by = _first_places(pair.claim), _first_places(theirs)
    free = [
        stem
        for stem, at in mine_by.items()
        if stem in theirs_by
        and _preposition(pair.claim, at, pair.lexicon) != (_preposition(theirs, theirs_by[stem], pair.lexicon) or "-")
    ]
    places = [_Places(mine_by[stem], theirs_by[stem]) for stem in free]
    return float(any(_exchanged(pair.claim, theirs, one, other) for one, other in combinations(places, 2)))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a word stands in the claim and in the quotes."""

    mine: int
    theirs: int


def _exchanged(mine: Reading, theirs: Reading, one: _Places, other: _Places) -> bool:
    if (one.mine < other.mine) == (one.theirs < other.theirs):
        return False
    kept = sum(len(_around(mine, word.mine) & _around(theirs, word.theirs)) for word in (one, other))
    swapped = len(_around(mine, one.mine) & _around(theirs, other.theirs))
    swapped += len(_around(mine, other.mine) & _around(theirs, one.theirs))
    return swapped >= kept + _PLAINLY


def _preposition(reading: Reading, index: int, lexicon: Lexicon) -> str:
    """The preposition right before a place, or an empty string."""
    before = reading.tokens[index - 1].word if index else ""
    return before if before in lexicon.prepositions else ""


def _first_places(reading: Reading) -> Mapping[str, int]:
    """Where each content word stands first, by stem."""
    places: dict[str, int] = {}
    for index, token in enumerate(reading.tokens):
        if token.content:
            places.setdefault(token.stem, index)
    return places


def _around(reading: Reading, index: int) -> frozenset[tuple[bool, str]]:
    """The words near a place, each with whether it stands before it."""
    near = range(max(0, index - _BESIDE), min(len(reading.tokens), index + _BESIDE + 1))
    return frozenset((other < index, reading.tokens[other].stem) for other in near if other != index)


def _is_passive(reading: Reading, lexicon: Lexicon) -> bool:
    """Whether somebody is said to act by "av" behind a verb in the passive."""
    return bool(reading.words & lexicon.passive) or any(
        token.word.endswith(("es", "as")) and after.word == "av" for token, after in pairwise(reading.tokens)
    )


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
    first, second = ([token.at for token in sentence.tokens if _same(one, token, lexicon)] for one in two)
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
