"""Running the cases: an assistant and cases in, a report out; the same two always give the same report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Protocol

from ..assistant.types import Answer, Question
from ..assistant.verify import Judge
from ..corpus.types import Document
from ..index.lexical import read_stopwords
from ..index.types import Hit
from .answers import WORD_BUDGETS, nugget_recall, shown_sentences, squeezed, within_words
from .dataset import Case, Evidence, Part, digest, places
from .measures import groups, headline, parity
from .metrics import Place, context_precision, hit, ndcg, recall, reciprocal_rank
from .types import Report, Row, Timings

DEPTH = 10
"""Passages asked for: more than fit into the budget of characters."""


class Evaluated(Protocol):
    """What the evals need of an assistant."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that citations and hits name, by id."""
        ...

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal."""
        ...

    def ask_anyway(self, question: Question) -> Answer:
        """The answer that would be given were the weakest evidence enough."""
        ...

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first."""
        ...

    def answerability(self, question: Question) -> float:
        """How sure it is that the documents answer: any scale, more is surer."""
        ...


def run(
    assistant: Evaluated,
    cases: Sequence[Case],
    part: Part,
    *,
    recipe: Mapping[str, str | int],
    judge: Judge | None = None,
) -> tuple[Report, Timings]:
    """Ask every case of ``part``, twice, and measure what comes back; ``recipe`` is what the index was made by.

    Without a ``judge`` the faithfulness of sentences is ``None``. The times are those of the first asking.
    """
    asked = [case for case in cases if case.part == part]
    stopwords = read_stopwords()
    rows: list[Row] = []
    laps: dict[str, list[float]] = {}
    for case in asked:
        answer = assistant.ask(case.question)
        for stage, milliseconds in answer.timings_ms.items():
            laps.setdefault(stage, []).append(milliseconds)
        rows.append(_row(assistant, case, answer, judge, stopwords))
    rows.sort(key=lambda row: (_goodness(row), row.id))
    report = Report(
        part=part,
        cases_hash=digest(asked),
        recipe=recipe,
        headline=headline(rows),
        groups=groups(rows),
        parity=parity(rows),
        rows=tuple(rows),
    )
    return report, {stage: tuple(times) for stage, times in laps.items()}


def _row(assistant: Evaluated, case: Case, answer: Answer, judge: Judge | None, stopwords: AbstractSet[str]) -> Row:
    required = [_located(evidence, assistant.documents.values()) for evidence in case.evidence]
    found = ranking(assistant, case.question) if case.evidence else ()
    vital = case.of_weight("vital")
    shown = shown_sentences(answer, (*vital, *case.of_weight("okay")), assistant.documents, judge, stopwords)
    texts = [sentence.text for sentence in shown]
    said = shown_text(answer)
    return Row(
        id=case.id,
        cluster=case.cluster,
        kind=case.kind,
        register=case.register,
        document=next((place.document for located in required for place in located), None),
        question=case.question.text,
        expected=case.refusal,
        refused=answer.refusal.reason if answer.refusal else None,
        hit_1=hit(required, found, 1),
        hit_5=hit(required, found, 5),
        recall_5=recall(required, found, 5),
        reciprocal_rank=reciprocal_rank(required, found),
        ndcg_10=ndcg(required, found, DEPTH),
        context_precision=context_precision(required, found, 5),
        nuggets=nugget_recall(vital, texts),
        nuggets_within=tuple(nugget_recall(vital, within_words(texts, budget)) for budget in WORD_BUDGETS),
        words=None if answer.refusal else len(said.split()),
        shown=shown,
        answerability=assistant.answerability(case.question),
        risk=_risk(case, assistant.ask_anyway(case.question) if answer.refusal else answer),
        repeatable=_same(answer, assistant.ask(case.question)),
        notices=answer.notices,
        notices_expected=len(case.notices),
        notices_missing=tuple(notice for notice in case.notices if notice not in answer.notices),
        absent=_quotes(case, lambda at: not required[at]),
        missed=_quotes(case, lambda at: bool(required[at]) and recall([required[at]], found, 5) == 0),
        nuggets_missing=tuple(nugget.text for nugget in vital if not nugget.found_in(said)),
        traps_shown=tuple(nugget.text for nugget in case.of_weight("trap") if nugget.found_in(said)),
        answer=answer.text,
    )


def _risk(case: Case, answer: Answer) -> bool | None:
    """Whether an answer is wrong: given where none is due, or without any vital nugget; ``None`` for a refusal."""
    if answer.refusal:
        return None
    texts = [squeezed(sentence.text) for sentence in answer.sentences]
    return case.refusal is not None or nugget_recall(case.of_weight("vital"), texts) == 0


def shown_text(answer: Answer) -> str:
    """The sentences that are shown, a line each, without what the product adds around them."""
    return "\n".join(squeezed(sentence.text) for sentence in answer.sentences)


def _same(first: Answer, second: Answer) -> bool:
    """Whether two answers differ in nothing but the time they took."""
    return replace(first, timings_ms={}) == replace(second, timings_ms={})


def _located(evidence: Evidence, documents: Iterable[Document]) -> tuple[Place, ...]:
    return tuple(Place(document_id, span.start, span.end) for document_id, span in places(evidence, documents))


def ranking(assistant: Evaluated, question: Question) -> tuple[Place, ...]:
    """Where the passages lie that the assistant finds for a question, best first."""
    hits = assistant.search(question, DEPTH)
    return tuple(Place(found.passage.document_id, found.passage.start, found.passage.end) for found in hits)


def _quotes(case: Case, chosen: Callable[[int], bool]) -> tuple[str, ...]:
    return tuple(evidence[0].text for at, evidence in enumerate(case.evidence) if chosen(at))


def _goodness(row: Row) -> float:
    """How well a case went, from -2 for an unproven sentence or a trap to 1 for nothing missing."""
    if not row.proven or row.traps_shown or not row.repeatable:
        return -2.0
    if row.expected:
        return float(row.refused is not None) + (row.refused == row.expected) - 1
    return ((row.recall_5 or 0.0) + (row.nuggets or 0.0)) / 2 - (row.refused is not None)
