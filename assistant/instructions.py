"""Sentences of documents that speak to a machine: they are no answer to anyone, and are never sent to a model."""

import re
from functools import lru_cache

from .rules import read_rules, whole_words


class Instructions:
    """Knows by rules what is said to a machine rather than to a reader."""

    def __init__(self) -> None:
        rules = read_rules("instructions.toml")
        self._patterns = (whole_words(rules["words"]), re.compile("|".join(rules["forms"])))
        # The same sentences are found for question after question.
        self._known = lru_cache(maxsize=4_096)(self._address)

    def address(self, text: str) -> bool:
        """Whether ``text`` tells a machine what to say, or hides something that one could read out of it."""
        return self._known(text)

    def _address(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self._patterns)
