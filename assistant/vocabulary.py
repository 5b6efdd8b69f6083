"""The words of the documents: whether they hold a word, and which of them a word that they do not hold stands for."""

from collections import defaultdict
from collections.abc import Iterable

from ..index.lexical import read_stopwords, stem, trigrams


def _pairs(rules: str) -> tuple[tuple[str, str], ...]:
    return tuple((old, new) for old, _, new in (rule.partition("=") for rule in rules.split()))


_STOPWORDS = read_stopwords()

_PART = 4
"""Letters in the shortest part of a compound."""

_CHECKED = 6
"""Letters from which a word is looked at for typos: shorter ones are alike by chance."""

_SHIFTS = _pairs(
    "kv=hv legare=ligere leg=lig heit=het leik=het semd=somhet are=ere ast=est ande=ende nkj=nk rkj=rk kkj=kk ggj=gg "
    "gj=g tj=tt kj=k au=ø øy=ø øy=ei ei=e ø=e ø=o y=ø y=i a=o o=a å=o u=o o=u ald=old fram=frem frem=fram rde=rte "
    "dde=det jar=er ar=er ane=ene ing=else ting=tning nad=ning nn=nd"
)
"""How nynorsk and dialects write what bokmål writes otherwise."""

_ENDINGS = _pairs(
    "an=ene an=er a=en a=et a=ene a=er a=e ar=er ane=ene ane=er st=s ast=es t=et =e =et ne=ene je=e ja=e jar=er i=en "
    "i=ig i=id"
)
"""How words end in nynorsk and dialects, and how in bokmål."""

_ALIKE = 0.5
"""Share of the trigrams of two words, ends marked, that they have in common when one is the other misspelt."""


class Vocabulary:
    """The words of the documents, in lower case; what it is asked about is in lower case too."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._stems = frozenset(map(stem, self._words))
        self._by_opening: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if len(word) >= _CHECKED and word.isalpha():
                self._by_opening[word[0]].append(word)

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def holds(self, word: str) -> bool:
        """Whether a word with the stem of ``word`` stands in the documents."""
        return stem(word) in self._stems

    def respelt(self, word: str) -> str:
        """The bokmål form of a word in nynorsk or dialect that the documents hold; ``word`` itself if they hold none.

        The forms differ by one shift of letters, one ending, or both, or the first part of a compound is clipped. Short
        words and those of grammar are like too many others, and stay.
        """
        if len(word) < _PART or word in _STOPWORDS or self.holds(word):
            return word
        shifted = [word, *(word.replace(old, new) for old, new in _SHIFTS if old in word)]
        ended = [form.removesuffix(old) + new for form in shifted for old, new in _ENDINGS if form.endswith(old)]
        known = (form for form in (*shifted, *ended) if form in self._words and len(form) >= _PART)
        return next(known, None) or self._written_out(word) or word

    def meant(self, word: str) -> tuple[str, ...]:
        """The words of the documents that ``word``, which they do not hold, is made of or was to be; may be none."""
        if self.holds(word) or not word.isalpha():
            return ()
        return self._parts(word) or self._nearest(word)

    def _parts(self, word: str) -> tuple[str, ...]:
        """The two words that a compound is made of, the last as long as can be; an s or e may stand between them."""
        for at in range(_PART, len(word) - _PART + 1):
            first, last = word[:at], word[at:]
            joined = [first, first.removesuffix("s"), first.removesuffix("e")] if self.holds(last) else []
            known = next((one for one in joined if len(one) >= _PART and self.holds(one)), None)
            if known:
                return known, last
        return ()

    def _written_out(self, word: str) -> str | None:
        """The compound that ``word`` is short for, its first part clipped: "infomøte" for "informasjonsmøter"."""
        for at in range(_PART, len(word) - _PART + 1):
            first, last = word[:at], stem(word[at:])
            known = (one for one in self._by_opening.get(word[0], ()) if one.startswith(first))
            if found := next((one for one in known if stem(one).endswith(last) and len(one) > len(word)), None):
                return found
        return None

    def _nearest(self, word: str) -> tuple[str, ...]:
        """The word that is most like a misspelt one, the first in order of those equally like it."""
        if len(word) < _CHECKED:
            return ()
        grams = _marked(word)
        best = max(self._by_opening.get(word[0], ()), key=lambda other: _alike(grams, other), default="")
        return (best,) if _alike(grams, best) >= _ALIKE else ()


def _marked(word: str) -> frozenset[str]:
    return trigrams(f"_{word}_")


def _alike(grams: frozenset[str], other: str) -> float:
    """The share of trigrams that a word and ``other`` have in common (Jaccard)."""
    others = _marked(other)
    return len(grams & others) / len(grams | others)
