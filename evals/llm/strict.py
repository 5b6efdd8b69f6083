"""Whether what can be checked of a sentence without understanding it stands in its quotes.

Nothing here uses the product's own checks, so that a fault in those shows.
"""

import re
from collections.abc import Sequence

_WORDS = """null _ to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten
    tjue""".split()  # noqa: SIM905
_NUMBERS = {word: str(value) for value, word in enumerate(_WORDS)} | {"syv": "7", "tretti": "30", "hundre": "100"}
_DATES = frozenset(
    """januar februar mars april mai juni juli august september oktober november desember mandag tirsdag onsdag torsdag
    fredag lørdag søndag våren høsten sommeren vinteren""".split()  # noqa: SIM905
)
_NEGATIONS = frozenset("ikke ikkje ingen aldri uten utan verken korkje".split())  # noqa: SIM905
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")


def facts_stand(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether every figure, date, name and negation of ``sentence`` stands in ``quotes``, each as the same word.

    Names are words with a capital letter inside a sentence; numbers may be digits here and words there.
    """
    there = {_value(word) for quote in quotes for word in _WORD.findall(quote)}
    return all(_value(word) in there or _value(word).removesuffix("s") in there for word in _facts(sentence))


def _facts(sentence: str) -> list[str]:
    words = _WORD.findall(sentence)
    return [
        word
        for at, word in enumerate(words)
        if word[0].isdigit()
        or word.lower() in _NUMBERS
        or word.lower() in _DATES
        or word.lower() in _NEGATIONS
        or (at and word[0].isupper())
    ]


def _value(word: str) -> str:
    lower = word.lower()
    plain = {"ikkje": "ikke", "utan": "uten", "korkje": "verken"}.get(lower, lower)
    return _NUMBERS.get(plain, plain.replace(",", "."))
