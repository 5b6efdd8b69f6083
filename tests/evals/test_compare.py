"""Two runs side by side."""

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from tillit.evals.compare import Change, Comparison, compare
from tillit.evals.measures import BY_NAME
from tillit.evals.report.terminal import show_comparison
from tillit.evals.types import Row

from .rows import ANSWERED, REFUSED, report

LOST = replace(ANSWERED, hit_5=0.0, nuggets=0.5)


def compared(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    return compare(report(before, intervals=False), report(after, intervals=False), samples=10)


def change(comparison: Comparison, name: str) -> Change:
    return next(change for change in comparison.changes if change.name == name)


def many(row: Row, count: int) -> list[Row]:
    return [replace(row, id=f"{row.id}-{at}", cluster=f"{row.cluster}-{at}") for at in range(count)]


def test_cases_are_fixed_and_broken_in_what_was_found_said_and_refused() -> None:
    comparison = compared([ANSWERED, replace(REFUSED, refused=None)], [LOST, REFUSED])
    assert [(flip.id, flip.respect, flip.before, flip.after) for flip in comparison.broken] == [
        ("long-nb", "hit@5", 1.0, 0.0),
        ("long-nb", "nuggets", 1.0, 0.5),
    ]
    assert [(flip.id, flip.respect) for flip in comparison.fixed] == [("weather-nb", "refusal")]


def test_a_wrong_refusal_breaks_a_case() -> None:
    (flip,) = compared([ANSWERED], [replace(ANSWERED, refused="unclear")]).broken
    assert (flip.respect, flip.after) == ("refusal", 0.0)


def test_a_report_beside_itself_shows_no_change() -> None:
    comparison = compared([ANSWERED, REFUSED], [ANSWERED, REFUSED])
    assert comparison.fixed == comparison.broken == ()
    assert comparison.same_cases
    assert comparison.same_recipe
    assert {one.change for one in comparison.changes} <= {0.0, None}


def test_only_cases_in_both_are_compared_and_the_others_named() -> None:
    comparison = compared([ANSWERED, replace(LOST, id="old")], [ANSWERED, replace(LOST, id="new")])
    assert (comparison.cases, comparison.only_before, comparison.only_after) == (1, ("old",), ("new",))
    assert change(comparison, "hit@5").before == 1.0


def test_an_interval_pairs_each_case_with_itself() -> None:
    before = [*many(ANSWERED, 20), *many(replace(LOST, id="lost", cluster="lost"), 20)]
    after = [replace(row, nuggets=(row.nuggets or 0) - 0.25) for row in before]
    moved = change(compared(before, after), "nugget recall")
    assert (moved.change, moved.low, moved.high) == pytest.approx((-0.25, -0.25, -0.25))


def test_what_one_side_cannot_measure_has_no_change() -> None:
    moved = change(compared([REFUSED], [replace(REFUSED, refused=None)]), "right reason")
    assert (moved.before, moved.after, moved.change, moved.low) == (1.0, None, None, None)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=12))
def test_turned_around_the_broken_are_the_fixed_and_changes_change_sign(hits: list[tuple[float, float]]) -> None:
    before = [replace(ANSWERED, id=str(at), cluster=str(at // 2), hit_5=hit) for at, (hit, _) in enumerate(hits)]
    after = [replace(row, hit_5=hit) for row, (_, hit) in zip(before, hits, strict=True)]
    there, back = compared(before, after), compared(after, before)
    assert [flip.id for flip in there.broken] == [flip.id for flip in back.fixed]
    assert change(there, "hit@5").change == -(change(back, "hit@5").change or 0.0)
    hit_5 = BY_NAME["hit@5"].over
    assert change(there, "hit@5").change == pytest.approx((hit_5(after) or 0) - (hit_5(before) or 0))


def test_the_terminal_tells_what_moved_and_which_cases() -> None:
    out = StringIO()
    show_comparison(compared([ANSWERED, REFUSED], [LOST, REFUSED]), Console(file=out, width=100))
    assert "-1.000" in out.getvalue()
    assert "broken: 2" in out.getvalue()
    assert "long-nb: nuggets 1.00 → 0.50" in out.getvalue()
