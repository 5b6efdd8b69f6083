"""The language a question is written in, told from a handful of words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from .types import Language

_WORD = re.compile(r"[^\W\d_]+")

_NORWEGIAN = "er det på som og av til med har kan skal vil i for om å den at seg du så hos ved under".split()  # noqa: SIM905
"""Function words that both written forms of Norwegian share."""

_MARKERS: Mapping[Language, frozenset[str]] = {
    "nb": frozenset(
        """hva hvem hvor hvordan hvorfor hvilke hvilken hvilket når ikke jeg en et de dere deres noen noe etter være ble
        fikk mye mer bare uten mellom forskjell betyr finnes hvis fra nå ka ke kem æ dokker korsn åssen""".split()  # noqa: SIM905
    )
    | frozenset(_NORWEGIAN),
    "nn": frozenset(
        """kva kven kvar korleis kvifor ikkje eg dykk dei ein eit nokon noko frå meir berre utan skilnaden mellom tyder
        finst vere vart vore fekk mykje sjølv desse såg me kor då tilsette""".split()  # noqa: SIM905
    )
    | frozenset(_NORWEGIAN),
    "en": frozenset(
        """what who where how why which when the is are was were does do did of and in not can should about between with
        they have has it this that many much long their my you your we""".split()  # noqa: SIM905
    ),
    "pl": frozenset(
        """co kto gdzie jak dlaczego który jaki jakie jaka jest są nie czy się dla na w z ile kiedy czym różni między
        oraz o po przez był była były mam mogę do""".split()  # noqa: SIM905
    ),
}

_GERMAN = frozenset(
    """der die das ein eine einen ist sind war waren wird werden wurde wurden und nicht wie was wer wo wann warum welche
    welcher welches für mit von auf zu zum zur im den dem hat haben hatte kann bei sich es gibt ich wir oder über
    in""".split()  # noqa: SIM905
)
"""German function words: some look Norwegian, and what is German is full of words that the documents hold, too."""

_CODES: Mapping[str, Language] = {
    "no": "nb",
    "nb": "nb",
    "da": "nb",
    "sv": "nb",
    "nn": "nn",
    "fo": "nn",
    "en": "en",
    "pl": "pl",
}
"""What the identifier's codes stand for here; Danish and Swedish guesses are Norwegian more often than not."""


_FEW = 5
"""Words below which one function word outweighs what letter statistics say."""


@dataclass(frozen=True, slots=True)
class Detected:
    """The language to answer in, and whether the question itself is in Norwegian."""

    language: Language
    norwegian: bool


@cache
def _identifier() -> LanguageIdentifier:
    """The statistics over letters, read once: they fill 80 MB, and every index has a detector of its own."""
    return LanguageIdentifier.from_model_file(MODEL_FILE)


class LanguageDetector:
    """Tells bokmål, nynorsk, English and Polish apart, and any other language from these.

    ``is_corpus_word`` says whether a word in lower case stands in the documents.
    """

    def __init__(self, is_corpus_word: Callable[[str], bool]) -> None:
        self._identifier = _identifier()
        self._is_corpus_word = is_corpus_word

    def detect(self, text: str) -> Detected:
        """The language of ``text``; words of the documents count as bokmål, an unknown language as English.

        Function words decide where there are any: statistics over letters fail on five words of dialect.
        """
        words = [word.lower() for word in _WORD.findall(text)]
        votes: dict[Language, int] = {
            language: sum(word in markers for word in words) for language, markers in _MARKERS.items()
        }
        most = max(votes.values())
        if sum(word in _GERMAN for word in words) > max(most, 1):
            return Detected("en", norwegian=False)
        leaders: list[Language] = [language for language, count in votes.items() if count == most]
        if most > 1 and len(leaders) == 1:
            return _detected(leaders[0])
        if 2 * sum(map(self._is_corpus_word, words)) >= len(words):
            return _detected("nb" if "nb" in leaders else leaders[0])
        guess = _CODES.get(str(self._identifier.classify(text)[0]))
        if most and (len(words) < _FEW or guess):
            return _detected(guess if guess in leaders else leaders[0])
        return _detected(guess) if guess else Detected("en", norwegian=False)


def _detected(language: Language) -> Detected:
    return Detected(language, norwegian=language in ("nb", "nn"))
