"""Shares and sums that sources give, and whether they can both be true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.figures import figure_in, figures_differ


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("Kostnadene økte med 7,7 prosent.", "percent", 7.7),
        ("Rammen var 6,75 millioner kroner.", "kroner", 6_750_000),
        ("Hver kommune fikk 300 000 kroner.", "kroner", 300_000),
        ("Om lag 40 % svarte.", "percent", 40),
    ],
)
def test_the_only_figure_of_a_sentence_is_read(text: str, unit: str, value: float) -> None:
    figure = figure_in(text)
    assert figure is not None
    assert (figure.unit, figure.value) == (unit, pytest.approx(value))


@pytest.mark.parametrize("text", ["De var 12 ledere.", "Fra 7 prosent til 9 prosent.", "Det kostet penger."])
def test_no_figure_is_read_where_there_is_none_or_several(text: str) -> None:
    assert figure_in(text) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("økte med 7,7 prosent", "økte med 5 prosent", True),
        ("økte med 7,7 prosent", "økte med 8 prosent", False),
        ("kostet 6,75 millioner kroner", "kostet 6 750 000 kroner", False),
        ("kostet 6,75 millioner kroner", "kostet 4 millioner kroner", True),
        ("økte med 7 prosent i 2018", "økte med 3 prosent i 2020", False),
        ("økte med 7 prosent", "økte med 7 kroner", False),
    ],
)
def test_figures_differ_when_both_cannot_be_true(one: str, other: str, expected: bool) -> None:
    first, second = figure_in(one), figure_in(other)
    assert first is not None
    assert second is not None
    assert figures_differ(first, second) == expected


@given(st.integers(0, 999_999), st.sampled_from(("prosent", "kroner", "millioner kroner")))
def test_nothing_differs_from_itself(value: int, unit: str) -> None:
    figure = figure_in(f"Det var {value} {unit}.")
    assert figure is not None
    assert not figures_differ(figure, figure)
