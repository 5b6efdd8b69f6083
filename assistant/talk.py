"""Small talk: messages that greet, thank or ask about the assistant itself, and nothing of the documents."""

import re

from .rules import read_rules

_NOT_LETTERS = re.compile(r"[\W\d_]+")

_LONGEST = 15
"""Words up to which a message is tried: small talk is short, and the phrases can be put together in many ways."""


class SmallTalk:
    """The phrases of ``talk.toml``, compiled once."""

    def __init__(self) -> None:
        groups: dict[str, list[str]] = read_rules("talk.toml")
        phrases = [phrase for group in groups.values() for phrase in group]
        self._whole = re.compile(rf"(?:(?:{'|'.join(phrases)})(?: |$))+", re.IGNORECASE)

    def is_all_of(self, text: str) -> bool:
        """Whether ``text`` is small talk from beginning to end; punctuation and pictograms count for nothing."""
        words = _NOT_LETTERS.sub(" ", text).split()
        return len(words) <= _LONGEST and self._whole.fullmatch(" ".join(words)) is not None
