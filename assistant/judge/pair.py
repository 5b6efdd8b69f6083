"""A claim beside its quotes, and which of its words have a counterpart there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ...index.lexical import trigrams
from .edits import Alignment, Exchange, align
from .lexicon import Lexicon
from .reading import Reading, Token, read, statements_of

_ALIKE = 0.65
"""Share of letter trigrams from which two words with the same first letter are forms of one."""

PART = 5
"""Letters from which a stem inside a longer word counts as a part of a compound."""

_INFLECTION = 3
"""Letters that an ending has at most."""

_NEARLY = 0.75
"""Share of a claim's content from which on one statement says what it says."""


@dataclass(frozen=True)
class Pair:
    """A claim and what it is held against: the quotes as a whole, and statement by statement.

    ``singles`` are the statements that are no lists: what two items say apart is not said together.
    """

    claim: Reading
    premise: Reading
    statements: tuple[Reading, ...]
    singles: tuple[Reading, ...]
    lexicon: Lexicon

    def ranked(self) -> list[Reading]:
        """The statements by how much of the claim they hold, most first, the shortest of equals."""
        return sorted(self.statements, key=lambda one: (-self._held(self.claim, one), len(one.tokens)))

    def nearest(self, part: Reading) -> Reading:
        """The statement that holds most of the content of ``part``, the shortest of equals."""
        return max(self.statements, key=lambda one: (self._held(part, one), -len(one.tokens)))

    def _held(self, part: Reading, statement: Reading) -> float:
        return covered(part.content, statement, self.lexicon)

    @cached_property
    def support(self) -> Reading:
        """The statement that holds most of the claim."""
        return self.nearest(self.claim)

    @cached_property
    def resting_on(self) -> Reading:
        """The statement that says nearly all of the claim, or else those that its clauses rest on."""
        if covered(self.claim.content, self.support, self.lexicon) >= _NEARLY:
            return self.support
        chosen = [self.nearest(clause) for clause in self.claim.clauses() if clause.content] or [self.support]
        resting_on = [one for one in self.statements if any(one is other for other in chosen)]
        return Reading(tuple(token for one in resting_on for token in one.tokens))

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The words that the claim puts into what it rests on, each run with what it replaces."""
        return tuple(align(self.claim.content, self.resting_on.content, self._same).exchanges())

    @cached_property
    def alignment(self) -> Alignment:
        """The claim beside the statement that holds most of it."""
        return align(self.claim.content, self.support.content, self._same)

    def _same(self, one: Token, other: Token) -> bool:
        return same_word(one, other, self.lexicon)


def pair_of(claim: str, quotes: Sequence[str], lexicon: Lexicon) -> Pair:
    """The claim and its quotes, read; there must be a quote that is not blank."""
    statements = [(statement, read(statement.text, lexicon)) for statement in statements_of(quotes)]
    return Pair(
        claim=read(claim, lexicon),
        premise=read("\n".join(quotes), lexicon),
        statements=tuple(reading for _, reading in statements),
        singles=tuple(reading for statement, reading in statements if not statement.whole),
        lexicon=lexicon,
    )


def covered(tokens: Sequence[Token], premise: Reading, lexicon: Lexicon) -> float:
    """The share of ``tokens`` that stand in ``premise``, as they are, inflected, in a compound or by a synonym."""
    if not tokens:
        return 1.0
    return sum(is_in(token, premise, lexicon) for token in tokens) / len(tokens)


def overlap(one: Reading, other: Reading, lexicon: Lexicon) -> float:
    """How much two texts have in common: the harmonic mean of the shares of each that the other holds."""
    forth, back = covered(one.content, other, lexicon), covered(other.content, one, lexicon)
    return 2 * forth * back / (forth + back) if forth + back else 0.0


def is_in(token: Token, premise: Reading, lexicon: Lexicon) -> bool:
    """Whether a content token has a counterpart in ``premise``."""
    if token.stem in premise.stems or lexicon.synonyms.get(token.stem, frozenset[str]()) & premise.stems:
        return True
    others = [other for other in premise.tokens if not other.number]
    if any(_alike(token.word, token.stem, other.word, other.stem) for other in others):
        return True
    return _in_parts(token, others)


def _in_parts(token: Token, others: Iterable[Token]) -> bool:
    """Whether a compound is made of words of the quotes: "tjenestekvalitet" of "kvalitet" and "tjenester"."""
    stems = {other.stem for other in others if len(other.stem) >= PART - 1}
    for first in stems:
        if token.word.startswith(first) and len(token.word) - len(first) > _INFLECTION:
            rest = token.word[len(first) :]
            if any(second != first and second in rest[: len(second) + 2] for second in stems):
                return True
    return False


@lru_cache(maxsize=100_000)
def _alike(word: str, stem: str, other_word: str, other_stem: str) -> bool:
    """Whether one is a form of the other, or a part of the other, which is a compound that says more."""
    if len(stem) >= PART and stem in other_word:
        return True
    if len(other_stem) >= PART and word.startswith(other_stem) and len(word) - len(other_stem) <= _INFLECTION:
        return True
    grams = trigrams(stem)
    return word[0] == other_word[0] and len(grams) > 1 and len(grams & trigrams(other_word)) >= _ALIKE * len(grams)


def same_word(one: Token, other: Token, lexicon: Lexicon) -> bool:
    """Whether two tokens stand for the same; units are never forms of each other."""
    if one.word in lexicon.units and other.word in lexicon.units:
        return one.stem == other.stem
    return is_in(one, Reading((other,)), lexicon)


def is_actor(token: Token, lexicon: Lexicon) -> bool:
    """Whether a token is a noun of people or bodies that act, in a compound too."""
    return token.content and lexicon.actors.search(token.word) is not None
