"""A question in the words of the documents: bokmål for nynorsk and dialect, glosses for other languages, synonyms."""

import re
from collections.abc import Iterable, Mapping

from .rules import read_rules

_ENDING = 5
"""Letters that may follow a stem: "koordynator" has its plural "koordynatorzy", "schwed" its "schwedische"."""

_Words = tuple[Mapping[str, str], re.Pattern[str]]
"""What stands for a stem, and where in a text in lower case a stem stands."""


class Wording:
    """Finds other words for those of a question, in ``nynorsk.toml``, ``glosses.toml`` and ``synonyms.toml``."""

    def __init__(self) -> None:
        nynorsk = read_rules("nynorsk.toml")
        self._forms: list[_Words] = [
            (nynorsk[name], re.compile(rf"{before}(?:{_longest_first(nynorsk[name])}){after}", re.IGNORECASE))
            for name, before, after in (
                ("words", r"(?<![\w.-])", r"(?![\w-])"),
                ("stems", "", ""),
                ("endings", "", r"\b"),
            )
        ]
        self._glosses = [_stems(glosses) for glosses in read_rules("glosses.toml").values()]
        self._synonyms = _stems(read_rules("synonyms.toml")["nb"])

    def bokmal(self, text: str) -> str:
        """``text``, which is Norwegian, with nynorsk and dialect in their bokmål form."""
        for forms, pattern in self._forms:
            text = pattern.sub(lambda match, forms=forms: forms.get(match[0].lower(), match[0]), text)
        return text

    def gloss(self, text: str) -> str:
        """Norwegian words for those of ``text``, by the language that knows most of its letters; empty if none does."""
        found = [(glosses, list(pattern.finditer(text.lower()))) for glosses, pattern in self._glosses]
        glosses, matches = max(found, key=lambda known: sum(len(match[0]) for match in known[1]))
        return _joined(glosses, matches)

    def synonyms(self, text: str) -> str:
        """What documents may call the things that ``text``, which is bokmål, names; empty if nothing is known."""
        synonyms, pattern = self._synonyms
        return _joined(synonyms, pattern.finditer(text.lower()))


def _stems(words: Mapping[str, str]) -> _Words:
    return words, re.compile(rf"\b({_longest_first(words)})\w{{0,{_ENDING}}}\b")


def _joined(words: Mapping[str, str], matches: Iterable[re.Match[str]]) -> str:
    return " ".join(dict.fromkeys(word for match in matches for word in words[match[1]].split()))


def _longest_first(stems: Mapping[str, str]) -> str:
    return "|".join(re.escape(stem) for stem in sorted(stems, key=lambda stem: (-len(stem), stem)))
