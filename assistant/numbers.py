"""Number words of the documents, from the words that the judge reads closely, and how a year is written."""

from collections.abc import Mapping
from functools import cache

from .judge.lexicon import read_lexicon

YEAR = r"(?:19|20)\d\d"


@cache
def number_words() -> Mapping[str, float]:
    """The value of each Norwegian number word from two on; "en" and "ett" are articles more often than numbers."""
    return {word: float(value) for word, value in read_lexicon().numbers.items() if word != "null"}
