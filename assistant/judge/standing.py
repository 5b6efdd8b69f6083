"""The hard rule: figures, dates, names and negations of a sentence stand in its quotes, and most of its words do."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from .facts import facts_missing
from .lexicon import Lexicon
from .pair import Pair, covered, pair_of
from .polarity import turned
from .reading import Reading, Token
from .scope import limits_dropped

_SMALL = re.compile(r"\b[a-zæøåéèêóòôü]+\b")

_FEWEST = 3
"""Words of the shortest sentence."""

_LEAST_CONTENT = 2
"""Content words below which a sentence says nothing that can be held against its quotes: "Piloten er bra"."""

_MOSTLY = 0.7
"""Share of a sentence's content words that must have a counterpart in its quotes."""

_MARKUP = re.compile(
    r"[<>{}\[\]|`\\^~*_#@]|://|www\.|&\w+;|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\.(?:no|com|org|net|io)\b"
)
"""What plain sentences do not hold: markup, addresses, and characters that one does not see."""

_AMOUNTS = re.compile(r"halv|dobl|dobbel|tredobl|tredel|tredjedel|fjerdedel|femtedel|tidel|dusin|tosifr|kvart(?!al)")
"""Words that are figures without being numbers."""

_ENDINGS = frozenset({"en", "et", "a", "er", "ene", "ens", "ets", "enes", "s"})
"""What stands behind the hyphen where a name of capitals is inflected."""


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that ``texts`` write with small letters."""
    return frozenset(word for text in texts for word in _SMALL.findall(text))


class Standing:
    """Tells what of a sentence does not stand in its quotes.

    ``common`` holds the words that the documents write with small letters: another word that opens a sentence may be a
    name, and has to stand in the quotes.
    """

    def __init__(self, lexicon: Lexicon, common: AbstractSet[str]) -> None:
        self._lexicon = lexicon
        self._common = common
        self._rules: Mapping[str, Callable[[Pair], bool]] = {
            "fact": lambda pair: facts_missing(pair) > 0,
            "amount": _amount_missing,
            "name": self._name_missing,
            "negation": self._denies_otherwise,
            "limit": lambda pair: limits_dropped(pair) > 0,
            "words": self._words_missing,
        }

    def breaches(self, claim: str, quotes: Sequence[str]) -> tuple[str, ...]:
        """The names of the rules that ``claim`` breaks against its quotes; empty when it may be judged."""
        if _MARKUP.search(claim):
            return ("markup",)
        if not any(quote.strip() for quote in quotes):
            return ("quotes",)
        pair = pair_of(claim, quotes, self._lexicon)
        if len(pair.claim.tokens) < _FEWEST or len(pair.claim.content) < _LEAST_CONTENT:
            return ("fragment",)
        return tuple(name for name, breaks in self._rules.items() if breaks(pair))

    def _name_missing(self, pair: Pair) -> bool:
        theirs = {token.text.lower() for token in pair.premise.tokens}
        return any(not _named_in(token, theirs) for token in pair.claim.tokens if self._may_be_name(token, pair.claim))

    def _may_be_name(self, token: Token, claim: Reading) -> bool:
        """Whether a token is written as a name, or opens the sentence and is no word that is known."""
        if token.number or not token.text[0].isupper():
            return False
        opens = token.at == claim.tokens[0].at
        return token.name if not opens else token.text.isupper() or not self._is_common(token)

    def _is_common(self, token: Token) -> bool:
        lower = token.text.lower()
        return lower in self._common or lower in self._lexicon.stopwords or token.word in self._common

    def _denies_otherwise(self, pair: Pair) -> bool:
        """Whether the sentence denies what nothing in its quotes denies, or turns around what it rests on."""
        denied = pair.claim.words & self._lexicon.negators
        return turned(pair) > 0 or bool(denied and not pair.premise.words & self._lexicon.negators)

    def _words_missing(self, pair: Pair) -> bool:
        return covered(pair.claim.content, pair.premise, pair.lexicon) < _MOSTLY


def _amount_missing(pair: Pair) -> bool:
    return any(
        _AMOUNTS.match(token.word) and token.word not in pair.premise.words
        for token in pair.claim.tokens
        if not token.number
    )


def _named_in(token: Token, theirs: AbstractSet[str]) -> bool:
    """Whether a name stands in the quotes, as it is, in the genitive, or with an ending behind a hyphen."""
    first, _, ending = token.text.lower().partition("-")
    name = first if ending in _ENDINGS else token.text.lower()
    return bool({name, f"{name}s", name.removesuffix("s"), name.removesuffix("'s")} & theirs)
