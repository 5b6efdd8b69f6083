import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.evals.metrics import (
    BUDGET,
    Place,
    auroc,
    cluster_interval,
    context_precision,
    covers,
    first_rank,
    hit,
    mean,
    middle,
    ndcg,
    percentile,
    recall,
    reciprocal_rank,
    risk_coverage,
    share,
    within_budget,
)

documents = st.sampled_from(["a", "b"])
places = st.tuples(documents, st.integers(0, 3000), st.integers(1, 1500)).map(
    lambda drawn: Place(drawn[0], drawn[1], drawn[1] + drawn[2])
)
rankings = st.lists(places, max_size=12)
required = st.lists(st.lists(places, min_size=1, max_size=3), max_size=4)
scores = st.lists(st.floats(-5, 5, allow_nan=False).map(lambda x: round(x, 1)), max_size=20)


@given(rankings)
def test_passages_within_the_budget_are_the_best_ones_and_fit(ranking: list[Place]) -> None:
    kept = within_budget(ranking)
    assert list(kept) == ranking[: len(kept)]
    assert sum(p.end - p.start for p in kept) <= BUDGET
    if len(kept) < len(ranking):
        assert sum(p.end - p.start for p in ranking[: len(kept) + 1]) > BUDGET


def test_a_passage_that_breaks_the_budget_ends_the_count_even_when_a_shorter_one_follows() -> None:
    ranking = [Place("a", 0, 3000), Place("a", 5000, 6001), Place("a", 7000, 7010)]
    assert within_budget(ranking) == (ranking[0],)
    assert recall([[Place("a", 7000, 7010)]], ranking, 5) == 0.0


def test_half_of_a_quote_is_covered_and_less_is_not() -> None:
    quote = Place("a", 100, 110)
    assert covers(Place("a", 0, 105), quote)
    assert not covers(Place("a", 0, 104), quote)
    assert not covers(Place("b", 0, 200), quote)


@given(places, places)
def test_a_passage_covers_what_lies_inside_it_and_nothing_that_it_does_not_touch(a: Place, b: Place) -> None:
    assert covers(a, a)
    if a.document != b.document or a.end <= b.start or b.end <= a.start:
        assert not covers(a, b)


@given(required, rankings, st.integers(1, 10))
def test_retrieval_measures_agree_with_each_other(wanted: list[list[Place]], ranking: list[Place], k: int) -> None:
    any_hit, part, rank = hit(wanted, ranking, k), recall(wanted, ranking, k), reciprocal_rank(wanted, ranking)
    if not wanted:
        assert any_hit is part is rank is None
        return
    assert any_hit is not None
    assert part is not None
    assert rank is not None
    assert 0 <= part <= any_hit <= 1
    assert (part > 0) == (any_hit == 1)
    assert (rank >= 1 / k) == (any_hit == 1)


@given(required, rankings, st.integers(1, 9))
def test_more_passages_never_find_less(wanted: list[list[Place]], ranking: list[Place], k: int) -> None:
    assert (recall(wanted, ranking, k) or 0) <= (recall(wanted, ranking, k + 1) or 0)


@given(required, rankings, st.integers(1, 10))
def test_the_gain_is_ideal_for_no_order_worse_than_the_best_and_nothing_for_nothing_found(
    wanted: list[list[Place]], ranking: list[Place], k: int
) -> None:
    gain = ndcg(wanted, ranking, k)
    if not wanted:
        assert gain is None
        return
    assert gain is not None
    assert 0 <= gain <= 1 + 1e-9
    assert (gain > 0) == any(first_rank(places, ranking[:k]) for places in wanted)


def test_the_gain_is_that_of_the_textbook() -> None:
    a, b, other = Place("a", 0, 10), Place("b", 0, 10), Place("x", 0, 10)
    assert ndcg([[a], [b]], [a, b], 10) == 1
    assert ndcg([[a]], [other, a], 10) == pytest.approx(1 / math.log2(3))
    assert ndcg([[a], [b]], [other, a], 10) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))
    assert ndcg([[a], [a]], [a, other], 10) == 1  # one passage with all that is needed is the best there is
    assert ndcg([[a]], [a, a, a], 10) == 1  # seen twice gains nothing


@given(required, rankings, st.integers(1, 10))
def test_context_precision_is_a_share_and_nothing_only_when_nothing_needed_is_read(
    wanted: list[list[Place]], ranking: list[Place], k: int
) -> None:
    precision = context_precision(wanted, ranking, k)
    assert (precision is None) == (not wanted)
    if precision is not None:
        assert 0 <= precision <= 1
        assert (precision > 0) == (hit(wanted, ranking, k) == 1)


