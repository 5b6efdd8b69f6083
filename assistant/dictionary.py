"""Norwegian words for those of another language, from a general dictionary and whatever form a word stands in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

import Stemmer

from ..index.lexical import read_stopwords
from .rules import read_rules

ALGORITHMS = {"en": "english", "pl": "polish", "de": "german"}
"""The languages that have a dictionary, and the Snowball algorithm that takes off their endings."""

_LONGEST = 3
"""Words in the longest headword."""

_SHORTEST = 4
"""Letters in the shortest part of a compound."""

_MEANINGS = 3
"""Translations of one word: a general word has many, and more than a few drown the rest of the question."""

Held = Callable[[str], bool]
"""Whether a Norwegian word stands in the documents, in some form."""


@cache
def _read_headwords(language: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The translations of each headword, and of each by its stem, read once for all indexes."""
    stemmer = Stemmer.Stemmer(ALGORITHMS[language])
    text = files("tillit.assistant").joinpath("dictionaries", f"{language}.tsv").read_text(encoding="utf-8")
    exact: dict[str, str] = dict(line.split("\t") for line in text.splitlines())
    by_stem: dict[str, str] = {}
    for head, meanings in exact.items():
        by_stem.setdefault(_stem(stemmer, head.split()), meanings)
    return exact, by_stem


def _stem(stemmer: Stemmer.Stemmer, words: Sequence[str]) -> str:
    return " ".join(stemmer.stemWords(list(words)))


class Dictionary:
    """One language's dictionary, ``dictionaries/{language}.tsv``: headwords are met by their stems.

    ``function_words`` says what is not looked up.

    Of the translations of a word only those that stand in the documents are given: this is what makes a general
    dictionary precise.
    """

    def __init__(self, language: str, held: Held) -> None:
        self._stemmer = Stemmer.Stemmer(ALGORITHMS[language])
        self._headwords = _read_headwords(language)
        self._held = held
        self._compounds = language == "de"
        self.function_words: frozenset[str] = frozenset(read_rules("function-words.toml")[language].split())
        self._thin = read_stopwords()

    def translate(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """For each run of ``words`` (lower case) that is a headword its start, its end and its translations.

        The longest headword wins; the translations are none when the documents hold none of them.
        """
        start = 0
        while start < len(words):
            for end in range(min(start + _LONGEST, len(words)), start, -1):
                meanings = self._meanings(words[start:end])
                if meanings is not None:
                    yield start, end, meanings
                    start = end
                    break
            else:
                start += 1

    def _meanings(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """What a run of words means in words of the documents; ``None`` when it is no headword."""
        if words[0] in self.function_words or words[-1] in self.function_words:
            return None
        found = self._listed(words)
        return self._of_parts(words[0]) if found is None and self._compounds and len(words) == 1 else found

    def _listed(self, words: Sequence[str]) -> tuple[str, ...] | None:
        exact, by_stem = self._headwords
        found = exact.get(" ".join(words)) or by_stem.get(_stem(self._stemmer, words))
        if found is None:
            return None
        return tuple(meaning for meaning in found.split("|") if self._fits(meaning))[:_MEANINGS]

    def _fits(self, meaning: str) -> bool:
        return all(word not in self._thin and self._held(word) for word in meaning.split())

    def _of_parts(self, word: str) -> tuple[str, ...] | None:
        """The first meanings of the two parts of a compound, the last part as short as can be; an s may join them."""
        for at in range(len(word) - _SHORTEST, _SHORTEST - 1, -1):
            last = self._listed([word[at:]])
            first = last and (self._listed([word[:at]]) or self._listed([word[:at].removesuffix("s")]))
            if first and last:
                return first[0], last[0]
        return None
