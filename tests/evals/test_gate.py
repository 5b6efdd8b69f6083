"""The gate, on made-up reports: what fails it, and how well it tells a worse version from noise."""

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from tillit.corpus.errors import TillitError
from tillit.evals.gate import FEWEST_REFUSALS, Ruling, baseline_of, hard_errors, rule
from tillit.evals.types import Row

from .rows import ANSWERED, QUOTE, REFUSED, SHOWN, report


def answered(count: int) -> list[Row]:
    return [replace(ANSWERED, id=f"a-{at}", cluster=f"a-{at // 2}") for at in range(count)]


def refused(count: int) -> list[Row]:
    return [replace(REFUSED, id=f"r-{at}", cluster=f"r-{at}") for at in range(count)]


def ruled(before: Sequence[Row], after: Sequence[Row], samples: int = 100) -> Ruling:
    return rule(report(before, intervals=False), report(after, intervals=False), samples=samples)


def test_the_same_answers_pass() -> None:
    rows = [*answered(60), *refused(40)]
    assert ruled(rows, rows) == Ruling((), (), ())


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (replace(ANSWERED, shown=(replace(SHOWN, quotes=(replace(QUOTE, stands=False),)),)), "lacks a quote"),
        (replace(ANSWERED, shown=(replace(SHOWN, quotes=(replace(QUOTE, supports=False),)),)), "lacks a quote"),
        (replace(ANSWERED, shown=(replace(SHOWN, quotes=()),)), "lacks a quote"),
        (replace(ANSWERED, traps_shown=("7,7 prosent",)), "7,7 prosent"),
        (replace(ANSWERED, repeatable=False), "two answers"),
        (replace(ANSWERED, answerability=math.nan), "not a finite number"),
        (replace(ANSWERED, nuggets_within=(1.0, 1.0, math.inf, 1.0)), "not a finite number"),
    ],
)
def test_a_hard_error_fails_whatever_the_figures(fault: Row, told: str) -> None:
    rows = answered(60)
    ruling = ruled(rows, [*rows, fault])
    assert not ruling.passed
    assert ruling.falls == ()
    assert told in " ".join(ruling.errors)


def test_a_figure_that_is_no_number_is_a_hard_error() -> None:
    rows = answered(3)
    broken = report([*rows, replace(ANSWERED, nuggets=math.nan)])
    assert any(error.startswith("nugget recall") for error in hard_errors(broken))


@pytest.mark.parametrize(("lost", "passed"), [(0, True), (3, True), (4, False)])
def test_a_fall_of_three_points_passes_and_one_of_more_does_not(lost: int, passed: bool) -> None:
    rows = answered(100)
    worse = [replace(row, hit_5=0.0) if at < lost else row for at, row in enumerate(rows)]
    assert ruled(rows, worse).passed is passed


def test_a_small_but_sure_fall_does_not_pass() -> None:
    rows = answered(100)
    ruling = ruled(rows, [replace(row, nuggets=0.99) for row in rows])
    assert len(ruling.falls) == 1
    assert "surely worse" in ruling.falls[0]


def test_refusing_more_of_what_has_an_answer_is_a_fall_and_refusing_less_is_none() -> None:
    rows = answered(100)
    strict = [replace(row, refused="unclear") if at < 4 else row for at, row in enumerate(rows)]
    assert ["wrongly refused" in fall for fall in ruled(rows, strict).falls][:1] == [True]
    assert ruled(strict, rows).passed


@pytest.mark.parametrize("count", [FEWEST_REFUSALS - 1, FEWEST_REFUSALS])
def test_refusals_count_when_one_of_them_alone_cannot_fail_the_gate(count: int) -> None:
    rows = [*answered(40), *refused(count)]
    one_less, few_less = (
        [replace(row, refused=None) if row.id in {f"r-{at}" for at in range(lost)} else row for row in rows]
        for lost in (1, 5)
    )
    assert ruled(rows, one_less).passed
    assert ruled(rows, few_less).passed is (count < FEWEST_REFUSALS)
    assert any("refusal recall is not gated" in note for note in ruled(rows, rows).notes) is (count < FEWEST_REFUSALS)


def test_changed_cases_are_told_and_the_others_compared() -> None:
    rows = [*answered(50), *refused(40)]
    before, after = report(rows[:-1], intervals=False), report(rows[1:], cases_hash="others", intervals=False)
    ruling = rule(before, after, samples=10)
    assert ruling.passed
    assert ruling.notes == ("The cases have changed: 88 are compared, 1 are not in the baseline, 1 only there.",)


def test_a_baseline_without_any_of_the_cases_is_refused() -> None:
    with pytest.raises(TillitError, match="--save-baseline"):
        ruled(answered(1), refused(1))


def test_a_baseline_keeps_what_is_measured_and_no_texts() -> None:
    full = report([ANSWERED, REFUSED])
    kept = baseline_of(full)
    assert report(kept.rows).headline == full.headline
    assert not [row for row in kept.rows if row.question or row.answer or (row.shown and row.shown[0].text)]
    assert rule(kept, full, samples=10).passed


def test_a_report_with_a_hard_error_is_no_baseline() -> None:
    with pytest.raises(TillitError, match="7,7"):
        baseline_of(report([replace(ANSWERED, traps_shown=("7,7",))]))


# How well it tells: 120 questions with an answer in 60 clusters and 40 without one, as many as accept is to have.

SEEDS = range(10)
NOISE = 0.01
"""The share of cases that a neutral change breaks, and fixes as many of."""


def measured(random: Random) -> list[Row]:
    """A version that finds and says some 85 % of what it should."""
    rows = [
        replace(row, hit_5=float(random.random() < 0.85), nuggets=float(random.random() < 0.8)) for row in answered(120)
    ]
    return [*rows, *(replace(row, refused="unclear" if random.random() < 0.9 else None) for row in refused(40))]


def noisy(row: Row, random: Random) -> Row:
    """The row after a change that breaks as much as it fixes, on average."""

    def flipped(value: float, rate: float) -> float:
        return 1 - value if random.random() < NOISE / (rate if value else 1 - rate) else value

    if row.hit_5 is None or row.nuggets is None:
        return row
    return replace(row, hit_5=flipped(row.hit_5, 0.85), nuggets=flipped(row.nuggets, 0.8))


def without(rows: Sequence[Row], points: int, random: Random) -> list[Row]:
    """The rows after a regression: of every hundred cases this many lose their passage, and what it said."""
    found = [row.id for row in rows if row.hit_5]
    lost = set(random.sample(found, k=sum(row.hit_5 is not None for row in rows) * points // 100))
    return [replace(row, hit_5=0.0, nuggets=0.0) if row.id in lost else row for row in rows]


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 # a repeatable sample, not a secret


def test_a_neutral_change_passes_nine_times_in_ten() -> None:
    passed = 0
    for seed in SEEDS:
        random = seeded(seed)
        rows = measured(random)
        passed += ruled(rows, [noisy(row, random) for row in rows]).passed
    assert passed >= 9


def test_a_regression_of_five_points_is_caught_nine_times_in_ten() -> None:
    caught = 0
    for seed in SEEDS:
        random = seeded(seed)
        rows = measured(random)
        caught += not ruled(rows, without([noisy(row, random) for row in rows], 5, random)).passed
    assert caught >= 9
