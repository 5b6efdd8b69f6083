"""A sentence as the judge reads it: its words and figures, and the words that decide what it claims."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...index.lexical import stem
from .lexicon import Lexicon

_TOKEN = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:-[^\W\d_]+)*|[.;:,()–—?!]")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_CLAUSE_ENDS = frozenset(".;:,()–—?!")
_CLAUSE_WORDS = frozenset({"og", "men", "som", "fordi", "slik", "mens", "eller", "samt", "for"})
_CONTENT = 3
"""Letters of the shortest word that carries content."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure: as written, in lower-case bokmål, its stem (a figure's value), and its place in the sentence.

    ``clause`` numbers the clause that holds it. ``name`` says that it is written as a name: capital inside a sentence,
    or all capitals.
    """

    text: str
    word: str
    stem: str
    at: int
    clause: int
    number: bool
    content: bool
    name: bool


@dataclass(frozen=True)
class Reading:
    """The tokens of one or more sentences, in order."""

    tokens: tuple[Token, ...]

    @cached_property
    def content(self) -> tuple[Token, ...]:
        """The tokens that carry the matter: no function words, no bare figures."""
        return tuple(token for token in self.tokens if token.content)

    @cached_property
    def numbers(self) -> tuple[Token, ...]:
        """The figures, as digits or words."""
        return tuple(token for token in self.tokens if token.number)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every stem in it."""
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word in it, in lower-case bokmål."""
        return frozenset(token.word for token in self.tokens)

    def clauses(self) -> tuple["Reading", ...]:
        """Its clauses, cut at punctuation and conjunctions."""
        numbers = dict.fromkeys(token.clause for token in self.tokens)
        return tuple(Reading(tuple(token for token in self.tokens if token.clause == number)) for number in numbers)


def read(text: str, lexicon: Lexicon) -> Reading:
    """The reading of a text of any length."""
    return Reading(tuple(_tokens(text, lexicon)))


def _tokens(text: str, lexicon: Lexicon) -> Iterator[Token]:
    clause = at = 0
    opens = True
    for match in _TOKEN.finditer(text):
        written = match[0]
        if written in _CLAUSE_ENDS:
            clause += 1
            opens = opens or written in ".?!:"
            continue
        lower = lexicon.nynorsk.to_bokmal(written.lower())
        clause += lower in _CLAUSE_WORDS
        value = _value(lower, lexicon)
        yield Token(
            text=written,
            word="prosent" if written == "%" else lower,
            stem=value or stem("prosent" if written == "%" else lower),
            at=at,
            clause=clause,
            number=value is not None,
            content=value is None and _carries(lower, lexicon),
            name=_is_name(written, opens=opens),
        )
        at += 1
        opens = False


def _value(word: str, lexicon: Lexicon) -> str | None:
    """The value of a figure in digits, thousands joined and with a decimal point; "2." counts as the figure 2."""
    if word[0].isdigit():
        joined = re.sub(r"[ \u00a0]", "", word).replace(",", ".")
        return joined.rstrip(".")
    if word in lexicon.numbers:
        return lexicon.numbers[word]
    return f"{lexicon.ordinals[word]}." if word in lexicon.ordinals else None


def _carries(word: str, lexicon: Lexicon) -> bool:
    function = word in lexicon.stopwords or word in lexicon.prepositions or word in lexicon.passive
    return len(word) >= _CONTENT and not function and word not in lexicon.modals


def _is_name(written: str, *, opens: bool) -> bool:
    capitals = len(written) > 1 and written.isupper()
    return capitals or (written[0].isupper() and not opens)


def sentences_of(quotes: Sequence[str]) -> tuple[str, ...]:
    """The sentences and lines of the quotes, in order."""
    return tuple(piece.strip() for quote in quotes for piece in _SENTENCE_END.split(quote) if piece.strip())
