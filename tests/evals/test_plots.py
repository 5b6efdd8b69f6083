"""The geometry of the plots: everything lies on the canvas, where the figures say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.evals.judge.claims import wilson
from tillit.evals.report.plots import BOTTOM, LABELS, LEFT, RIGHT, TOP, heat_map, histogram, parity_bars, risk_curve
from tillit.evals.types import Figure, Group

from .rows import ANSWERED, REFUSED, worth

shares = st.floats(-1, 1)


@given(st.lists(st.floats(0, 100_000), min_size=1, max_size=50))
def test_every_answer_is_in_one_column_and_every_column_on_the_canvas(times: list[float]) -> None:
    drawn = histogram(times)
    assert drawn is not None
    assert sum(int(bar.label) for bar in drawn.bars) == len(times)
    for bar in drawn.bars:
        assert LEFT <= bar.x <= bar.x + bar.width <= RIGHT
        assert TOP - 1e-6 <= bar.y <= BOTTOM + 1e-6
    assert all(LEFT <= tick.at <= RIGHT + 1e-6 for tick in (*drawn.lines, *drawn.x_ticks))
    assert 2 <= len(drawn.x_ticks) <= 7


@given(st.lists(st.tuples(shares, shares, shares), min_size=1, max_size=8))
def test_bars_lean_to_the_side_of_their_sign_and_stay_on_the_canvas(drawn: list[tuple[float, float, float]]) -> None:
    groups = [Group("parity", str(at), 3, (Figure("hit@5", *values),)) for at, values in enumerate(drawn)]
    plot = parity_bars(groups)
    assert plot is not None
    for leaning, (value, _, _) in zip(plot.leanings, drawn, strict=True):
        ends = (leaning.bar.x, leaning.bar.x + leaning.bar.width)
        assert LABELS - 1e-6 <= ends[0] <= ends[1] <= RIGHT + 1e-6
        assert plot.middle == pytest.approx(ends[0] if value >= 0 else ends[1])


def test_the_curve_goes_on_to_what_the_lowest_threshold_would_answer_and_tells_what_is_answered_now() -> None:
    wrong = replace(REFUSED, refused=None, answerability=0.2)
    curve = risk_curve([ANSWERED, wrong, REFUSED, REFUSED])
    assert curve is not None
    assert len(curve.points.split()) == 3
    assert curve.text == "50% of the questions are answered, 50.0% of them wrongly."


def test_the_map_has_a_cell_for_what_was_measured_only_and_the_redder_the_worse() -> None:
    made = worth({"number": wilson(20, 20), "role": wilson(5, 20)}, {"voice": wilson(2, 20)})
    drawn = heat_map({"as it is": made, "left out": worth({"role": wilson(15, 20)}, {})})
    assert drawn is not None
    assert {(cell.name, cell.column): cell.opacity for cell in drawn.cells} == {
        ("number", "caught, as it is"): 0.0,
        ("role", "caught, as it is"): 1.0,
        ("role", "caught, left out"): 1.0,
        ("voice", "false alarms, as it is"): pytest.approx(0.4),
    }
    places = {tick.label: tick.at for tick in (*drawn.headings, *drawn.names)}
    assert places["caught"] < places["number"] < places["role"] < places["false alarms"] < places["voice"]
    assert all(LABELS <= cell.x <= cell.x + drawn.cell_width <= RIGHT for cell in drawn.cells)


def test_nothing_measured_is_nothing_drawn() -> None:
    assert risk_curve([replace(REFUSED, risk=None)]) is None
    assert histogram([]) is None
    assert parity_bars([Group("parity", "nn", 0, (Figure("hit@5", None),))]) is None
    assert heat_map({"as it is": worth({}, {})}) is None
