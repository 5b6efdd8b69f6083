"""A claim beside its quotes, and which of its words have a counterpart there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ...index.lexical import trigrams
from .lexicon import Lexicon
from .reading import Reading, Token

_ALIKE = 0.65
"""Share of letter trigrams from which two words with the same first letter are forms of one."""

PART = 5
"""Letters from which a stem inside a longer word counts as a part of a compound."""

_NEARLY = 0.75
"""Share of a claim's content from which on one sentence says what it says."""


@dataclass(frozen=True)
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

    @cached_property
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
    if (len(stem) >= PART and stem in other_word) or (len(other_stem) >= PART and other_stem in word):
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
