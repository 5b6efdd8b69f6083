"""Health details of one person, told without a name: not hidden, for the question may need them, but never kept."""

import re

from .rules import read_rules, whole_words

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")


class HealthDetails:
    """The rules of ``health.toml``, compiled once."""

    def __init__(self) -> None:
        rules: dict[str, list[str]] = read_rules("health.toml")
        spaced = {name: [pattern.replace(" ", r"\s+") for pattern in patterns] for name, patterns in rules.items()}
        self._condition = whole_words(spaced["condition"])
        self._somebody = whole_words(spaced["somebody"])

    def told_in(self, text: str) -> bool:
        """Whether a sentence speaks of a condition and of one person, the asker or another."""
        return any(
            self._condition.search(sentence) and self._somebody.search(sentence)
            for sentence in _SENTENCE_END.split(text)
        )
