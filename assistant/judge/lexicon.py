"""The words that the judge knows, read from ``lexicon.toml``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ...index.lexical import read_stopwords, stem
from ..rules import read_rules


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists by what they do in a sentence; all forms are lower-case bokmål. ``light`` words say little themselves.

    ``numbers`` and ``ordinals`` give values, ``modals`` how strongly a verb binds, ``quantifiers`` and ``connectives``
    the class of a word. ``opposites`` and ``synonyms`` map a stem to the stems that turn it around, or that may stand
    for it.
    """

    numbers: Mapping[str, str]
    ordinals: Mapping[str, str]
    dates: frozenset[str]
    units: frozenset[str]
    negators: frozenset[str]
    conditions: frozenset[str]
    hedges: frozenset[str]
    light: frozenset[str]
    passive: frozenset[str]
    prepositions: frozenset[str]
    actors: re.Pattern[str]
    modals: Mapping[str, int]
    quantifiers: Mapping[str, str]
    connectives: Mapping[str, str]
    opposites: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, frozenset[str]]
    stopwords: frozenset[str]
    nynorsk: "Nynorsk"


@dataclass(frozen=True, slots=True, eq=False)
class Nynorsk:
    """Nynorsk words, parts of words and endings with their bokmål form."""

    words: Mapping[str, str]
    stems: Sequence[tuple[re.Pattern[str], str]]
    endings: Sequence[tuple[re.Pattern[str], str]]

    def to_bokmal(self, word: str) -> str:
        """A lower-case word in its bokmål form, or as it is where none is known."""
        return _to_bokmal(self, word)


@lru_cache(maxsize=50_000)
def _to_bokmal(nynorsk: Nynorsk, word: str) -> str:
    if word in nynorsk.words:
        return nynorsk.words[word]
    for pattern, bokmal in (*nynorsk.stems, *nynorsk.endings):
        word = pattern.sub(bokmal, word)
    return word


@cache
def read_lexicon() -> Lexicon:
    """The judge's words, read once."""
    raw = read_rules("judge/lexicon.toml")
    words = {name: frozenset(found) for name, found in raw["words"].items() if name != "actors"}
    return Lexicon(
        numbers={word: str(value) for word, value in raw["numbers"].items()},
        ordinals={word: str(value) for word, value in raw["ordinals"].items()},
        actors=re.compile(rf"(?:{'|'.join(raw['words']['actors'])})(?:e|en|er|et|a|ene|erne|ne|n|s)?$"),
        modals=raw["modals"],
        quantifiers=_by_word(raw["quantifiers"]),
        connectives=_by_word(raw["connectives"]),
        opposites=_related(raw["opposites"]["pairs"]),
        synonyms=_related(raw["synonyms"]["groups"]),
        stopwords=read_stopwords(),
        nynorsk=_nynorsk(raw["nynorsk"]),
        **words,
    )


def _by_word(classes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The class of each word."""
    return {word: name for name, found in classes.items() for word in found}


def _related(groups: Sequence[Sequence[str]]) -> dict[str, frozenset[str]]:
    """For each stem of a group the stems of the others."""
    related: dict[str, set[str]] = {}
    for group in groups:
        stems = {stem(word) for word in group}
        for one in stems:
            related.setdefault(one, set()).update(stems - {one})
    return {word: frozenset(found) for word, found in related.items()}


def _nynorsk(raw: Mapping[str, Mapping[str, str]]) -> Nynorsk:
    shared = read_rules("nynorsk.toml")
    stems, endings = ({**shared[name], **raw[name]} for name in ("stems", "endings"))
    return Nynorsk(
        words=raw["words"],
        stems=[(re.compile(re.escape(nn)), nb) for nn, nb in stems.items()],
        endings=[(re.compile(rf"{re.escape(nn)}$"), nb) for nn, nb in endings.items()],
    )
