"""Running the cases: an assistant and cases in, a report out; the same two always give the same report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..assistant.types import Answer, Notice, Question, RefusalReason
from ..corpus.types import Document
from ..index.types import Hit
from .dataset import Case, Evidence, Kind, Part, Register, places
from .metrics import Place, auroc, cluster_interval, hit, mean, middle, proofs, recall, reciprocal_rank, share

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

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first."""
        ...

    def answerability(self, question: Question) -> float:
        """How sure it is that the documents answer: any scale, more is surer."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """What one case came to; a measure is ``None`` where the case has nothing to measure.

    ``nuggets`` is the share of vital nuggets shown, 0 when the question was wrongly refused. ``absent`` are required
    passages that stand nowhere in the corpus, ``missed`` those that the best five passages do not cover.
    """

    id: str
    cluster: str
    kind: Kind
    register: Register
    question: str
    expected: RefusalReason | None
    refused: RefusalReason | None
    hit_1: float | None
    hit_5: float | None
    reciprocal_rank: float | None
    nuggets: float | None
    words: int | None
    proofs: tuple[bool, ...]
    answerability: float
    notices_expected: int
    notices_missing: tuple[Notice, ...]
    absent: tuple[str, ...]
    missed: tuple[str, ...]
    nuggets_missing: tuple[str, ...]
    traps_shown: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure over some cases, with its 95 % cluster-bootstrap interval; ``None`` where nothing was measured."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The measures of the cases that have something in common."""

    name: str
    cases: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run measured: the headline, the same by kind and register, and each case, worst first."""

    part: Part
    headline: tuple[Figure, ...]
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]


def run(assistant: Evaluated, cases: Sequence[Case], part: Part) -> Report:
    """Ask every case of ``part`` and measure what comes back."""
    rows = tuple(_row(assistant, case) for case in cases if case.part == part)
    kinds = sorted({row.kind for row in rows})
    registers = sorted({row.register for row in rows})
    return Report(
        part=part,
        headline=tuple(_with_interval(name, measure, rows) for name, measure in MEASURES.items()),
        groups=(
            *(_group(f"kind: {kind}", [row for row in rows if row.kind == kind]) for kind in kinds),
            *(_group(f"register: {name}", [row for row in rows if row.register == name]) for name in registers),
        ),
        rows=tuple(sorted(rows, key=lambda row: (_goodness(row), row.id))),
    )


def _row(assistant: Evaluated, case: Case) -> Row:
    answer = assistant.ask(case.question)
    required = [_located(evidence, assistant.documents.values()) for evidence in case.evidence]
    found = ranking(assistant, case.question) if case.evidence else ()
    shown = shown_text(answer)
    vital = [nugget.found_in(shown) for nugget in case.of_weight("vital")]
    return Row(
        id=case.id,
        cluster=case.cluster,
        kind=case.kind,
        register=case.register,
        question=case.question.text,
        expected=case.refusal,
        refused=answer.refusal.reason if answer.refusal else None,
        hit_1=hit(required, found, 1),
        hit_5=recall(required, found, 5),
        reciprocal_rank=reciprocal_rank(required, found),
        nuggets=share(vital),
        words=None if answer.refusal else len(shown.split()),
        proofs=proofs(answer, assistant.documents),
        answerability=round(assistant.answerability(case.question), 6),
        notices_expected=len(case.notices),
        notices_missing=tuple(notice for notice in case.notices if notice not in answer.notices),
        absent=_quotes(case, lambda at: not required[at]),
        missed=_quotes(case, lambda at: bool(required[at]) and recall([required[at]], found, 5) == 0),
        nuggets_missing=tuple(nugget.text for nugget in case.of_weight("vital") if not nugget.found_in(shown)),
        traps_shown=tuple(nugget.text for nugget in case.of_weight("trap") if nugget.found_in(shown)),
        answer=answer.text,
    )


def shown_text(answer: Answer) -> str:
    """The sentences that are shown, a line each, without what the product adds around them."""
    return "\n".join(" ".join(sentence.text.split()) for sentence in answer.sentences)


def _located(evidence: Evidence, documents: Iterable[Document]) -> tuple[Place, ...]:
    return tuple(Place(document_id, span.start, span.end) for document_id, span in places(evidence, documents))


def ranking(assistant: Evaluated, question: Question) -> tuple[Place, ...]:
    """Where the passages lie that the assistant finds for a question, best first."""
    hits = assistant.search(question, DEPTH)
    return tuple(Place(found.passage.document_id, found.passage.start, found.passage.end) for found in hits)


def _quotes(case: Case, chosen: Callable[[int], bool]) -> tuple[str, ...]:
    return tuple(evidence[0].text for at, evidence in enumerate(case.evidence) if chosen(at))


Measure = Callable[[Sequence[Row]], float | None]


def _refusal_recall(rows: Sequence[Row]) -> float | None:
    return share(row.refused is not None for row in rows if row.expected)


def _wrongly_refused(rows: Sequence[Row]) -> float | None:
    return share(row.refused is not None for row in rows if not row.expected)


def _right_reason(rows: Sequence[Row]) -> float | None:
    return share(row.refused == row.expected for row in rows if row.expected and row.refused)


def _separation(rows: Sequence[Row]) -> float | None:
    return auroc(
        [row.answerability for row in rows if not row.expected], [row.answerability for row in rows if row.expected]
    )


def _notices(rows: Sequence[Row]) -> float | None:
    expected = sum(row.notices_expected for row in rows)
    return 1 - sum(len(row.notices_missing) for row in rows) / expected if expected else None


MEASURES: Mapping[str, Measure] = {
    "hit@1": lambda rows: mean(row.hit_1 for row in rows),
    "hit@5": lambda rows: mean(row.hit_5 for row in rows),
    "MRR": lambda rows: mean(row.reciprocal_rank for row in rows),
    "nugget recall": lambda rows: mean(row.nuggets for row in rows),
    "median words": lambda rows: middle(row.words for row in rows if not row.expected),
    "refusal recall": _refusal_recall,
    "wrongly refused": _wrongly_refused,
    "AUROC": _separation,
    "right reason": _right_reason,
    "quotes valid": lambda rows: share(proven for row in rows for proven in row.proofs),
    "notices given": _notices,
    "trap-free": lambda rows: share(not row.traps_shown for row in rows),
}
"""What is reported, each over any rows. Refused questions have no words but count with no nuggets."""


def _with_interval(name: str, measure: Measure, rows: Sequence[Row]) -> Figure:
    interval = cluster_interval(rows, lambda row: row.cluster, measure)
    low, high = interval or (None, None)
    return Figure(name, measure(rows), low, high)


def _group(name: str, rows: Sequence[Row]) -> Group:
    return Group(name, len(rows), tuple(Figure(title, measure(rows)) for title, measure in MEASURES.items()))


def _goodness(row: Row) -> float:
    """How well a case went, from -2 for an unproven sentence or a trap to 1 for nothing missing."""
    if not all(row.proofs) or row.traps_shown:
        return -2.0
    if row.expected:
        return float(row.refused is not None) + (row.refused == row.expected) - 1
    return ((row.hit_5 or 0.0) + (row.nuggets or 0.0)) / 2 - (row.refused is not None)
