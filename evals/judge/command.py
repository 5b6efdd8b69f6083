"""``tillit eval judge``: what a judge is worth."""

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from ...assistant.build import JudgeName, open_judge
from ...assistant.settings import Settings
from ...corpus.errors import TillitError
from ..dataset import Part
from .claims import Claim, JudgeReport, evenly, judge_all, load_claims, measured

QUICK = 51
"""The claims that a quick look at a judge takes: three of each kind."""


def judge(
    *,
    part: Annotated[Part, typer.Option(help="dev to fit and look, accept to decide, test for a report.")] = "dev",
    name: Annotated[
        JudgeName, typer.Option("--judge", help="The one that comes along, an entailment model, or a language model.")
    ] = "local",
    model: Annotated[
        str | None, typer.Option(help="nli: a hub name or folder. llm: a name, instead of TILLIT_LLM_MODEL.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Judge so many claims at most, as many of each kind; always the same.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Judge the judge: how many corrupted claims it catches, and how many faithful ones it suspects."""
    from ..report.scores import to_json
    from ..report.terminal import show_judge

    if model and name == "local":
        raise typer.BadParameter("The judge that comes along has one model; choose --judge nli or llm.")
    settings = Settings()
    report = try_own(settings, part, limit) if name == "local" else _try_other(name, settings, model, part, limit)
    if as_json:
        typer.echo(to_json(report))
    else:
        show_judge(report, Console())


def try_own(settings: Settings, part: Part, limit: int | None = None) -> JudgeReport:
    """What the judge that comes along is worth on the claims of ``part``; stderr shows how far it has come.

    With a ``limit`` a quick look at a sample, without what it takes to leave kinds out.
    """
    from ...index.embed import make_embedder
    from .trial import try_local

    claims = load_claims()
    dev = () if limit else _some(claims, "dev")
    return try_local(make_embedder(settings.embedder), _some(claims, part, limit), part, dev, _shown)


def _try_other(name: JudgeName, settings: Settings, model: str | None, part: Part, limit: int | None) -> JudgeReport:
    claims = _some(load_claims(), part, limit)
    trial = judge_all(open_judge(name, settings, model), _shown(claims))
    if not trial.judged:
        raise TillitError(f"The judge said nothing of any claim. {' '.join(trial.no_verdict)}")
    local = judge_all(open_judge("local", settings), claims)
    return measured(trial, f"{name} {model or settings.llm_model}", part, local=local)


def _some(claims: Sequence[Claim], part: Part, limit: int | None = None) -> Sequence[Claim]:
    chosen = [claim for claim in claims if claim.part == part]
    return evenly(chosen, limit) if limit else chosen


def _shown(claims: Sequence[Claim]) -> Iterable[Claim]:
    return track(claims, "judge", console=Console(stderr=True), transient=True)
