"""Norwegian words for those of another language, from a general dictionary and whatever form a word stands in."""

from collections.abc import Callable, Iterator, Sequence
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


class Dictionary:
    """One language's dictionary, ``dictionaries/{language}.tsv``: headwords are met by their stems.

    ``function_words`` says what is not looked up.

    Of the translations of a word only those that stand in the documents are given: this is what makes a general
    dictionary precise.
    """

    def __init__(self, language: str, held: Held) -> None:
        self._stemmer = Stemmer.Stemmer(ALGORITHMS[language])
        self._held = held
        self._compounds = language == "de"
        self.function_words: frozenset[str] = frozenset(read_rules("function-words.toml")[language].split())
        self._thin = read_stopwords()
        self._exact: dict[str, str] = {}
        self._by_stem: dict[str, str] = {}
        text = files("tillit.assistant").joinpath("dictionaries", f"{language}.tsv").read_text(encoding="utf-8")
        for line in text.splitlines():
            head, meanings = line.split("\t")
            self._exact[head] = meanings
            self._by_stem.setdefault(self._stem(head.split()), meanings)

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
        found = self._exact.get(" ".join(words)) or self._by_stem.get(self._stem(words))
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

    def _stem(self, words: Sequence[str]) -> str:
        return " ".join(self._stemmer.stemWords(list(words)))
