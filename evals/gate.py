"""The gate: whether a change may be released, by what it does to the answers to the accept cases."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from ..corpus.errors import TillitError
from .compare import Pair, change_of, paired
from .measures import HEADLINE, REFUSAL_RECALL, Measure
from .types import Report, Row

ALLOWED_FALL = 0.03
"""How far the point estimate of a figure may fall."""

FEWEST_REFUSALS = 34
"""Questions to refuse from which on one of them alone moves refusal recall less than ``ALLOWED_FALL``."""

_ROUNDING = 1e-9
"""What floating point may add to a fall that is exactly the allowed one."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the gate says, a sentence each: errors that no figure may buy, figures that fell, and what to know."""

    errors: tuple[str, ...]
    falls: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the change."""
        return not self.errors and not self.falls


def rule(baseline: Report, report: Report, *, samples: int = 1000) -> Ruling:
    """Hold a report against the baseline, on the cases that both have; raises ``TillitError`` when they share none.

    A figure falls when its point estimate falls by more than ``ALLOWED_FALL``, or when the whole paired 95 % interval
    of its change lies on the worse side of 0.
    """
    pairs = paired(baseline, report)
    if not pairs:
        raise TillitError(
            "The baseline has none of the cases that were asked, so nothing can be compared. "
            "Save it anew: tillit eval --part accept --save-baseline"
        )
    gated = [measure for measure in HEADLINE if _is_gated(measure, pairs)]
    return Ruling(
        errors=hard_errors(report),
        falls=tuple(fall for measure in gated for fall in _falls(measure, pairs, samples)),
        notes=tuple(_notes(baseline, report, pairs)),
    )


def baseline_of(report: Report) -> Report:
    """What is kept of a report to compare with: all that is measured, and none of the texts that people read.

    Raises ``TillitError`` for a report with hard errors.
    """
    if errors := hard_errors(report):
        raise TillitError(
            f"This is no baseline to hold anything against, so it was not saved. First correct: {'; '.join(errors)}"
        )
    return replace(report, rows=tuple(map(_without_texts, report.rows)))


def _without_texts(row: Row) -> Row:
    shown = tuple(
        replace(sentence, text="", quotes=tuple(replace(quote, quote="") for quote in sentence.quotes))
        for sentence in row.shown
    )
    return replace(row, question="", answer="", shown=shown, absent=(), missed=(), nuggets_missing=())


def hard_errors(report: Report) -> tuple[str, ...]:
    """What must never be: unproven sentences, traps shown, answers that differ when asked again, and no numbers."""
    figures = (*report.headline, *(figure for group in (*report.groups, *report.parity) for figure in group.figures))
    broken = sorted({figure.name for figure in figures if not _is_finite(asdict(figure))})
    return (
        *(error for row in sorted(report.rows, key=lambda row: row.id) for error in _row_errors(row)),
        *(f"{name}: the figure is not a finite number" for name in broken),
    )


def _row_errors(row: Row) -> Iterator[str]:
    if not row.proven:
        yield f"{row.id}: a shown sentence lacks a quote that stands in its document and supports it"
    yield from (f"{row.id}: shows what must not be shown: {text}" for text in row.traps_shown)
    if not row.repeatable:
        yield f"{row.id}: asked twice, two answers that differ"
    if not _is_finite(asdict(row)):
        yield f"{row.id}: a measure is not a finite number"


def _is_finite(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(map(_is_finite, cast("Mapping[str, object]", value).values()))
    if isinstance(value, tuple | list):
        return all(map(_is_finite, cast("Sequence[object]", value)))
    return True


def _counted(measure: Measure, pairs: Sequence[Pair]) -> int:
    return sum(measure.over([after]) is not None for _, after in pairs)


def _is_gated(measure: Measure, pairs: Sequence[Pair]) -> bool:
    return measure is not REFUSAL_RECALL or _counted(measure, pairs) >= FEWEST_REFUSALS


def _falls(measure: Measure, pairs: Sequence[Pair], samples: int) -> Iterator[str]:
    change = change_of(measure, pairs, samples=samples)
    if change.change is None or change.low is None or change.high is None:
        return
    worse = measure.lower_is_better
    gain, highest_gain = (-change.change, -change.low) if worse else (change.change, change.high)
    moved = f"{measure.name} went from {change.before:.3f} to {change.after:.3f}"
    if gain < -ALLOWED_FALL - _ROUNDING:
        yield f"{moved}: worse by more than {ALLOWED_FALL}"
    if highest_gain < 0:
        yield f"{moved}: surely worse, the 95 % interval of its change is {change.low:+.3f} to {change.high:+.3f}"


def _notes(baseline: Report, report: Report, pairs: Sequence[Pair]) -> Iterator[str]:
    if baseline.cases_hash != report.cases_hash:
        new, gone = (len(side.rows) - len(pairs) for side in (report, baseline))
        yield f"The cases have changed: {len(pairs)} are compared, {new} are not in the baseline, {gone} only there."
    refusals = _counted(REFUSAL_RECALL, pairs)
    if refusals < FEWEST_REFUSALS:
        yield f"{REFUSAL_RECALL.name} is not gated: {refusals} questions to refuse, {FEWEST_REFUSALS} are needed."
