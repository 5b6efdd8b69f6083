"""What is reported: each measure over any rows, the groups of rows that it is reported for, and parity with bokmål."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .answers import WORD_BUDGETS
from .metrics import auroc, cluster_interval, mean, middle, share
from .types import Figure, Group, Row

Topic = Literal["retrieval", "answers", "proof", "refusal"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it is called and tells, and its value over rows, ``None`` with nothing to measure."""

    topic: Topic
    name: str
    meaning: str
    over: Callable[[Sequence[Row]], float | None]
    lower_is_better: bool = False
    is_count: bool = False


def _refusal_recall(rows: Sequence[Row]) -> float | None:
    return share(row.refused is not None for row in rows if row.expected)


def _wrongly_refused(rows: Sequence[Row]) -> float | None:
    return share(row.refused is not None for row in rows if not row.expected)


def _separation(rows: Sequence[Row]) -> float | None:
    return auroc(
        [row.answerability for row in rows if not row.expected], [row.answerability for row in rows if row.expected]
    )


def _right_reason(rows: Sequence[Row]) -> float | None:
    return share(row.refused == row.expected for row in rows if row.expected and row.refused)


def _wrong_answers(rows: Sequence[Row]) -> float | None:
    return share(row.wrong for row in rows if row.refused is None)


def _notices(rows: Sequence[Row]) -> float | None:
    expected = sum(row.notices_expected for row in rows)
    return 1 - sum(len(row.notices_missing) for row in rows) / expected if expected else None


def _useful(rows: Sequence[Row]) -> float | None:
    return mean(sentence.useful for row in rows for sentence in row.shown)


def _repetition(rows: Sequence[Row]) -> float | None:
    return mean(sentence.repeated for row in rows for sentence in row.shown)


def _quotes_valid(rows: Sequence[Row]) -> float | None:
    return share(quote.stands for row in rows for sentence in row.shown for quote in sentence.quotes)


def _citation_recall(rows: Sequence[Row]) -> float | None:
    return mean(_borne_out([quote.supports for quote in shown.quotes]) for row in rows for shown in row.shown)


def _borne_out(supports: Sequence[bool | None]) -> bool | None:
    """Whether one of a sentence's citations supports it; ``None`` where none does and one is not known to fail."""
    return True if True in supports else None if None in supports else False


def _citation_precision(rows: Sequence[Row]) -> float | None:
    return mean(quote.supports for row in rows for shown in row.shown for quote in shown.quotes)


def _faithfulness(rows: Sequence[Row]) -> float | None:
    return mean(sentence.faithful for row in rows for sentence in row.shown)


def _nuggets_within(place: int) -> Callable[[Sequence[Row]], float | None]:
    return lambda rows: mean(row.nuggets_within[place] for row in rows)


_PASSAGE = "of the passages that the answer needs"

HIT_5 = Measure(
    "retrieval",
    "hit@5",
    f"one {_PASSAGE} is among the five best, within 4,000 characters",
    lambda rows: mean(row.hit_5 for row in rows),
)
NUGGET_RECALL = Measure(
    "answers",
    "nugget recall",
    "the share of what must be said that is said; nothing is when the question is wrongly refused",
    lambda rows: mean(row.nuggets for row in rows),
)
REFUSAL_RECALL = Measure(
    "refusal", "refusal recall", "questions without an answer in the documents that are refused", _refusal_recall
)
WRONGLY_REFUSED = Measure(
    "refusal",
    "wrongly refused",
    "questions with an answer that are refused",
    _wrongly_refused,
    lower_is_better=True,
)

HEADLINE: tuple[Measure, ...] = (HIT_5, NUGGET_RECALL, REFUSAL_RECALL, WRONGLY_REFUSED)
"""The measures that every group is shown by and that the gate looks at."""

