"""The report as one page that needs nothing else: no script, no font, no other request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from ...assistant.calibration import Setting
from ..behaviours import behaviours
from ..calibrate import kept
from ..compare import Change, Comparison
from ..gate import hard_errors
from ..judge.claims import JudgeReport
from ..measures import HEADLINE, MEASURES, Measure
from ..types import Figure, Group, Quoted, Report, Row, Timings
from .plots import TOLERATED_RISK, histogram, parity_bars, risk_curve
from .trials import judge_section
from .wording import NOTHING, between, missing, number, signed, signed_between

WORST = 60
"""Cases that the page shows at most."""

_LANGUAGE = {"nb": "nb", "nn": "nn", "dialect": "no", "keywords": "no"}
"""The language of a register that is not its own name."""


@dataclass(frozen=True, slots=True)
class HeadlineRow:
    """One measure as the table tells it; ``verdict`` is empty unless a change's whole interval lies on one side."""

    measure: Measure
    value: str
    interval: str
    change: str
    change_interval: str
    verdict: str


def to_html(
    report: Report,
    timings: Timings,
    *,
    comparison: Comparison | None = None,
    judge: JudgeReport | None = None,
    others: Sequence[JudgeReport] = (),
    calibration: Sequence[Setting] = (),
) -> str:
    """The page: the headline against the baseline, plots, groups, the judge, and the worst cases with what was missing.

    Without a ``comparison`` there is no change to tell. ``others`` are judges to show beside the ``judge``. Neither
    cases nor claims of the test part are shown: who sees them cannot but work for them.
    """
    templates = Environment(
        loader=PackageLoader("tillit.evals.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    faulty = [] if report.part == "test" else [row for row in report.rows if any(missing(row))]
    return templates.get_template("report.html").render(
        report=report,
        comparison=comparison,
        errors=hard_errors(report),
        topics=list(_topics(report.headline, comparison)),
        groups=[(by, list(members)) for by, members in groupby(report.groups, lambda group: group.by)],
        grouped=HEADLINE,
        values=_values,
        signed=signed,
        risk=risk_curve(report.rows),
        tolerated=TOLERATED_RISK,
        nothing=NOTHING,
        kept=kept(report.rows, calibration),
        behaviours=behaviours(report.rows),
        parity=parity_bars(report.parity),
        latency=histogram(timings.get("total", ())),
        judge=judge_section(judge, others) if judge else None,
        worst=faulty[:WORST],
        faulty=len(faulty),
        missing=missing,
        quotes=_quotes,
        language=_language,
    )


def _topics(figures: Sequence[Figure], comparison: Comparison | None) -> Iterator[tuple[str, list[HeadlineRow]]]:
    changes = {change.name: change for change in comparison.changes} if comparison else {}
    by_name = {figure.name: figure for figure in figures}
    for topic, measures in groupby(MEASURES, lambda measure: measure.topic):
        rows = [_row(measure, by_name[measure.name], changes.get(measure.name)) for measure in measures]
        yield topic, rows


def _row(measure: Measure, figure: Figure, change: Change | None) -> HeadlineRow:
    name = measure.name
    return HeadlineRow(
        measure=measure,
        value=number(figure.value, name),
        interval=between(figure.low, figure.high, name),
        change=signed(change.change, name) if change else NOTHING,
        change_interval=signed_between(change.low, change.high, name) if change else NOTHING,
        verdict=_verdict(measure, change) if change else "",
    )


def _verdict(measure: Measure, change: Change) -> str:
    if change.low is None or change.high is None or change.low <= 0 <= change.high:
        return ""
    return "better" if (change.low > 0) != measure.lower_is_better else "worse"


def _values(group: Group) -> Mapping[str, str]:
    return {figure.name: number(figure.value, figure.name) for figure in group.figures}


def _quotes(row: Row) -> Sequence[Quoted]:
    """The quotes behind an answer, each once."""
    return list(dict.fromkeys(quote for sentence in row.shown for quote in sentence.quotes))


def _language(row: Row) -> str:
    return _LANGUAGE.get(row.register, row.register)
