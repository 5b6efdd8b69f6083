"""What a change of the documents does to the answers: every question asked of both, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ...assistant.types import Answer, Citation, Notice, Question, RefusalReason
from ...corpus.types import Document
from ...index.changes import CorpusChange, compare_contents
from ...index.snapshot import Contents
from ..dataset import Case, places
from ..run import shown_text
from .drafts import QuestionDraft, drafts_for
from .side_by_side import Pair, Quoted, pair_quotes

Change = Literal["broken", "lost", "changed", "fixed", "won", "moved", "unchanged"]
"""What became of an answer, the gravest first: a question has the first of them that holds.

``broken``: a case showed all its vital nuggets and no longer does; ``fixed`` the other way round. ``lost``: answered
before, refused now; ``won`` the other way round. ``changed``: other quotes, or refused for another reason. ``moved``:
the same quotes, but another place, source, order or notice.
"""

CHANGES: tuple[Change, ...] = ("broken", "lost", "changed", "fixed", "won", "moved", "unchanged")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that both are asked; ``case`` is ``None`` for a question from a file."""

    id: str
    question: Question
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One index: what it holds, and its answers to the questions, in their order."""

    contents: Contents
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What one index gave to a question: quotes, or a refusal."""

    refusal: RefusalReason | None
    quotes: tuple[Quoted, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What became of the answer to one question; ``pairs`` are its quotes side by side."""

    id: str
    question: str
    change: Change
    before: Reply
    after: Reply
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """A case one of whose required passages stood in its document and no longer does.

    ``elsewhere`` names the documents in which its words stand now. ``quote`` is empty for the parts that are not to be
    looked at.
    """

    case: str
    document: str
    quote: str
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """Everything that a change of the documents does: to them, to the answers, to the cases, and what to ask next."""

    corpus: CorpusChange
    counts: Mapping[Change, int]
    answers: tuple[Impact, ...]
    stale: tuple[Stale, ...]
    drafts: tuple[QuestionDraft, ...]


def compare(asked: Sequence[Asked], old: State, new: State) -> ImpactReport:
    """What became of each answer, gravest first and then in the order asked, beside what changed in the documents.

    A case whose required passage is gone is stale: what it expects no longer holds, so that it is not broken.
    """
    corpus = compare_contents(old.contents, new.contents)
    cases = [one.case for one in asked if one.case]
    stale = tuple(_stale(cases, old.contents.documents, new.contents.documents))
    outdated = {one.case for one in stale}
    impacts = [
        _impact(replace(one, case=None) if one.id in outdated else one, before, after)
        for one, before, after in zip(asked, old.answers, new.answers, strict=True)
    ]
    added = {document.id for document in corpus.documents if document.change == "added"}
    return ImpactReport(
        corpus=corpus,
        counts={change: sum(impact.change == change for impact in impacts) for change in CHANGES},
        answers=tuple(sorted(impacts, key=lambda impact: CHANGES.index(impact.change))),
        stale=stale,
        drafts=drafts_for(document for document in new.contents.documents if document.source.id in added),
    )


def _stale(cases: Sequence[Case], old: Sequence[Document], new: Sequence[Document]) -> Iterator[Stale]:
    for case in cases:
        for evidence in case.evidence:
            stood = places(evidence, old)
            if not stood or places(evidence, new):
                continue
            document = stood[0][0]
            quote = next(quote for quote in evidence if quote.document == document)
            elsewhere = tuple(other.source.id for other in new if any(quote.spans_in(other.text) for quote in evidence))
            yield Stale(case.id, document, quote.text if case.part == "dev" else "", elsewhere)


def _impact(asked: Asked, before: Answer, after: Answer) -> Impact:
    old, new = _reply(before), _reply(after)
    return Impact(
        id=asked.id,
        question=asked.question.text,
        change=_change(asked.case, before, after),
        before=old,
        after=new,
        pairs=pair_quotes(old.quotes, new.quotes),
    )


def _reply(answer: Answer) -> Reply:
    reason = answer.refusal.reason if answer.refusal else None
    return Reply(reason, tuple(map(_quoted, answer.citations)), answer.notices)


def _quoted(citation: Citation) -> Quoted:
    return Quoted(
        text=citation.quote,
        document=citation.document_id,
        title=citation.title,
        year=citation.year,
        based_on=citation.based_on,
        page=citation.page,
        headings=citation.headings,
        start=citation.start,
        end=citation.end,
    )


def _change(case: Case | None, before: Answer, after: Answer) -> Change:
    old, new = _reply(before), _reply(after)
    if case and case.of_weight("vital"):
        was, is_now = shows_all(case, before), shows_all(case, after)
        if was != is_now:
            return "broken" if was else "fixed"
    if (old.refusal is None) != (new.refusal is None):
        return "won" if old.refusal else "lost"
    if old.refusal != new.refusal or sorted(map(_words, old.quotes)) != sorted(map(_words, new.quotes)):
        return "changed"
    return "unchanged" if old == new else "moved"


def shows_all(case: Case, answer: Answer) -> bool:
    """Whether the answer shows every vital nugget of the case."""
    shown = shown_text(answer)
    return all(nugget.found_in(shown) for nugget in case.of_weight("vital"))


def _words(quote: Quoted) -> str:
    return " ".join(quote.text.split())
