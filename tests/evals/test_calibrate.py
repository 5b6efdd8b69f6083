"""Calibrating refusal: what each threshold comes to, and the one that keeps a share of wrong answers."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.build import open_assistant
from tillit.assistant.calibration import SETTINGS, Setting, read_calibration, threshold_for
from tillit.assistant.settings import Settings
from tillit.corpus.errors import TillitError
from tillit.evals.calibrate import calibrated, kept, setting_at, to_json
from tillit.evals.types import Row

from .rows import ANSWERED, REFUSED


def right(sureness: float, cluster: str) -> Row:
    return replace(ANSWERED, cluster=cluster, answerability=sureness, risk=False)


def wrong(sureness: float, cluster: str) -> Row:
    return replace(REFUSED, cluster=cluster, answerability=sureness, risk=True)


ROWS = [*(right(0.9, f"right-{at}") for at in range(60)), *(wrong(0.4, f"wrong-{at}") for at in range(20))]


def test_the_threshold_kept_is_the_lowest_whose_upper_bound_is_accepted() -> None:
    calibration = calibrated(ROWS)
    assert threshold_for(0.05, calibration) == pytest.approx(0.41)
    assert threshold_for(0.5, calibration) == 0.0


def test_an_upper_bound_counts_a_cluster_once_however_many_wordings_it_has() -> None:
    alone = setting_at(0.0, [right(0.9, "one"), wrong(0.9, "two")])
    worded = setting_at(0.0, [right(0.9, "one"), *[wrong(0.9, "two")] * 9])
    assert alone is not None
    assert worded is not None
    assert alone.at_most == worded.at_most
    assert (alone.wrong, worded.wrong) == (0.5, 0.9)


def test_a_share_that_nothing_keeps_is_refused_with_the_lowest_that_can_be_had() -> None:
    with pytest.raises(TillitError, match="The lowest that can be kept is 37%, with 50% of the answerable"):
        _ = threshold_for(0.05, [Setting(0.1, 0.9, 0.3, 0.41), Setting(0.7, 0.5, 0.2, 0.3603)])


def test_a_part_is_told_what_it_came_to_and_where_nothing_keeps_a_share() -> None:
    outcomes = kept([right(0.9, "a"), wrong(0.95, "b")], [Setting(0.8, 0.5, 0.08, 0.1)])
    assert outcomes[0].threshold is None
    assert outcomes[0].reached is None
    assert outcomes[1].reached is not None
    assert outcomes[1].reached.wrong == 0.5


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.sampled_from("abcdef")), min_size=1, max_size=30))
def test_a_bound_is_above_the_clusters_mean_and_a_higher_threshold_never_answers_more(
    drawn: list[tuple[float, bool, str]],
) -> None:
    rows = [replace(ANSWERED, cluster=cluster, answerability=sure, risk=risk) for sure, risk, cluster in drawn]
    calibration = calibrated(rows)
    assert [setting.answered for setting in calibration] == sorted(
        (setting.answered for setting in calibration), reverse=True
    )
    for setting in calibration:
        assert 0 <= setting.wrong <= 1
        assert 0 < setting.at_most <= 1


def test_what_is_saved_is_read_again() -> None:
    calibration = calibrated(ROWS)
    assert SETTINGS.validate_json(to_json(calibration)) == calibration


def test_the_calibration_that_comes_along_has_every_threshold_once() -> None:
    thresholds = [setting.threshold for setting in read_calibration()]
    assert thresholds == sorted(set(thresholds))
    assert thresholds[0] == 0.0


def test_a_service_told_to_keep_what_nothing_keeps_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="TILLIT_ACCEPTED_WRONG is 1%"):
        _ = open_assistant(Settings(index=tmp_path, accepted_wrong=0.01))
