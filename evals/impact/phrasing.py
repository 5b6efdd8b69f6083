"""Enough Norwegian grammar to turn a sentence or heading into a question, or to see that it is better left alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from ...corpus.types import Document
from ...index.lexical import stem

_WORD = re.compile(r"[^\W_][\w-]*")
_INSIDE = re.compile(r"(?<=[a-zæøå,;] )[A-ZÆØÅ][\wæøå-]*")
_ABBREVIATION = re.compile(r"\w*[A-ZÆØÅ\d]\w*[A-ZÆØÅ]")
_NUMBER_BEFORE = re.compile(r"^\d+(?:\.\d+)*\.?\s+")
_ADJECTIVE = re.compile(r"\w+(?:e|t|ig|sk|ende|iv|al|ær|som)|\d+|to|tre|fire|fem|seks|sju|åtte|ni|ti")
_DEFINITE = re.compile(r"\w{2,}(?:en|et|a|ene)s?")
_LONG = 10
"""Letters from which a definite noun is taken to be a compound that needs nothing before it, as "pilotprosjektet"."""

_COMPOUND = 14
"""Letters from which a definite noun in a heading that asks is a compound that says what is asked about."""

_LONGEST = 300
_SHORTEST = 5
_LONGEST_HEADING = 9

_JOINS = frozenset("i på for av til med om mellom fra ved under etter mot hos over uten innen blant og eller".split())  # noqa: SIM905
_ARTICLES = frozenset("en ei et den det de hver hvert".split())  # noqa: SIM905
_OPENERS = frozenset(
    """dette disse denne den det de han hun her der da dermed derfor men og også samtidig slik slike videre dessuten
    likevel imidlertid begge andre annet noen mange flere alle ingen slikt det hva hvem så altså deretter""".split()  # noqa: SIM905
)
_LEANING = frozenset(
    """dette disse denne slike slikt sistnevnte førstnevnte ovenfor nedenfor vi jeg oss vår vårt våre meg min mine du
    deg din dine ditt dere også derfor dermed likevel nevnt tillegg""".split()  # noqa: SIM905
)
_NO_NOUNS = frozenset(
    """er var har hadde kan skal skulle vil ville må måtte bør burde blir ble får fikk gir ga gjør gjorde tar
    tok går gikk kommer kom ser så står sto viser viste mener sier sa jobber arbeider bruker øker økte handler
    gjelder betyr innebærer krever bidrar bidro fører førte trenger ønsker følger fulgte starter startet virker
    består omfatter forteller nevner peker skriver opplever opplevde hva hvem hvor hvordan hvorfor hvilke
    hvilken hvilket når hvis at som der å ikke litt noe noen mange flere vi jeg du dere han hun seg man slik
    slike dette disse denne minst""".split()  # noqa: SIM905
)
_NOT_ADJECTIVES = frozenset("ansatte pårørende eldre unge voksne syke informanter".split())  # noqa: SIM905
_GENERIC = frozenset(
    """innledning bakgrunn sammendrag konklusjon oppsummering metode referanser litteratur litteraturliste vedlegg kilde
    innhold innholdsfortegnelse forord kilder diskusjon resultater organisering datainnsamling intervjuguide avslutning
    kontakt kontaktinformasjon problemstilling problemstillinger begrepsavklaring personvernerklæring""".split()  # noqa: SIM905
)
_BOKMAAL = frozenset("og er på som det til av for i med en et ikke fra de".split())  # noqa: SIM905
_NYNORSK = frozenset("ikkje eit dei ein frå vere kva noko berre".split())  # noqa: SIM905


def is_bokmaal(text: str) -> bool:
    """Whether the small words of ``text`` are those of bokmål."""
    words = [word.lower() for word in _WORD.findall(text)]
    share = sum(word in _BOKMAAL for word in words)
    return share > 0.15 * len(words) and share > 10 * sum(word in _NYNORSK for word in words)


def stands_alone(sentence: str) -> bool:
    """Whether a reader understands the sentence without those before it, as far as its words tell."""
    words = [word.lower() for word in _WORD.findall(sentence)]
    if len(words) < _SHORTEST or len(sentence) > _LONGEST:
        return False
    counts = re.match(r"Det (?:er|var|finnes|fantes) ", sentence)
    specific = re.match(r"De[nt]? \w+e \w+(?:ene|en|et) (?:med|til|for) ", sentence)
    opens = sentence[0].isupper() or sentence[0].isdigit()
    leans = words[0] in _OPENERS and not counts and not specific
    inner = words[:-1] if sentence.endswith(":") else words
    pointing = _LEANING & set(inner) - ({"disse", "dette"} if sentence.endswith(":") else set())
    return opens and not leans and not pointing and "http" not in sentence


def is_noun_phrase(text: str, is_name: Callable[[str], bool] = str.istitle) -> bool:
    """Whether ``text`` names something: nouns with their adjectives, joined by prepositions, "og" and commas.

    ``is_name`` tells the words that may stand before a noun as its name, as in "Bergen kommune".
    """
    if not re.fullmatch(r"[\w ,'-]+", text):
        return False
    groups = list(_groups(text))
    return any(groups) and all(not group or _is_noun_group(group, is_name) for group in groups)


def _groups(text: str) -> Iterator[list[str]]:
    """The words of ``text`` between prepositions, "og" and commas."""
    group: list[str] = []
    for word in re.findall(r"[\w'-]+|,", text):
        if word == "," or word.lower() in _JOINS:
            yield group
            group = []
        else:
            group.append(word)
    yield group


def _is_noun_group(words: Sequence[str], is_name: Callable[[str], bool]) -> bool:
    lower = [word.lower() for word in words]
    if _NO_NOUNS & set(lower):
        return False
    with_article = lower[0] in _ARTICLES
    rest = list(words[1:] if with_article else words)
    if len(rest) > 1 and rest[-1].isdigit():
        rest.pop()
    if not rest or len(rest) > 3:
        return False
    *before, noun = rest
    if noun.lower().endswith("-") or not before:
        return True
    if all(map(is_name, before)):
        return True
    owned = before[0].endswith("s")
    adjectives = before[1:] if owned else before
    definite = _DEFINITE.fullmatch(noun) and not noun[0].isupper()
    return all(map(_is_adjective, adjectives)) and (with_article or owned or not definite)


def _is_adjective(word: str) -> bool:
    lower = word.lower()
    return (
        bool(_ADJECTIVE.fullmatch(lower)) and lower not in _NOT_ADJECTIVES and not lower.endswith(("ere", "ene", "het"))
    )


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How one document writes: ``names`` are the words that it writes with a capital inside sentences, and only so.

    ``subjects`` are the stems of the words in its title.
    """

    names: frozenset[str]
    subjects: frozenset[str]
    title: str

    @classmethod
    def of(cls, document: Document) -> Self:
        """The way ``document`` writes."""
        capital = {word.rstrip("-") for word in _INSIDE.findall(document.text)}
        small = {word.rstrip("-") for word in re.findall(r"\b[a-zæøå][\w-]*", document.text)}
        title = document.source.title
        return cls(
            names=frozenset(word for word in capital if word.lower() not in small),
            subjects=_stems(title),
            title=title,
        )

    def inside(self, text: str) -> str:
        """``text`` as it reads inside a sentence: with a small letter first, unless a name opens it."""
        word = _WORD.match(text)
        return text if not word or self._is_name(word.group()) else text[0].lower() + text[1:]

    def _is_name(self, word: str) -> bool:
        return word.rstrip("-") in self.names or bool(_ABBREVIATION.match(word))

    def _is_specific(self, text: str) -> bool:
        words = _WORD.findall(text)
        return any(self._is_name(word) or (len(word) >= _COMPOUND and _DEFINITE.fullmatch(word)) for word in words[1:])

    def is_clear(self, phrase: str, headings: Sequence[str]) -> bool:
        """Whether ``phrase`` names something that a reader knows who has read only the title and the headings."""
        opens = _WORD.match(phrase)
        if not opens or opens.group().lower() in _JOINS or not is_noun_phrase(phrase, self._is_name):
            return False
        if any(map(self._is_name, _WORD.findall(phrase))):
            return True
        head = next(group for group in _groups(phrase) if group)
        known = self.subjects.union(*map(_stems, headings))
        noun = head[-1].lower()
        return (
            head[0].lower() in {"en", "ei", "et"}
            or not _DEFINITE.fullmatch(noun)
            or len(noun) >= _LONG
            or stem(noun) in known
        )

    def question_of(self, heading: str) -> str | None:
        """The question that a reader of ``heading`` would ask; ``None`` where it names nothing or too little."""
        plain = _NUMBER_BEFORE.sub("", heading).strip()
        words = [word.lower() for word in _WORD.findall(plain)]
        in_title = plain.casefold() in self.title.casefold()
        if not words or len(words) > _LONGEST_HEADING or _LEANING & set(words) or in_title:
            return None
        if plain.endswith("?"):
            asks = re.match(r"(?:Hva|Hvem|Hvor|Hvordan|Hvorfor|Hvilke[nt]?|Når) ", plain)
            return plain if asks and self._is_specific(plain) else None
        alone = len(words) == 1 and len(plain) < _LONG and not self._is_name(plain)
        generic = words[0] in _GENERIC or re.search(r"\d$", plain) or (plain.isupper() and len(words) > 1)
        topic = re.sub(r" \([A-ZÆØÅ]+\)$", "", plain)
        if alone or generic or not is_noun_phrase(topic, self._is_name):
            return None
        return f"Hva står det om {self.inside(topic)}?"


def in_common(text: str, other: str) -> int:
    """The number of stems of longer words that the two have in common."""
    one, two = (
        frozenset(stem(word.lower()) for word in _WORD.findall(side) if len(word) > 3) for side in (text, other)
    )
    return len(one & two)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.lower()) for word in _WORD.findall(text))
