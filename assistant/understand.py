"""What a question asks for: made safe, told apart by language, standing alone, and split into its parts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, cast

from ..index.lexical import read_stopwords, stem, words
from .health import HealthDetails
from .language import LanguageDetector
from .persons import IsPublic
from .privacy import mask
from .rules import read_rules, whole_words
from .safety import SafetyRules
from .talk import SmallTalk
from .types import Language, Question, RefusalReason, Turn
from .vocabulary import Vocabulary
from .wording import Wording

Ask = Literal["fact", "list", "why", "how", "define", "other"]
"""What kind of answer is wanted; ``fact`` is a number, a date, a person or a place."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked: ``text`` as the asker put it, ``dense`` to embed, ``lexical`` to look for word by word.

    ``whole`` is ``text`` after the earlier questions that it points back to, so that it stands alone.
    ``content`` holds the words of subject matter, of this part and what it carries over from the conversation, ``own``
    those of this part alone; ``sought`` holds what a passage should, each thing in all the words that may name it;
    ``names`` the stems of names and figures among them, which an answer cannot do without;
    ``cue`` names what an answering sentence holds, in ``cues.toml``. ``now`` says that the asker wants to know how it
    is today, ``asking`` what somebody was asked, ``personal`` what they themselves may or should do, or have done for
    them; ``carried`` that ``content`` holds words of the conversation.
    ``glossed`` says that ``dense``, ``lexical`` and ``content`` hold Norwegian words for a question in another
    language; ``related`` holds what documents may call it.
    """

    text: str
    whole: str
    dense: str
    lexical: str
    content: tuple[str, ...]
    sought: tuple[tuple[str, ...], ...]
    own: tuple[str, ...]
    names: tuple[str, ...]
    ask: Ask
    cue: str | None
    now: bool
    asking: bool
    personal: bool
    carried: bool
    norwegian: bool
    glossed: bool
    related: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A question ready to be answered.

    ``masked`` says that personal data was hidden, ``health`` that a person's health is told of;
    ``unresolved`` that it only points back at something that was never said; ``opinion`` that it asks what the
    assistant itself thinks; ``small_talk`` that it asks nothing of the documents;
    ``of_service`` that it holds a word of the service or of working in it.
    """

    text: str
    language: Language
    norwegian: bool
    masked: bool
    health: bool
    unsafe: bool
    unresolved: bool
    about_now: bool
    opinion: bool
    small_talk: bool
    of_service: bool
    parts: tuple[Part, ...]

    @property
    def refusal(self) -> RefusalReason | None:
        """Why no document is to be asked, whatever it says; ``None`` when the documents decide."""
        if self.unsafe:
            return "unsafe"
        if self.small_talk:
            return "out_of_scope"
        if self.opinion:
            return "not_in_sources"
        return "unclear" if self.unresolved else None

    @property
    def manner(self) -> Literal["small_talk", "opinion"] | None:
        """What is said in place of the reason's own words, where they would be out of place."""
        if self.unsafe:
            return None
        if self.small_talk:
            return "small_talk"
        return "opinion" if self.opinion else None


_NAME = re.compile(r"(?<=[\w,;:] )[A-ZÆØÅ][\wæøå]+|\b\d+\b")
"""A word with a capital letter that does not open a sentence, or a figure."""

_TURNS_BACK = 3

_HINTS = 4
"""Synonyms embedded with a question in Norwegian: a few point the way, many drown it."""

_FEW = 2
"""Content words up to which a pronoun is taken to point back; with more, the question stands on its own."""


_BEFORE_LAST = re.compile(r"\A.*[.!]\s+(?=\S.*\?)", re.DOTALL)
"""The sentences before one that asks: who the asker is, and what happened."""


def asked_last(text: str) -> str:
    """``text`` from the sentence on that asks; all of it when none does."""
    return _BEFORE_LAST.sub("", text)


