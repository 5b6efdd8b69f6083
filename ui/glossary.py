"""What abbreviations in an answer stand for, in the words of the documents' own definitions."""

import re
from collections.abc import Mapping

from ..assistant.types import Answer

_ENDINGS = r"(?:-?(?:ene|ane|et|en|er|ar|s))?"
"""What an abbreviation may end in: "HT-ene", "OTs"."""


class Glossary:
    """Finds the abbreviations that a reader may not know."""

    def __init__(self, abbreviations: Mapping[str, str]) -> None:
        self._terms = dict(abbreviations)
        known = "|".join(re.escape(short) for short in sorted(self._terms, key=len, reverse=True))
        self._pattern = re.compile(rf"\b({known}){_ENDINGS}\b") if known else None

    def of(self, answer: Answer) -> tuple[tuple[str, str], ...]:
        """The abbreviations of the answer's sentences with their terms, once each, but not those that it spells out."""
        if not self._pattern:
            return ()
        text = " ".join(sentence.text for sentence in answer.sentences)
        found = dict.fromkeys(match[1] for match in self._pattern.finditer(text))
        return tuple((short, self._terms[short]) for short in found if self._terms[short] not in text.lower())