MEASURES: tuple[Measure, ...] = (
    Measure("retrieval", "hit@1", f"one {_PASSAGE} is the best found", lambda rows: mean(row.hit_1 for row in rows)),
    HIT_5,
    Measure(
        "retrieval",
        "recall@5",
        f"the share {_PASSAGE} that are among the five best",
        lambda rows: mean(row.recall_5 for row in rows),
    ),
    Measure(
        "retrieval",
        "MRR",
        f"1 over the rank of the first {_PASSAGE}",
        lambda rows: mean(row.reciprocal_rank for row in rows),
    ),
    Measure(
        "retrieval",
        "nDCG@10",
        f"how near the order of the ten best is to the ideal, which starts with all {_PASSAGE}",
        lambda rows: mean(row.ndcg_10 for row in rows),
    ),
    Measure(
        "retrieval",
        "context precision",
        "how far up among the five best the needed passages stand, others between them",
        lambda rows: mean(row.context_precision for row in rows),
    ),
    NUGGET_RECALL,
    *(
        Measure(
            "answers",
            f"nuggets in {budget} words",
            f"nugget recall of the first sentences that fit into {budget} words",
            _nuggets_within(place),
        )
        for place, budget in enumerate(WORD_BUDGETS)
    ),
    Measure(
        "answers",
        "median words",
        "length of an answer",
        lambda rows: middle(row.words for row in rows if not row.expected),
        lower_is_better=True,
        is_count=True,
    ),
    Measure("answers", "useful sentences", "shown sentences that say something that must or may be said", _useful),
    Measure(
        "answers",
        "redundancy",
        "content words of a shown sentence that stand in an earlier one",
        _repetition,
        lower_is_better=True,
    ),
    Measure("answers", "notices given", "notices that are due and given", _notices),
    Measure(
        "answers",
        "trap-free",
        "answers without what must not be said",
        lambda rows: share(not row.traps_shown for row in rows),
    ),
    Measure("proof", "quotes valid", "quotes that stand in their document, character for character", _quotes_valid),
    Measure("proof", "citation recall", "shown sentences that a valid quote supports", _citation_recall),
    Measure("proof", "citation precision", "citations that support their sentence", _citation_precision),
    Measure("proof", "faithfulness", "shown sentences that their quotes entail, by the judge", _faithfulness),
    REFUSAL_RECALL,
    WRONGLY_REFUSED,
    Measure(
        "refusal",
        "AUROC",
        "how often a question with an answer is held to be surer than one without",
        _separation,
    ),
    Measure("refusal", "right reason", "rightly refused questions that are told the right reason", _right_reason),
    Measure(
        "refusal",
        "wrong answers",
        "answers to questions that have none, or without anything that must be said",
        _wrong_answers,
        lower_is_better=True,
    ),
)
"""Every measure, in the order in which a reader meets them."""

BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}


def headline(rows: Sequence[Row]) -> tuple[Figure, ...]:
    """Every measure over ``rows`` with its interval."""
    return tuple(with_interval(measure.name, measure.over, rows) for measure in MEASURES)


def with_interval(name: str, over: Callable[[Sequence[Row]], float | None], rows: Sequence[Row]) -> Figure:
    """A figure with its cluster-bootstrap interval."""
    low, high = cluster_interval(rows, lambda row: row.cluster, over) or (None, None)
    return Figure(name, over(rows), low, high)


def groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    """The measures by kind of question, by register, and by the document that the answer stands in."""
    return (
        *_grouped("kind", rows, lambda row: row.kind),
        *_grouped("register", rows, lambda row: row.register),
        *_grouped("document", rows, lambda row: row.document),
    )


def _grouped(what: str, rows: Sequence[Row], key: Callable[[Row], str | None]) -> Iterable[Group]:
    for name in sorted({found for row in rows if (found := key(row)) is not None}):
        chosen = [row for row in rows if key(row) == name]
        figures = tuple(Figure(measure.name, measure.over(chosen)) for measure in MEASURES)
        yield Group(what, name, len(chosen), figures)


PARITY: Mapping[str, Callable[[Row], float | None]] = {
    HIT_5.name: lambda row: row.hit_5,
    NUGGET_RECALL.name: lambda row: row.nuggets,
}
"""What parity is measured on."""

FOLLOW_UP = "follow-up"
"""The kind of question that leans on the turns before it."""


def parity(rows: Sequence[Row]) -> tuple[Group, ...]:
    """For each other register, and for follow-ups in any, how much better it does than the bokmål of the same clusters.

    ``cases`` counts those that have a bokmål twin: a case of their cluster that is not a follow-up.
    """
    alone = [row for row in rows if row.kind != FOLLOW_UP]
    twins: dict[str, list[Row]] = {}
    for row in alone:
        if row.register == "nb" and not row.expected:
            twins.setdefault(row.cluster, []).append(row)
    others = {name: [row for row in alone if row.register == name] for name in sorted({row.register for row in alone})}
    named = {**others, FOLLOW_UP: [row for row in rows if row.kind == FOLLOW_UP]}
    paired = {name: [row for row in chosen if row.cluster in twins] for name, chosen in named.items() if name != "nb"}
    return tuple(
        Group(
            "parity",
            name,
            len(chosen),
            tuple(with_interval(title, _lead(value, twins), chosen) for title, value in PARITY.items()),
        )
        for name, chosen in paired.items()
    )


def _lead(
    value: Callable[[Row], float | None], twins: Mapping[str, Sequence[Row]]
) -> Callable[[Sequence[Row]], float | None]:
    """The mean, over rows, of a row's value minus the mean of its twins'."""

    def over(rows: Sequence[Row]) -> float | None:
        pairs = [(value(row), mean(value(twin) for twin in twins[row.cluster])) for row in rows]
        return mean(own - theirs for own, theirs in pairs if own is not None and theirs is not None)

    return over
