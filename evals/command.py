"""``tillit eval`` itself: ask the cases of a part, compare with a baseline, write reports, and gate."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from ..assistant.settings import SHIPPED_CORPUS, Settings
from ..corpus.errors import TillitError
from .dataset import Part
from .options import progress

if TYPE_CHECKING:
    from .compare import Comparison
    from .judge.claims import JudgeReport
    from .types import Report, Timings


@dataclass(frozen=True, slots=True)
class Baseline:
    """The file that a run is held against or kept in, and the report that it holds, where there is one."""

    file: Path | None
    before: "Report | None"


def part_to_ask(part: Part | None, *, quick: bool, gate: bool, save: bool) -> Part:
    """The part to ask; raises ``typer.BadParameter`` when it cannot be used so."""
    if gate and save:
        raise typer.BadParameter("--gate compares with the baseline that --save-baseline would replace; choose one.")
    if save and quick:
        raise typer.BadParameter("A baseline holds all cases of its part; leave --quick out.")
    if not gate and not save:
        return part or "dev"
    if part == "test":
        raise typer.BadParameter("The test part never decides anything: a gate on it would fit the product to it.")
    if part == "dev":
        raise typer.BadParameter(
            "The dev part is fitted on, so it shows no change; the gate and its baseline use accept."
        )
    return "accept"


def baseline_for(part: Part, settings: Settings, given: Path | None, *, gate: bool, save: bool) -> Baseline:
    """The report that a run is held against: the one given, or for the shipped documents the part's own.

    Raises ``TillitError`` when the gate or a file that was given asks for one that is not there.
    """
    from .report.scores import BASELINES, read_baseline

    shipped = settings.corpus == (SHIPPED_CORPUS,)
    if (gate or save) and not given and not shipped:
        raise TillitError(
            "The baseline that comes along is of the shipped documents, so it says nothing about others. "
            "Name a file for theirs with --baseline."
        )
    file = given or (BASELINES / f"{part}.json" if shipped else None)
    wanted = file and not save and (gate or given or file.is_file())
    return Baseline(file, read_baseline(file) if file and wanted else None)


def ask_cases(settings: Settings, part: Part, *, quick: bool) -> "tuple[Report, Timings]":
    """Bring the index up to date and ask the cases."""
    from ..assistant.build import build, open_assistant
    from ..assistant.judge.local import local_judge
    from ..index.embed import make_embedder
    from ..index.manifest import current_manifest
    from .dataset import in_part, load_cases
    from .quick import some_of_each
    from .report.scores import as_written
    from .run import run

    with progress() as tell:
        build(settings, tell)
    cases = in_part(load_cases(), part)
    recipe = asdict(current_manifest(settings.index).recipe)
    chosen = some_of_each(cases) if quick else cases
    judge = local_judge(make_embedder(settings.embedder))
    report, timings = run(open_assistant(settings), chosen, part, recipe=recipe, judge=judge)
    return as_written(report), timings


def write_reports(
    folder: Path,
    report: "Report",
    timings: "Timings",
    *,
    comparison: "Comparison | None",
    judges: "tuple[JudgeReport, *tuple[JudgeReport, ...]]",
) -> None:
    """Write all that a run leaves behind; of the ``judges`` the first is the one that comes along."""
    from ..assistant.calibration import read_calibration
    from .report.page import to_html
    from .report.scores import write_run

    own, *others = judges
    page = to_html(report, timings, comparison=comparison, judge=own, others=others, calibration=read_calibration())
    write_run(folder, report, timings, own, page)


def gated(before: "Report", report: "Report") -> int:
    """The exit code: 1 when answers got worse; stderr says why."""
    from .gate import rule
    from .report.terminal import show_ruling

    ruling = rule(before, report)
    show_ruling(ruling, Console(stderr=True))
    return 0 if ruling.passed else 1
