"""How much longer a warm answer takes than embedding its question: ``python -m tillit.evals.bench.ask_ratio``.

The libraries of numbers read how many threads to take when they load: each setting is measured in a process of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Annotated

import typer

from ...assistant.build import build, open_assistant
from ...assistant.settings import Settings
from ...index.embed import embed_query, make_embedder
from ...index.threads import THREADS
from ..dataset import in_part, load_cases

THREADS_BY_NAME: dict[str, dict[str, str]] = {"as served": THREADS, "the libraries' own": {}}

WARM_UP = 5
"""Questions asked before the clock counts."""


def main(
    *,
    here: Annotated[bool, typer.Option(help="Measure in this process, under its own settings.")] = False,
) -> None:
    """Print, by how threads are set, the median milliseconds of an answer and of a query embedding, and their ratio."""
    if here:
        typer.echo(json.dumps(measure(Settings())))
        return
    build(Settings(), lambda _: None)
    around = {name: value for name, value in os.environ.items() if name not in THREADS}
    for name, threads in THREADS_BY_NAME.items():
        command = [sys.executable, "-m", "tillit.evals.bench.ask_ratio", "--here"]
        run = subprocess.run(command, env=around | threads, capture_output=True, text=True, check=True)  # noqa: S603
        typer.echo(json.dumps({"threads": name, **json.loads(run.stdout)}))


def measure(settings: Settings) -> dict[str, float]:
    """Medians over the dev cases that have an answer, each question embedded and answered once, in turn."""
    assistant, embedder = open_assistant(settings), make_embedder(settings.embedder)
    questions = [case.question for case in in_part(load_cases(), "dev") if not case.refusal]
    for question in questions[:WARM_UP]:
        _ = assistant.ask(question)
        _ = embed_query(embedder, question.text)
    asks: list[float] = []
    embeddings: list[float] = []
    for question in questions[WARM_UP:]:
        embeddings.append(_milliseconds(lambda text=question.text: embed_query(embedder, text)))
        asks.append(_milliseconds(lambda asked=question: assistant.ask(asked)))
    return {
        "ask_ms": round(median(asks), 2),
        "embed_ms": round(median(embeddings), 2),
        "ratio": round(median(asks) / median(embeddings), 3),
    }


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    _ = work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    typer.run(main)
