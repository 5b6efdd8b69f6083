"""Question drafts for a document: what its headings and sentences already answer, by rules and without a model.

Few and sound beats many: a rule asks only where the grammar is plain, and never from a sentence that leans on others.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...corpus.split import split
from ...corpus.types import Document, Passage, Unit
from ..dataset import Kind
from .phrasing import Phrasing, in_common, is_bokmaal, is_noun_phrase, stands_alone

MOST = 12
"""Drafts of one document: as many as somebody reads through before choosing."""

_MOST_ITEMS = 8
_LONGEST_QUOTE = 1000

_NUMBERS = "én to tre fire fem seks sju åtte ni ti elleve tolv".split()  # noqa: SIM905
_NUMBER = rf"(?P<number>\d+(?:[ .]\d{{3}})*|{'|'.join(_NUMBERS[1:])})"
_ABOUT = r"(?:(?:om lag|omtrent|rundt|cirka|ca\.|over|nesten|minst|til sammen|i alt) )?"
_COUNTED = r"(?P<noun>(?:[a-zæøå]+e )?[a-zæøå]+(?<!en)(?<!ene)(?: av [a-zæøå]+ene)?)"
_SUBJECT = r"(?P<subject>[\w-]+(?: [\w-]+){0,6}?)(?: \([^()]+\))?"
_REST = r"(?P<rest>(?: (?:i|på|for|av|til|med|om|fra|hos)(?: [\w-]+){1,4})?)"
_HAS = "har|hadde|fikk|får|omfatter|omfattet|gjelder|gjaldt|startet|gjennomførte|intervjuet|inneholder|brukte|dekker"
_DO = "har|hadde|er|var|fikk|får|deltok|deltar|jobber|jobbet|ble|blir|svarte"
_ASIDE = re.compile(r",? \((?:[^()]*\d{4}[^()]*|s\. [^()]*)\)|, (?:ifølge|etter) [^,:]+(?=[.:]$)")


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question that a document answers, with the quote it came from.

    ``nuggets`` are what an answer has to show, each as its text and the word that finds it.
    """

    document: str
    question: str
    kind: Kind
    quote: str
    nuggets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A form of sentence, and the question that such a sentence answers.

    ``question`` names groups of ``pattern``; ``about`` is that of them which a reader must be able to resolve.
    """

    kind: Kind
    pattern: re.Pattern[str]
    question: str
    about: str | None = "subject"


def _rule(kind: Kind, pattern: str, question: str, about: str | None = "subject") -> _Rule:
    return _Rule(kind, re.compile(pattern), question, about)


_NOT_A_KIND = (
    "del|fordel|ulempe|utfordring|forutsetning|grunn|bakgrunn|risiko|eksempel|kilde|årsak|svar|problem|virkemiddel"
)
_KIND_OF = rf"(?P<is>er|var) (?:en|et|ei) (?!.{{0,40}}\b(?:{_NOT_A_KIND})\b)"
_PLAIN = r"(?!(?:\w+ )?(?:viktig|sentral|stor|svært|mer|mindre|lite|god|annen|annet)\w* )"
_SENTENCE_RULES = (
    _rule(
        "definition", rf"^{_SUBJECT} {_KIND_OF}{_PLAIN}.+ (?:som|der|å|i|med|for|til|av) .+\.$", "Hva {is} {subject}?"
    ),
    _rule("definition", rf"^{_SUBJECT} betyr (?!blant|mye|mest|ikke).+\.$", "Hva betyr {subject}?"),
    _rule("definition", r"^(?P<subject>[A-ZÆØÅ]{2,}) står for .+\.$", "Hva står {subject} for?"),
    _rule("definition", rf"^{_SUBJECT} består av .+\.$", "Hva består {subject} av?"),
    _rule(
        "fact",
        r"^(?P<subject>(?:De \w+ )?(?:Formål|Mål|Hensikt|Oppgave|Bakgrunn)\w* (?:med|til|for) [^,]{4,60}?) "
        r"(?P<is>er|var) .+\.$",
        "Hva {is} {subject}?",
    ),
    _rule(
        "fact",
        rf"^{_SUBJECT} (?P<verb>{_HAS}) {_ABOUT}{_NUMBER} {_COUNTED}{_REST}\.$",
        "Hvor mange {noun} {verb} {subject}{rest}?",
    ),
    _rule(
        "fact",
        rf"^{_SUBJECT} varte i {_ABOUT}{_NUMBER} (?P<noun>år|måneder|uker|dager)\.$",
        "Hvor lenge varte {subject}?",
    ),
    _rule("fact", rf"^{_SUBJECT} kostet {_ABOUT}(?P<number>[\d ,.]+\d) .*kroner\.$", "Hvor mye kostet {subject}?"),
    _rule(
        "fact",
        rf"(?i:^{_ABOUT}{_NUMBER}) {_COUNTED} (?P<rest>(?:{_DO}) [^,;:]{{4,70}})\.$",
        "Hvor mange {noun} {rest}?",
        None,
    ),
    _rule(
        "fact",
        rf"^Det (?P<is>er|var|finnes|fantes) {_ABOUT}{_NUMBER} {_COUNTED}(?P<rest> (?:i|på|for) [^,;:]{{4,50}})\.$",
        "Hvor mange {noun} {is} det{rest}?",
        None,
    ),
)
_LIST_RULES = (
    _rule(
        "list",
        rf"^{_SUBJECT} (?P<verb>{_HAS}) (?:{_NUMBER}|flere|disse) {_COUNTED}{_REST}:$",
        "Hvilke {noun} {verb} {subject}{rest}?",
    ),
    _rule(
        "list",
        r"^(?P<subject>(?:De \w+ )?[A-ZÆØÅ]?\w+ene (?:med|til|for|i) [^,:]{3,60}?) (?P<is>er|var):$",
        "Hva {is} {subject}?",
    ),
    _rule("list", rf"^{_SUBJECT} (?P<verb>består|besto) av:$", "Hva {verb} {subject} av?"),
    _rule("list", rf"^{_SUBJECT} (?P<verb>bidro|bidrar|gikk|går|førte|fører) til:$", "Hva {verb} {subject} til?"),
    _rule("list", rf"^{_SUBJECT} (?P<verb>omfatter|omfattet|krever|innebærer|inneholder):$", "Hva {verb} {subject}?"),
    _rule(
        "list",
        rf"^{_SUBJECT} (?P<verb>mener|sier|viser|viste) (?:dette|disse \w+) om (?P<rest>[^,:]{{4,60}}):$",
        "Hva {verb} {subject} om {rest}?",
    ),
)


def drafts_for(documents: Iterable[Document]) -> tuple[QuestionDraft, ...]:
    """The drafts of each document in turn, a question that several answer only once."""
    found: dict[str, QuestionDraft] = {}
    for document in documents:
        for draft in drafts_of(document):
            found.setdefault(draft.question.casefold(), draft)
    return tuple(found.values())


def drafts_of(document: Document) -> tuple[QuestionDraft, ...]:
    """At most ``MOST`` drafts in bokmål, none twice: those from sentences before those from headings.

    A document that is not in bokmål gets none.
    """
    if not is_bokmaal(document.text):
        return ()
    passages = split(document)
    phrasing = Phrasing.of(document)
    found: dict[str, QuestionDraft] = {}
    for draft in (*_from_units(document, passages, phrasing), *_from_headings(document, passages, phrasing)):
        found.setdefault(draft.question.casefold(), draft)
    return tuple(found.values())[:MOST]


def _from_units(document: Document, passages: Sequence[Passage], phrasing: Phrasing) -> Iterator[QuestionDraft]:
    for passage in passages:
        for at, unit in enumerate(passage.units):
            text = _text(document, unit)
            if unit.kind != "sentence" or not stands_alone(text):
                continue
            items = _items(passage.units[at + 1 :])
            rules = _LIST_RULES if items else _SENTENCE_RULES
            yield from _asked(document, passage, (unit, *items), rules, phrasing)


def _asked(
    document: Document, passage: Passage, units: Sequence[Unit], rules: Sequence[_Rule], phrasing: Phrasing
) -> Iterator[QuestionDraft]:
    texts = [_text(document, unit) for unit in units]
    plain = _ASIDE.sub("", texts[0])
    quote = " ".join(texts)
    if len(quote) > _LONGEST_QUOTE:
        return
    for rule in rules:
        match = rule.pattern.match(plain)
        if not match or not _is_sound(match, rule, passage, phrasing):
            continue
        groups = {name: phrasing.inside(text or "") for name, text in match.groupdict().items()}
        question = rule.question.format(**groups)
        number = groups.get("number") if rule.kind == "fact" else None
        nuggets = _of_number(number, groups) if number else _of_words(texts[1:] or [plain], question)
        if nuggets:
            yield QuestionDraft(document.source.id, question, rule.kind, quote, nuggets)
        return


def _is_sound(match: re.Match[str], rule: _Rule, passage: Passage, phrasing: Phrasing) -> bool:
    if rule.about is None:
        return True
    rest = match.groupdict().get("rest")
    return phrasing.is_clear(match[rule.about], passage.headings) and (not rest or is_noun_phrase(rest))


def _from_headings(document: Document, passages: Sequence[Passage], phrasing: Phrasing) -> Iterator[QuestionDraft]:
    counts = Counter(document.text[block.start : block.end] for block in document.blocks if block.kind == "heading")
    sentences: dict[str, list[str]] = {}
    for passage in passages:
        texts = [_text(document, unit) for unit in passage.units if unit.kind != "row"]
        alone = [text for text in texts if not text.endswith((":", ";", "?")) and stands_alone(text)]
        sentences.setdefault(passage.headings[-1] if passage.headings else "", []).extend(alone)
    for heading, texts in sentences.items():
        question = phrasing.question_of(heading) if counts[heading] == 1 else None
        sentence = max(texts, key=lambda text: in_common(heading, text), default="")
        if question and in_common(heading, sentence) and (nuggets := _of_words([sentence], question)):
            yield QuestionDraft(document.source.id, question, "fact", sentence, nuggets)


def _text(document: Document, unit: Unit) -> str:
    return " ".join(document.text[unit.start : unit.end].split())


def _items(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """The list items that stand first among ``units``; none when there are more than anybody would ask for."""
    items: list[Unit] = []
    for unit in units:
        if unit.kind != "item":
            break
        items.append(unit)
    return tuple(items) if 1 < len(items) <= _MOST_ITEMS else ()


def _of_number(number: str, groups: dict[str, str]) -> tuple[tuple[str, str], ...]:
    word = number.lower()
    forms = {word, str(_NUMBERS.index(word) + 1)} if word in _NUMBERS else {number}
    return ((f"{number} {groups.get('noun', 'kroner')}", rf"\b({'|'.join(map(re.escape, sorted(forms)))})\b"),)


def _of_words(texts: Sequence[str], question: str) -> tuple[tuple[str, str], ...]:
    """For each text the longest word that tells it from the others, and that the question does not give away."""
    found: list[tuple[str, str]] = []
    for at, text in enumerate(texts):
        others = " ".join((*texts[:at], *texts[at + 1 :], question)).lower()
        own = [word for word in re.findall(r"[^\W\d_]{5,}", text.lower()) if word not in others]
        if own:
            found.append((text.strip("-•. "), max(own, key=len)))
    return tuple(found)


def to_toml(drafts: Sequence[QuestionDraft]) -> str:
    """The drafts as a file of cases, all on dev, for a person to choose from and correct."""
    numbered = Counter[str]()
    clusters: list[str] = []
    for draft in drafts:
        numbered[draft.document] += 1
        clusters.append(_cluster(draft, f"{draft.document}-draft-{numbered[draft.document]}"))
    return "\n".join(clusters)


def _cluster(draft: QuestionDraft, name: str) -> str:
    nuggets = "".join(
        f"  {{ vital = {_string(text)}, pattern = {_string(pattern)} }},\n" for text, pattern in draft.nuggets
    )
    return (
        f'[[cluster]]\nid = {_string(name)}\nsplit = "dev"\nkind = "{draft.kind}"\n'
        f"evidence = [\n  [{{ document = {_string(draft.document)}, quote = {_string(draft.quote)} }}],\n]\n"
        f"nuggets = [\n{nuggets}]\n\n"
        f'[[cluster.case]]\nid = {_string(f"{name}-nb")}\nregister = "nb"\nquestion = {_string(draft.question)}\n'
    )


def _string(text: str) -> str:
    """A basic string of TOML, which is written like one of JSON but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
