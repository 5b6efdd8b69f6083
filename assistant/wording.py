"""A question in the words of the documents: bokmål for nynorsk and dialect, glosses for other languages, synonyms."""

import re
from collections.abc import Iterable, Mapping

from .dictionary import ALGORITHMS, Dictionary
from .rules import read_rules
from .vocabulary import Vocabulary

_ENDING = 5
"""Letters that may follow a stem: "koordynator" has its plural "koordynatorzy", "schwed" its "schwedische"."""

_WORD = re.compile(r"[^\W\d_]+")

_Words = tuple[Mapping[str, str], re.Pattern[str]]
"""What stands for a stem, and where in a text in lower case a stem stands."""


class Wording:
    """Finds other words for those of a question, in lists, dictionaries and among the words of the documents.

    The lists are ``nynorsk.toml``, ``glosses.toml`` and ``synonyms.toml``.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        nynorsk = read_rules("nynorsk.toml")
        self._forms: list[_Words] = [
            (nynorsk[name], re.compile(rf"{before}(?:{_longest_first(nynorsk[name])}){after}", re.IGNORECASE))
            for name, before, after in (
                ("words", r"(?<![\w.-])", r"(?![\w-])"),
                ("stems", "", ""),
                ("endings", "", r"\b"),
            )
        ]
        self._glosses = {language: _stems(glosses) for language, glosses in read_rules("glosses.toml").items()}
        self._dictionaries = {language: Dictionary(language, vocabulary.holds) for language in ALGORITHMS}
        self._synonyms = _stems(read_rules("synonyms.toml")["nb"])

    def bokmal(self, text: str) -> str:
        """``text``, which is Norwegian, with nynorsk and dialect in bokmål, by the lists or as the documents write."""
        for forms, pattern in self._forms:
            text = pattern.sub(lambda match, forms=forms: forms.get(match[0].lower(), match[0]), text)
        return _WORD.sub(lambda match: self._respelt(match[0]), text)

    def _respelt(self, word: str) -> str:
        lower = word.lower()
        respelt = self._vocabulary.respelt(lower)
        return word if respelt == lower else respelt

    def gloss(self, text: str) -> tuple[str, ...]:
        """Norwegian words for each stretch of ``text`` that is understood, in order; of the language that knows most.

        What the lists know, they tell; the dictionaries tell the rest.
        """
        lower = text.lower()
        readings = [self._reading(language, lower) for language in self._glosses]
        best = max(readings, key=lambda reading: sum(end - start for start, end, _ in reading))
        return tuple(dict.fromkeys(said for *_, said in sorted(best) if said))

    def _reading(self, language: str, text: str) -> list[tuple[int, int, str]]:
        """What ``language`` makes of ``text``: where a known stretch starts and ends, and its gloss."""
        glosses, pattern = self._glosses[language]
        known = [(*match.span(), glosses[match[1]]) for match in pattern.finditer(text)]
        if language not in self._dictionaries:
            return known
        dictionary = self._dictionaries[language]
        unknown = [m for m in _WORD.finditer(text) if not any(start <= m.start() < end for start, end, _ in known)]
        known += [(*match.span(), "") for match in unknown if match[0] in dictionary.function_words]
        found = dictionary.translate([match[0] for match in unknown])
        return known + [(unknown[a].start(), unknown[b - 1].end(), " ".join(said)) for a, b, said in found]

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
