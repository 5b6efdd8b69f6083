"""Names of private persons in a question, known by the words around them.

Names that nothing marks as a private person's are left alone: the documents' own places and authors look the same.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..index.lexical import read_stopwords
from .rules import read_rules


@dataclass(frozen=True, slots=True)
class PrivateName:
    """A name at ``text[start:end]``; ``cared_for`` is whether it makes the question one about a person in care."""

    start: int
    end: int
    cared_for: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in a row that may be a name: their places in the text, and which of them are known given names."""

    text: str
    places: tuple[tuple[int, int], ...]
    given: tuple[bool, ...]

    @property
    def sure(self) -> bool:
        return any(self.given) or len(self.places) > 1


def _any(patterns: Sequence[str]) -> str:
    return "(?:" + "|".join(pattern.replace(" ", r"\s+") for pattern in patterns) + ")"


_WORDS: dict[str, Any] = read_rules("names.toml")
_GIVEN = frozenset((*_WORDS["given"].split(), *_WORDS["foreign"].split()))
_ALSO_WORDS = frozenset(_WORDS["words"].split())
_STOPWORDS = read_stopwords()
_PLACE = re.compile(
    _any(
        [
            form
            for group in ("countries", "municipalities")
            for forms in read_rules("places.toml")[group].values()
            for form in forms
        ]
    )
)
_TOKEN = re.compile(
    r"(?:van (?:der? |den )?|von |de la |bin )?(?:[A-ZÆØÅŁŚŻ]\.|[^\W\d_](?:[\w'’]*\w)?(?:-[^\W\d_]\w*)*)"
)
_SURNAME = re.compile(
    r"\w{2,}(?:sen|sson|son|stad|berg|dahl|rud|land|nes|haug|heim|vik|bakken|moen|lien|ski|ska|wicz)s?"
)
_LONGEST = 4

IsPublic = Callable[[Sequence[str]], bool]
"""Whether the documents name somebody by these words, a given name first and a surname last."""


def _before(patterns: str) -> re.Pattern[str]:
    """A pattern for the end of what stands before a name."""
    return re.compile(rf"(?<!\w){patterns}(?:\s+{_any(_WORDS['between'])})?\s*[\s:,(]\s*\Z", re.IGNORECASE)


_POSSESSIVE, _KIN, _OF = (_any(_WORDS[name]) for name in ("possessive", "kin", "of"))
_PERSON = _before(
    rf"(?:{_any(_WORDS['person'])}|{_POSSESSIVE}\s+(?:\w+\s+)?{_KIN}|{_KIN}\s+{_POSSESSIVE}"
    rf"|{_any(_WORDS['definite'])}|{_KIN}(?:\s+{_POSSESSIVE})?\s+{_OF}|\bto\s+{_KIN})"
)
_OWN = _before(_any(_WORDS["own"]))
_BEFORE_GIVEN = _before(_any(_WORDS["given_only"]))
_CARED_FOR = ("han", "hun", "ho", "hu", "hen", "bruk", "user")
"""How those of the words before a given name begin that speak of a person in care."""

_PREPOSITION = re.compile(r"(?:^|[.?!]\s*|\b(?:i|på|ved|frå|fra|til|etter|in|at|from|w|we|z|na)\s+)\Z", re.IGNORECASE)

_AGE = r"(?:1[01]\d|[1-9]\d?)"
_YEARS = (
    r"(?:år\w*|years?|yrs?|yo|y/o|lata?|rok\w*)\b"
    r"(?!\s+(?:etter|siden|sidan|senere|seinare|før|med|later|ago|after|temu|później))"
)
_OF_YEARS = re.compile(
    rf",?\s*\(?\s*(?:på |som er |aged? |(?:i|w) wieku |lat )?{_AGE}[\s-]*{_YEARS}|,?\s+(?:aged?|lat) {_AGE}\b",
    re.IGNORECASE,
)
_AGED = re.compile(
    rf",?\s*\(\s*{_AGE}\s*\)|,\s*{_AGE}\s*(?:[,.;)?!]|$)|\s+(?:er|e|is|ma|på)\s+{_AGE}\s*(?:{_YEARS}|[,.;?!]|$)"
    rf"|\s+på\s+{_AGE}\b(?!\s*(?:%|prosent))",
    re.IGNORECASE,
)
_BORN = re.compile(r",?\s*\(?\s*(?:født|fødd|f\.|born|urodz\w+|ur\.)\s", re.IGNORECASE)
_OWNS_KIN = re.compile(rf"(?:(?<=[sS'’])|\s+(?:sin|si|sitt))\s+{_KIN}\b", re.IGNORECASE)


