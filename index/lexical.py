"""BM25 for Norwegian: Snowball stems for precision, character 5-grams for compounds, inflection and typos."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_GRAM = 5


def read_stopwords() -> frozenset[str]:
    """Words that carry no subject matter: bokmål, nynorsk, English, Polish and some German, from ``stopwords.txt``."""
    return frozenset(files("tillit.index").joinpath("stopwords.txt").read_text(encoding="utf-8").split())


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case, in order."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of a lower-case Norwegian word."""
    return Stemmer.Stemmer("norwegian").stemWord(word)


@lru_cache(maxsize=50_000)
def trigrams(word: str) -> frozenset[str]:
    """Every three letters in a row of ``word``, by which forms and misspellings of one word are alike."""
    return frozenset(word[start : start + 3] for start in range(len(word) - 2))


@lru_cache(maxsize=50_000)
def terms_of(word: str) -> tuple[str, ...]:
    """The index terms of one lower-case word: its stem, and its character 5-grams marked with a tilde."""
    padded = f"_{word}_"
    return (stem(word), *(f"~{padded[i : i + _GRAM]}" for i in range(len(padded) - _GRAM + 1)))


def terms(text: str) -> list[str]:
    """The index terms of the words of ``text``, in order."""
    return [term for word in words(text) for term in terms_of(word)]


class LexicalIndex:
    """BM25 scores of a question against every passage of one generation."""

    def __init__(self, model: bm25s.BM25, count: int) -> None:
        self._model = model
        self._count = count

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """An index over ``texts``, numbered in the order given."""
        bags = [terms(text) for text in texts]
        model = bm25s.BM25(k1=1.2, b=0.75)
        model.index(bags, show_progress=False)
        return cls(model, len(bags))

    def scores(self, query_terms: Sequence[str]) -> NDArray[np.float32]:
        """One BM25 score for each text; all 0 when no term is known."""
        known = [term for term in query_terms if term in self._model.vocab_dict]
        if not known:
            return np.zeros(self._count, dtype=np.float32)
        return self._model.get_scores(known)

    def document_frequency(self, term: str) -> int:
        """The number of texts that hold ``term``; 0 when none does."""
        row = self._model.vocab_dict.get(term)
        starts = self._model.scores["indptr"]
        return 0 if row is None else int(starts[row + 1] - starts[row])

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, count: int) -> Self:
        """Read the index over ``count`` texts that ``save`` wrote into ``folder``."""
        return cls(bm25s.BM25.load(str(folder)), count)
