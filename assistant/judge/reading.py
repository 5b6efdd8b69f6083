"""A sentence as the judge reads it: its words and figures, and the words that decide what it claims."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...index.lexical import stem
from .lexicon import Lexicon

_TOKEN = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)|\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:-[^\W\d_]+)*|[.;:,()–—?!]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_]|\d)")
_HALF = re.compile(r"(?<=[^\W\d_]-) (og|eller) (?=[^\W\d_])")
"""Between the halves of a compound: "tillits- og faglighetsreformen" is one word, not two clauses."""

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

    def text(self, instead: Mapping[Token, Sequence[Token]] | None = None) -> str:
        """Its words as written, without punctuation; ``instead`` gives words to write for some of them."""
        if not instead:
            return " ".join(token.text for token in self.tokens)
        return " ".join(one.text for token in self.tokens for one in instead.get(token, (token,)))

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
    for match in _TOKEN.finditer(_HALF.sub(r"\1-", text)):
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
    function = (lexicon.stopwords, lexicon.prepositions, lexicon.passive, lexicon.light, lexicon.modals)
    return len(word) >= _CONTENT and not any(word in words for words in function)


def _is_name(written: str, *, opens: bool) -> bool:
    capitals = len(written) > 1 and written.isupper()
    return capitals or (written[0].isupper() and not opens)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the quotes say: a sentence, an item of a list with its lead-in, or a ``whole`` list in one."""

    text: str
    whole: bool = False


def statements_of(quotes: Sequence[str]) -> tuple[Statement, ...]:
    """What the quotes say, one by one, in order."""
    return tuple(statement for quote in quotes for block in _blocks(quote) for statement in _statements(block))


def _blocks(quote: str) -> Iterator[list[str]]:
    """The lines of a quote one by one, but a lead-in together with the items of its list, up to an empty line."""
    block: list[str] = []
    for line in (*(line.strip() for line in quote.splitlines()), ""):
        if line and not block and line.endswith(":"):
            block = [line]
        elif line and block:
            block.append(line)
        elif line:
            yield [line]
        elif len(block) > 1:
            yield block
            block = []
    if block:
        yield block


def _statements(block: Sequence[str]) -> Iterator[Statement]:
    *sentences, lead_in = _SENTENCE_END.split(block[0])
    items = block[1:]
    yield from map(Statement, sentences)
    if not items:
        yield Statement(lead_in)
    for item in items:
        yield Statement(f"{lead_in} {item}")
    if len(items) > 1:
        yield Statement(f"{lead_in} {', '.join(items)}", whole=True)
