"""What leaders see: nothing smaller than five, and nothing that lets a smaller number be worked out."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.ui.records.counts import SMALLEST, folded, hidden, insight
from tillit.ui.records.types import About, Cell, Measure, Outcome, Place

from ..remembering import MONDAY

DOCUMENTS = ("a", "b")
PLACES = [
    Place(),
    *(Place(d, h) for d in DOCUMENTS for h in ((), ("1",), ("2",), ("1", "x"), ("1", "y"), ("1", "y", "z"))),
]
LATER = MONDAY + timedelta(days=60)


def asked(
    n: int,
    place: Place = PLACES[4],
    outcome: Outcome = "answered",
    day: date = MONDAY,
    measure: Measure = "asked",
) -> Mapping[Cell, int]:
    return {Cell(day, About("nb", outcome, place), measure): n}


def together(*counts: Mapping[Cell, int]) -> Mapping[Cell, int]:
    total = Counter[Cell]()
    for one in counts:
        total.update(one)
    return total


cells = st.dictionaries(
    st.builds(
        Cell,
        st.dates(MONDAY, MONDAY + timedelta(days=20)),
        st.builds(
            About,
            st.sampled_from(["nb", "nn", "pl"]),
            st.sampled_from(["answered", "not_in_sources", "unsafe"]),
            st.sampled_from(PLACES),
        ),
        st.sampled_from(["asked", "asked", "up", "down", "wrong", "should_have_known"]),
    ),
    st.integers(1, 9),
    max_size=40,
)


@given(st.dictionaries(st.sampled_from(PLACES), st.integers(1, 12)))
def test_every_row_by_heading_has_five_questions_or_there_are_fewer_in_all(counts: dict[Place, int]) -> None:
    rows = Counter[Place]()
    for place, row in folded(counts).items():
        rows[row] += counts[place]
        assert row == place or not row.document or (row.document, row.headings) in parents(place)
    assert rows.total() == sum(counts.values())
    assert len(rows) <= 1 or min(rows.values()) >= SMALLEST


def parents(place: Place) -> list[tuple[str, tuple[str, ...]]]:
    return [(place.document, place.headings[:depth]) for depth in range(len(place.headings))]


@given(st.lists(st.integers(0, 12)))
def test_what_is_hidden_of_a_column_adds_up_to_five_or_is_all_there_is(column: list[int]) -> None:
    shown = hidden(column)
    out = [n for n, seen in zip(column, shown, strict=True) if seen is None]
    assert all(seen is None or seen == 0 or seen >= SMALLEST for seen in shown)
    assert all(seen in (n, None) for n, seen in zip(column, shown, strict=True))
    if out and any(shown):
        assert sum(out) >= SMALLEST
        assert len(out) > 1


@given(cells)
def test_no_number_on_the_page_is_small(counts: dict[Cell, int]) -> None:
    seen = insight(counts, until=LATER)
    numbers = [
        *(seen.asked, seen.refused, seen.up, seen.down),
        *(n for week in seen.weeks for n in (week.asked, week.refused, week.down)),
        *(n for row in seen.topics for n in (row.asked, row.refused, row.down, row.should_have_known)),
        *seen.refusals.values(),
        *seen.languages.values(),
        *seen.reasons.values(),
    ]
    assert [n for n in numbers if n is not None and 0 < n < SMALLEST] == []
    assert sum(row.asked for row in seen.topics) == sum(week.asked for week in seen.weeks) == seen.asked
    assert sum(seen.languages.values()) == seen.asked


@given(cells)
def test_the_order_of_the_counts_changes_nothing(counts: dict[Cell, int]) -> None:
    assert insight(counts, until=LATER) == insight(dict(reversed(counts.items())), until=LATER)


def test_a_small_heading_is_counted_with_the_one_around_it() -> None:
    counts = together(asked(4, Place("a", ("1", "x"))), asked(3, Place("a", ("1", "y"))), asked(9, Place("a", ("2",))))
    topics = insight(counts, until=LATER).topics
    assert [(row.place, row.asked) for row in topics] == [(Place("a", ("2",)), 9), (Place("a", ("1",)), 7)]


def test_the_rest_takes_in_a_row_rather_than_be_small_itself() -> None:
    counts = together(asked(9, Place("a")), asked(6, Place("b")), asked(2, Place()))
    topics = insight(counts, until=LATER).topics
    assert [(row.place, row.asked) for row in topics] == [(Place("a"), 9), (Place(), 8)]


def test_a_week_with_fewer_than_five_questions_is_left_out_with_all_that_belongs_to_it() -> None:
    next_week = MONDAY + timedelta(days=7)
    counts = together(asked(8), asked(4, day=next_week), asked(4, day=next_week, measure="down"))
    seen = insight(counts, until=LATER)
    assert (seen.asked, seen.down, seen.left_out, [week.monday for week in seen.weeks]) == (8, 0, 1, [MONDAY])


def test_a_day_under_way_is_not_counted() -> None:
    counts = together(asked(8), asked(50, day=MONDAY + timedelta(days=1)))
    assert insight(counts, until=MONDAY).asked == 8


def test_a_single_small_number_takes_the_next_with_it() -> None:
    counts = together(
        *(asked(20, Place(name)) for name in "abc"),
        asked(2, Place("a"), "not_in_sources"),
        asked(7, Place("b"), "not_in_sources"),
        asked(9, Place("c"), "not_in_sources"),
    )
    seen = insight(counts, until=LATER)
    assert {row.place.document: row.refused for row in seen.topics} == {"a": None, "b": None, "c": 9}
    assert seen.refused == 18


@pytest.mark.parametrize("counts", [{}, asked(4), asked(9, day=LATER + timedelta(days=1))])
def test_where_there_is_nothing_to_show_there_are_no_days_and_no_rows(counts: Mapping[Cell, int]) -> None:
    seen = insight(counts, until=LATER)
    assert (seen.first, seen.last, seen.asked, seen.topics, seen.weeks) == (None, None, 0, (), ())
