"""The names that stand in the documents: their authors and the people they quote, whom anybody may ask about."""

import re
from collections.abc import Iterable, Sequence

_WORD = r"[A-ZÆØÅ][\w’'-]+"
_FULL = re.compile(rf"{_WORD}(?: (?:[A-ZÆØÅ]\. )?{_WORD}){{1,3}}")
_WITH_INITIAL = re.compile(
    rf"(?P<last>{_WORD}), (?P<initial>[A-ZÆØÅ])\.|\b(?P<first>[A-ZÆØÅ])\. (?:[A-ZÆØÅ]\. )?(?P<name>{_WORD})"
)
_AUTHOR = re.compile(rf"({_WORD})(?: (?:mfl\.|et al\.))?,? \(?(?:19|20)\d\d\b")


class PublicNames:
    """Knows a name by two of its words, by a surname with the given name's initial, and by one that a year follows."""

    def __init__(self, texts: Iterable[str]) -> None:
        pairs: set[frozenset[str]] = set()
        authors: set[str] = set()
        for text in texts:
            for found in _FULL.finditer(text):
                words = found.group().casefold().split(" ")
                pairs.update(frozenset((a, b)) for a in words for b in words)
            for found in _WITH_INITIAL.finditer(text):
                surname, initial = found["last"] or found["name"], found["initial"] or found["first"]
                pairs.add(frozenset((surname.casefold(), initial.casefold())))
            authors.update(name.casefold() for name in _AUTHOR.findall(text))
        self._pairs = pairs
        self._authors = authors

    def __call__(self, name: Sequence[str]) -> bool:
        """Whether the documents name this person: a given name first and a surname last."""
        first, last = name[0].casefold(), name[-1].casefold()
        forms = {last, re.sub(r"['’]?s?\Z", "", last)}
        if forms & self._authors:
            return True
        return any(frozenset((start, form)) in self._pairs for start in (first, first[0]) for form in forms)
