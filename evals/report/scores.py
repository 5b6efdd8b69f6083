"""Reports as files: the same report is always the same bytes, and what was written can be read again."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from ...corpus.errors import TillitError
from ..judge.claims import JudgeReport
from ..metrics import middle, percentile
from ..types import Report, Timings

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Read = TypeVar("Read")

BASELINES = Path(__file__).parent.parent / "baseline"
"""The folder with the report that each part's runs on the shipped documents are held against."""

DECIMALS = 6

_SAVE = "tillit eval --part accept --save-baseline"

_REPORT = TypeAdapter(Report)
_JUDGE_REPORT = TypeAdapter(JudgeReport)


def to_json(report: "DataclassInstance") -> str:
    """Anything of dataclasses as one JSON object: keys sorted, numbers rounded, the same text for the same report."""
    return json.dumps(_rounded(asdict(report)), ensure_ascii=False, indent=1, sort_keys=True)


def _rounded(value: object) -> object:
    """Numbers rounded to ``DECIMALS``; JSON has no infinity and no NaN, so these become the strings that name them."""
    if isinstance(value, float):
        return round(value, DECIMALS) if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(key): _rounded(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, tuple | list):
        return [_rounded(item) for item in cast("Sequence[object]", value)]
    return value


def as_written(report: Report) -> Report:
    """The report as one reads it back from its JSON: rounding alone must not look like a change."""
    return _REPORT.validate_json(to_json(report))


def read_report(path: Path) -> Report:
    """The report in the file ``path``; raises ``TillitError`` when there is none or another version wrote it."""
    return _read(path, _REPORT, "Make it anew with: tillit eval --out DIR")


def read_judge_report(path: Path) -> JudgeReport:
    """A judge's report; raises ``TillitError`` when there is none in the file ``path``."""
    return _read(path, _JUDGE_REPORT, "Measure the judge anew, with: tillit eval judge --json")


def _read(path: Path, adapter: TypeAdapter[Read], remedy: str) -> Read:
    try:
        return adapter.validate_json(path.read_bytes())
    except OSError as error:
        raise TillitError(f"{path} cannot be read ({error.strerror}), so there is nothing to show.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise TillitError(
            f"{path} does not hold what this version writes ({place}: {first['msg']}), so it was not used. {remedy}"
        ) from error


def read_baseline(path: Path) -> Report:
    """The baseline at ``path``; raises ``TillitError`` that says how to make one when there is none."""
    if not path.is_file():
        raise TillitError(
            f"There is no baseline at {path}, so nobody can tell whether answers got worse. On the version to compare "
            f"with, run: {_SAVE}"
        )
    return _read(path, _REPORT, f"On the version to compare with, run: {_SAVE}")


def timings_json(timings: Timings) -> str:
    """The median and the 95th percentile of each stage in milliseconds, and the number of cases, as one JSON object."""
    stages = {
        stage: {"median_ms": middle(times), "p95_ms": percentile(times, 0.95)} for stage, times in timings.items()
    }
    return json.dumps({"cases": max(map(len, timings.values()), default=0), "stages": stages}, indent=1, sort_keys=True)


def write_run(folder: Path, report: Report, timings: Timings, judge: JudgeReport, page: str) -> None:
    """Write ``scores.json``, ``judge.json``, ``timings.json`` and ``report.html``.

    The first two are the same for every run of one version.
    """
    write(folder / "scores.json", to_json(report))
    write(folder / "judge.json", to_json(judge))
    write(folder / "timings.json", timings_json(timings))
    write(folder / "report.html", page)


def write(path: Path, text: str) -> None:
    """Write a file of one text, and the folder that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _ = path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
