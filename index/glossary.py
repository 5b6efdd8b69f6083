"""Abbreviations that the documents themselves define, found by how definitions are written."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_IN_BRACKETS = re.compile(r"\(([A-ZÆØÅ][A-ZÆØÅa-zæøå0-9]{0,9}[A-ZÆØÅ])\)")
_BEFORE_DASH = re.compile(r"\b([A-ZÆØÅ]{2,10}) [–-] ((?:\w+[ -]?){1,8})")
_WORD = re.compile(r"[\wæøåÆØÅ-]+")
_LONGEST_TERM = 8


def find_abbreviations(texts: Iterable[str]) -> Mapping[str, str]:
    """Abbreviation to term, the most frequent wording of each, from definitions like "Helsetjenesteteam (HT)".

    A definition counts only when the abbreviation's letters stand in order in the term and both open alike.
    """
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for match in _IN_BRACKETS.finditer(text):
            term = _term_before(text[max(0, match.start() - 120) : match.start()], match.group(1))
            if term:
                found.setdefault(match.group(1), Counter())[term.lower()] += 1
        for match in _BEFORE_DASH.finditer(text):
            term = _shortest(match.group(2).split(), match.group(1))
            if term:
                found.setdefault(match.group(1), Counter())[term.lower()] += 1
    return {short: terms.most_common(1)[0][0] for short, terms in sorted(found.items())}


def _term_before(text: str, short: str) -> str | None:
    """The fewest words at the end of ``text`` that ``short`` abbreviates."""
    sentence = re.split(r"[.!?:;(]\s", text)[-1]
    words = _WORD.findall(sentence)
    for count in range(1, min(_LONGEST_TERM, len(words)) + 1):
        if _abbreviates(short, words[-count:]):
            return " ".join(words[-count:])
    return None


def _shortest(words: list[str], short: str) -> str | None:
    for count in range(1, len(words) + 1):
        if _abbreviates(short, words[:count]):
            return " ".join(words[:count])
    return None


def _abbreviates(short: str, words: list[str]) -> bool:
    letters, term = short.lower(), " ".join(words).lower()
    if not term.startswith(letters[0]) or len(term) <= len(short):
        return False
    position = -1
    for letter in letters:
        position = term.find(letter, position + 1)
        if position < 0:
            return False
    initials = sum(word[0] in letters for word in term.split())
    return initials >= len(words) - sum(word in ("og", "for", "i", "av", "the", "of") for word in term.split())