def private_names(text: str, mask: str, is_public: IsPublic | None = None) -> Iterator[PrivateName]:
    """The names in ``text`` that are a private person's, in order, none overlapping.

    They are known by the words around them; ``mask`` is what stands where something else of a person's was hidden,
    which marks a name right before it. With ``is_public``, so are a given name and a surname that it does not know.
    """
    beside = re.compile(rf"(?:[\s,:;(]+[^\W\d_A-ZÆØÅ][\w.]*:?){{0,3}}[\s,:;(]+{re.escape(mask)}")
    end = 0
    for run in _runs(text):
        found = _after_words(run) or _before_words(run, beside)
        if found is None and is_public:
            found = _full_name(run, is_public)
        if found and found.start >= end:
            end = found.end
            yield found


def _runs(text: str) -> Iterator[_Run]:
    position = 0
    while token := _TOKEN.search(text, position):
        position = token.end()
        places: list[tuple[int, int]] = []
        given: list[bool] = []
        while token and len(places) < _LONGEST and _may_be_name(token.group(), first=not any(given)):
            places.append(token.span())
            given.append(_is_given(token.group()))
            position = token.end()
            gap = re.compile(r"[  ]?").match(text, position)
            token = _TOKEN.match(text, gap.end() if gap else position)
        if places:
            yield _Run(text, tuple(places), tuple(given))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?\Z", "", word.casefold())


def _is_given(word: str) -> bool:
    bare = _bare(word)
    parts = {bare, bare.removesuffix("s"), bare.partition("-")[0]}
    if word[0].islower():
        return bool(parts & _GIVEN - _ALSO_WORDS)
    return bool(parts & (_GIVEN | _ALSO_WORDS))


def _may_be_name(word: str, *, first: bool) -> bool:
    if _is_given(word):
        return True
    last = word.rpartition(" ")[2]
    if not last[0].isupper():
        return not first and _SURNAME.fullmatch(last) is not None
    if _bare(last) in _STOPWORDS:
        return False
    initial = len(last.rstrip(".")) == 1 and last.endswith(".")
    return initial or any(letter.islower() for letter in last) or (not first and len(last) > 2)


def _after_words(run: _Run) -> PrivateName | None:
    """The name in ``run`` that words before it mark, one such word being perhaps in the run itself."""
    end = run.places[-1][1]
    for (start, stop), is_given in zip(run.places, run.given, strict=True):
        before = run.text[max(0, start - 80) : start]
        capital = is_given or any(letter.isupper() for letter in run.text[start:stop])
        listed = before.rstrip().endswith(",")
        if not capital or (listed and not run.sure) or _PLACE.fullmatch(run.text[start:stop].casefold()):
            continue
        if _PERSON.search(before):
            return PrivateName(start, end, cared_for=True)
        if _OWN.search(before):
            return PrivateName(start, end, cared_for=False)
        if is_given and (known := _BEFORE_GIVEN.search(before)):
            return PrivateName(start, end, cared_for=known.group().lower().startswith(_CARED_FOR))
    return None


def _before_words(run: _Run, beside: re.Pattern[str]) -> PrivateName | None:
    """The name in ``run`` that an age, a birth, a relative or something hidden after it marks."""
    first = run.given.index(True) if any(run.given) else 0
    start, end = run.places[first][0], run.places[-1][1]
    if _is_place(run):
        return None
    if _OF_YEARS.match(run.text, end) and (run.sure or _stands_free(run)):
        return PrivateName(start, end, cared_for=True)
    if (any(run.given) and _AGED.match(run.text, end)) or (run.sure and _BORN.match(run.text, end)):
        return PrivateName(start, end, cared_for=True)
    if any(run.given) and _OWNS_KIN.match(run.text, end):
        return PrivateName(start, end, cared_for=True)
    if run.sure and beside.match(run.text, end):
        return PrivateName(start, end, cared_for=False)
    return None


def _full_name(run: _Run, is_public: IsPublic) -> PrivateName | None:
    """A given name with a surname after it, both with a capital letter, that is not one of the documents' own."""
    tokens = [run.text[start:stop] for start, stop in run.places]
    for at, token in enumerate(tokens[:-1]):
        bare = _bare(token)
        if token[0].islower() or not {bare, bare.partition("-")[0]} & _GIVEN - _ALSO_WORDS:
            continue
        surname = tokens[-1].rpartition(" ")[2]
        if not surname[0].isupper() or surname.endswith(".") or surname.isupper() or is_public(tokens[at:]):
            return None
        return PrivateName(run.places[at][0], run.places[-1][1], cared_for=False)
    return None


def _is_place(run: _Run) -> bool:
    start, end = run.places[0]
    return not any(run.given) and _PLACE.fullmatch(run.text[start:end].casefold()) is not None


def _stands_free(run: _Run) -> bool:
    """Whether a single word that is no known given name stands as a person's would: not as a place, nor to open."""
    return _PREPOSITION.search(run.text[: run.places[0][0]]) is None