class Understanding:
    """Understands questions by rules and the vocabulary of one generation; no model is needed."""

    def __init__(
        self,
        detector: LanguageDetector,
        safety: SafetyRules,
        abbreviations: Mapping[str, str],
        vocabulary: Vocabulary,
        is_public: IsPublic | None = None,
    ) -> None:
        self._detector = detector
        self._safety = safety
        self._health = HealthDetails()
        self._is_public = is_public
        self._small_talk = SmallTalk()
        self.abbreviations = abbreviations
        self._abbreviations = {short.lower(): term for short, term in abbreviations.items()}
        cues = read_rules("cues.toml")
        self._stopwords = read_stopwords() | set(cues["words"]["thin"])
        self._asks: list[tuple[Ask, re.Pattern[str]]] = [
            (cast("Ask", ask), whole_words(patterns)) for ask, patterns in cues["asks"].items()
        ]
        self._answers = {name: whole_words(cue["question"]) for name, cue in cues["answers"].items()}
        self._numbers: list[list[str]] = cues["words"]["numbers"]
        self._number_words = {form for forms in self._numbers for form in forms if not form.isdigit()}
        self._opinion = whole_words(cues["words"]["opinion"])
        self._now = whole_words(cues["words"]["now"])
        self._service = whole_words(cues["words"]["service"])
        self._not_now = whole_words(cues["words"]["not_now"])
        self._asking = whole_words(cues["words"]["asking"])
        self._personal = whole_words(cues["words"]["personal"])
        self._back = frozenset(cues["words"]["back"])
        self._opener = whole_words(cues["words"]["openers"])
        second, other, polish = (
            whole_words(cues["words"][name]).pattern for name in ("questions", "yes_or_no", "polish_questions")
        )
        self._second_question = re.compile(
            rf"\?\s+(?:og\s+|å\s+|and\s+)?(?=\S)|,?\s+(?:og|å|and)\s+(?={second})|,\s+(?:og|å|and)\s+(?={other})"
            rf"|,?\s+(?:oraz|i|a)\s+(?={polish})",
            re.IGNORECASE,
        )
        self._vocabulary = vocabulary
        self._wording = Wording(vocabulary)

    def understand(self, question: Question) -> Understood:
        """What ``question`` asks for, with personal data hidden from everything that follows."""
        masked = mask(question.text, self._is_public)
        detected = self._detector.detect(masked.text)
        carried, unresolved = self._carried(masked.text, question.history)
        pieces = [piece.strip() for piece in self._second_question.split(masked.text) if piece.strip()]
        if not pieces or not all(self._content(piece) for piece in pieces):
            pieces = [masked.text]
        return Understood(
            text=masked.text,
            language=question.language or detected.language,
            norwegian=detected.norwegian,
            masked=masked.found,
            health=self._health.told_in(masked.text),
            unsafe=self._safety.is_unsafe(masked.text, about_person=masked.about_person),
            unresolved=unresolved,
            about_now=self._is_about_now(masked.text),
            opinion=bool(self._opinion.search(masked.text)),
            of_service=bool(self._service.search(masked.text)),
            small_talk=self._small_talk.is_all_of(masked.text),
            parts=tuple(
                self._part(piece, pieces[:index], carried, norwegian=detected.norwegian)
                for index, piece in enumerate(pieces)
            ),
        )

    def _is_about_now(self, text: str) -> bool:
        return bool(self._now.search(self._not_now.sub(" ", text)))

    def _content(self, text: str) -> list[str]:
        return [word for word in words(text) if word not in self._stopwords and word not in self._number_words]

    def _points_back(self, text: str) -> bool:
        content = self._content(text)
        pronoun = any(word in self._back for word in words(text))
        return not content or bool(self._opener.match(text)) or (pronoun and len(content) <= _FEW)

    def _carried(self, text: str, history: Sequence[Turn]) -> tuple[str, bool]:
        """What earlier questions lend to this one, and whether it points back at nothing."""
        if not self._points_back(text):
            return "", False
        asked = [mask(turn.content, self._is_public).text for turn in history if turn.role == "user"][-_TURNS_BACK:]
        carried: list[str] = []
        for earlier in reversed(asked):
            carried.insert(0, earlier)
            if not self._points_back(earlier):
                break
        leaning = len(self._content(text)) <= bool(self._opener.match(text))
        return " ".join(carried), not carried and leaning

    def _part(self, text: str, before: Sequence[str], carried: str, *, norwegian: bool) -> Part:
        context = carried
        if before and self._points_back(text):
            context = f"{carried} {before[-1]}".strip()
        whole = f"{context} {text}".strip()
        content = self._content(whole)
        expansions = [self._abbreviations[short] for short in self._abbreviated(whole)]
        numbers = [form for forms in self._numbers for form in forms if set(forms) & set(words(whole))]
        bokmal = self._wording.bokmal(whole) if norwegian else whole
        glosses = () if norwegian else self._wording.gloss(whole)
        # In a follow-up, other words for what is new would drown what it is about.
        related = self._wording.synonyms(bokmal) if norwegian and not context else ""
        gloss = list(dict.fromkeys(" ".join(glosses).split()))
        hint = " ".join(gloss or related.split()[:_HINTS])
        own = self._content(bokmal) if norwegian else content
        # What is looked for may be spelt or put together otherwise; whether it is met is for the word itself to say.
        mended = [(word, *self._vocabulary.meant(word)) for word in own] if norwegian else []
        meant = [*own, *gloss]
        spelt_out = [word for term in expansions for word in self._content(term)]
        return Part(
            text=text,
            whole=whole,
            dense=f"{bokmal} ({hint})" if hint else bokmal,
            lexical=" ".join(
                dict.fromkeys(
                    [*content, *meant, *chain.from_iterable(mended), *numbers, *expansions, *self._shortened(whole)]
                )
            ),
            content=tuple(dict.fromkeys([*meant, *spelt_out])),
            sought=tuple(
                dict.fromkeys(
                    [
                        *(mended or ((word,) for word in own if self._vocabulary.holds(word))),
                        *((word,) for word in spelt_out if norwegian or self._vocabulary.holds(word)),
                        *(tuple(said.split()) for said in glosses),
                    ]
                )
            ),
            own=tuple(dict.fromkeys(self._content(self._wording.bokmal(text) if norwegian else text))),
            names=tuple(dict.fromkeys(stem(name.lower()) for name in _NAME.findall(whole))) if norwegian else (),
            ask=self._ask(text),
            cue=next((name for name, pattern in self._answers.items() if pattern.search(text)), None),
            now=self._is_about_now(text),
            asking=bool(self._asking.search(whole)),
            personal=bool(self._personal.search(asked_last(text))),
            carried=bool(context),
            norwegian=norwegian,
            glossed=bool(glosses),
            related=related,
        )

    def _ask(self, text: str) -> Ask:
        for ask, pattern in self._asks:
            if pattern.search(text):
                return ask
        return "other"

    def _abbreviated(self, text: str) -> list[str]:
        """The abbreviations in ``text``, those with a genitive s too."""
        found = (word if word in self._abbreviations else word.removesuffix("s") for word in words(text))
        return [short for short in dict.fromkeys(found) if short in self._abbreviations]

    def _shortened(self, text: str) -> list[str]:
        """Abbreviations of the terms that ``text`` spells out."""
        lower = text.lower()
        return [short for short, term in self._abbreviations.items() if term[: max(6, len(term) - 4)] in lower]


def answer_patterns() -> Mapping[str, re.Pattern[str]]:
    """What a sentence holds that answers, by the name of what is asked for."""
    return {name: whole_words(cue["sentence"]) for name, cue in read_rules("cues.toml")["answers"].items()}