def test_context_precision_falls_with_every_passage_that_is_not_needed_before_one_that_is() -> None:
    needed, other = Place("a", 0, 10), Place("x", 0, 10)
    assert context_precision([[needed]], [needed, other], 5) == 1
    assert context_precision([[needed]], [other, needed], 5) == 0.5
    assert context_precision([[needed]], [other], 5) == 0.0


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.7, 0.9]), st.booleans()), max_size=20), st.integers(0, 5))
def test_risk_over_coverage_grows_in_coverage_and_ends_at_what_is_answered_now(
    answered: list[tuple[float, bool]], refused: int
) -> None:
    points = risk_coverage(answered, len(answered) + refused)
    assert len(points) == len({score for score, _ in answered})
    assert [coverage for coverage, _ in points] == sorted({coverage for coverage, _ in points})
    assert all(0 <= risk <= 1 for _, risk in points)
    if points:
        wrong = sum(wrong for _, wrong in answered)
        assert points[-1] == (len(answered) / (len(answered) + refused), wrong / len(answered))


def test_the_surest_answers_come_first_and_equally_sure_ones_together() -> None:
    assert risk_coverage([(0.5, True), (0.9, False), (0.5, False)], 4) == ((0.25, 0.0), (0.75, 1 / 3))


@given(st.lists(st.floats(-100, 100), max_size=30), st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_enough_others_do_not_exceed(values: list[float], level: float) -> None:
    found = percentile(values, level)
    assert (found is None) == (not values)
    if found is not None:
        assert found in values
        assert sum(value <= found for value in values) >= level * len(values) - 1e-9
        assert sum(value < found for value in values) < level * len(values)


def test_any_place_of_a_required_passage_will_do_and_each_required_passage_counts() -> None:
    ranking = [Place("x", 0, 10), Place("b", 0, 100)]
    wanted = [[Place("a", 0, 10), Place("b", 50, 60)], [Place("c", 0, 10)]]
    assert first_rank(wanted[0], ranking) == 2
    assert recall(wanted, ranking, 5) == 0.5
    assert hit(wanted, ranking, 1) == 0.0
    assert reciprocal_rank(wanted, ranking) == 0.5


def test_a_required_passage_that_stands_nowhere_counts_as_missed() -> None:
    assert recall([[]], [Place("a", 0, 10)], 5) == 0.0


@given(scores, scores)
def test_auroc_is_a_chance_mirrored_when_the_sides_change(positives: list[float], negatives: list[float]) -> None:
    value, mirrored = auroc(positives, negatives), auroc(negatives, positives)
    if not positives or not negatives:
        assert value is None
        return
    assert value is not None
    assert mirrored is not None
    assert 0 <= value <= 1
    assert value + mirrored == pytest.approx(1)
    assert auroc([math.exp(x) for x in positives], [math.exp(x) for x in negatives]) == pytest.approx(value)


@given(scores, scores)
def test_auroc_counts_every_pair(positives: list[float], negatives: list[float]) -> None:
    wins = [(p > n) + 0.5 * (p == n) for p in positives for n in negatives]
    assert auroc(positives, negatives) == (pytest.approx(sum(wins) / len(wins)) if wins else None)


def test_auroc_of_a_clean_separation_is_one_and_of_ties_a_half() -> None:
    assert auroc([3, 4], [1, 2]) == 1
    assert auroc([1], [1]) == 0.5


@given(st.lists(st.none() | st.floats(-100, 100)))
def test_means_skip_what_is_not_there_and_are_none_of_nothing(values: list[float | None]) -> None:
    present = [value for value in values if value is not None]
    for average in (mean(values), middle(values)):
        if not present:
            assert average is None
        else:
            assert average is not None
            assert min(present) - 1e-9 <= average <= max(present) + 1e-9


def test_share_of_nothing_is_none() -> None:
    assert share([]) is None
    assert share([True, False]) == 0.5


Rows = list[tuple[int, float]]


def _average(rows: Sequence[tuple[int, float]]) -> float | None:
    return mean(value for _, value in rows)


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1)), max_size=20), st.integers(0, 3))
def test_an_interval_repeats_and_lies_within_the_values(rows: Rows, seed: int) -> None:
    first = cluster_interval(rows, lambda row: row[0], _average, seed=seed, samples=50)
    assert first == cluster_interval(rows, lambda row: row[0], _average, seed=seed, samples=50)
    if not rows:
        assert first is None
        return
    assert first is not None
    values = [value for _, value in rows]
    assert min(values) - 1e-9 <= first[0] <= first[1] <= max(values) + 1e-9


def test_cases_of_one_cluster_do_not_make_an_interval_narrower() -> None:
    alone = [(cluster, float(cluster % 2)) for cluster in range(10)]
    repeated = [(cluster, value) for cluster, value in alone for _ in range(20)]
    wide = cluster_interval(alone, lambda row: row[0], _average)
    assert wide == cluster_interval(repeated, lambda row: row[0], _average)
    naive = cluster_interval(list(enumerate(repeated)), lambda row: row[0], lambda rows: mean(r[1][1] for r in rows))
    assert wide is not None
    assert naive is not None
    assert naive[1] - naive[0] < wide[1] - wide[0]
