"""Figures over rows: what each counts, and how registers compare with the bokmål of their clusters."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tillit.evals.measures import BY_NAME, MEASURES, parity
from tillit.evals.types import Group, Row, Shown

from .rows import ANSWERED, QUOTE, REFUSED, SHOWN

drawn_rows = st.lists(
    st.sampled_from(
        [
            ANSWERED,
            REFUSED,
            replace(REFUSED, refused=None, shown=(SHOWN,)),
            replace(ANSWERED, refused="unclear", shown=(), nuggets=0.0, words=None),
            replace(ANSWERED, hit_5=0.0, nuggets=0.0, nuggets_within=(0.0, 0.0, 0.0, 0.0)),
        ]
    ),
    max_size=12,
)


def over(name: str, rows: Sequence[Row]) -> float | None:
    return BY_NAME[name].over(rows)


@given(drawn_rows)
def test_every_measure_is_a_share_or_none_and_the_order_of_rows_does_not_matter(rows: list[Row]) -> None:
    for measure in MEASURES:
        value = measure.over(rows)
        assert value is None or measure.is_count or 0 <= value <= 1, measure.name
        assert value == pytest.approx(measure.over(rows[::-1])) if value is not None else True
    assert all(measure.over([]) is None for measure in MEASURES)


@given(drawn_rows)
def test_asking_each_case_twice_changes_no_figure(rows: list[Row]) -> None:
    for measure in MEASURES:
        assert measure.over(rows + rows) == pytest.approx(measure.over(rows)), measure.name


def cited(*supports: bool | None) -> Row:
    quotes = tuple(replace(QUOTE, supports=one, stands=one is not False) for one in supports)
    return replace(ANSWERED, shown=(Shown("Ja.", quotes, useful=False, repeated=None, faithful=False),))


@pytest.mark.parametrize(
    ("supports", "recall", "precision"),
    [
        ((True, False), 1.0, 0.5),
        ((False,), 0.0, 0.0),
        ((), 0.0, None),  # a sentence without a citation is not borne out, and no citation is wrong
        ((None,), None, None),
        ((None, False), None, 0.0),
        ((None, True), 1.0, 1.0),
    ],
)
def test_citations_are_recalled_by_sentence_and_precise_by_citation(
    supports: tuple[bool | None, ...], recall: float | None, precision: float | None
) -> None:
    assert over("citation recall", [cited(*supports)]) == recall
    assert over("citation precision", [cited(*supports)]) == precision


def test_wrong_answers_are_those_to_questions_without_one_and_those_that_say_nothing_needed() -> None:
    beside = replace(ANSWERED, nuggets=0.0)
    answered = replace(REFUSED, refused=None)
    assert over("wrong answers", [ANSWERED, ANSWERED, beside, answered, REFUSED]) == 0.5
    assert over("wrong answers", [REFUSED]) is None


def test_sentences_without_expected_nuggets_are_neither_useful_nor_useless() -> None:
    free = replace(REFUSED, shown=(replace(SHOWN, useful=None),))
    useless = replace(ANSWERED, shown=(SHOWN, replace(SHOWN, useful=False)))
    assert over("useful sentences", [free, useless]) == 0.5


def by_name(groups: Sequence[Group]) -> dict[str, tuple[float | None, ...]]:
    return {group.name: (group.cases, *(figure.value for figure in group.figures)) for group in groups}


def test_parity_is_measured_against_the_bokmål_of_the_same_clusters_only() -> None:
    rows = [
        replace(ANSWERED, id="1", cluster="a", hit_5=1.0, nuggets=1.0),
        replace(ANSWERED, id="2", cluster="a", register="nn", hit_5=0.0, nuggets=0.5),
        replace(ANSWERED, id="3", cluster="b", hit_5=0.0, nuggets=0.0),
        replace(ANSWERED, id="4", cluster="b", register="nn", hit_5=1.0, nuggets=0.5),
        replace(ANSWERED, id="5", cluster="c", hit_5=0.0, nuggets=0.0),  # no twin
        replace(ANSWERED, id="6", cluster="d", register="nn", hit_5=0.0, nuggets=0.0),  # no twin either
        replace(ANSWERED, id="7", cluster="a", register="pl", hit_5=0.0, nuggets=1.0),
        replace(ANSWERED, id="8", cluster="a", kind="follow-up", hit_5=0.0, nuggets=1.0),
    ]
    assert by_name(parity(rows)) == {"nn": (2, 0.0, 0.0), "pl": (1, -1.0, 0.0), "follow-up": (1, -1.0, 0.0)}


@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 1.0])), min_size=1, max_size=10))
def test_a_register_that_does_as_its_twins_do_is_on_a_par(drawn: list[tuple[str, float]]) -> None:
    rows = [replace(ANSWERED, id=str(at), cluster=cluster, hit_5=hit) for at, (cluster, hit) in enumerate(drawn)]
    groups = parity([*rows, *(replace(row, id=f"{row.id}-nn", register="nn") for row in rows)])
    assert by_name(groups)["nn"] == (len(rows), pytest.approx(0), 0.0)


def test_what_has_no_twin_is_not_measured() -> None:
    (group, follow_up) = parity([replace(ANSWERED, register="en")])
    assert by_name([group, follow_up]) == {"en": (0, None, None), "follow-up": (0, None, None)}
