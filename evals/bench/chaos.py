"""What an index survives: ``python -m tillit.evals.bench.chaos kill|damage|disk``."""

import json
import os
from collections import Counter
from typing import Annotated

import typer

from .breaking import damage_files, fill_disk, kill_builds

app = typer.Typer(add_completion=False, help="What an index survives.", pretty_exceptions_enable=False)

Times = Annotated[int, typer.Option(min=1, help="How many trials.")]
Seed = Annotated[int, typer.Option(help="What chance is drawn by.")]


@app.command()
def kill(times: Times = 200, seed: Seed = 1) -> None:
    """Kill builds at random moments; the old or the new index must be there, whole, and the next build must work."""
    _report("kill", kill_builds(times, seed))


@app.command()
def damage(times: Times = 50, seed: Seed = 1) -> None:
    """Truncate, delete or overwrite files of the index; an older one must answer or a clear error say what to do."""
    _report("damage", damage_files(times, seed))


@app.command()
def disk(times: Times = 20, seed: Seed = 1) -> None:
    """Build on a disk with too little room; the old index must be as it was. Needs root, for a small file system."""
    if os.geteuid() != 0:
        typer.echo("skipped: only root can mount a small file system", err=True)
        return
    _report("disk", fill_disk(times, seed))


def _report(name: str, outcomes: Counter[str]) -> None:
    wrong = sum(count for outcome, count in outcomes.items() if outcome.startswith("wrong"))
    typer.echo(json.dumps({"trial": name, "outcomes": dict(sorted(outcomes.items())), "wrong": wrong}))
    raise typer.Exit(int(bool(wrong)))


if __name__ == "__main__":
    app()
