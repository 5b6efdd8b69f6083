"""How far a build has come: a bar on a terminal, now and then a plain line elsewhere."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TextIO

from ..index.types import Progress

STAGES = {
    "load": "Reading the documents",
    "embed": "Embedding the texts",
    "tokens": "Reading them word by word",
    "store": "Writing the index",
}

LINE_EVERY = 10.0
"""Fewest seconds between two plain lines of one stage."""


@contextmanager
def progress_on(stream: TextIO) -> Generator[Callable[[Progress], None]]:
    """A function that shows each ``Progress`` it is given on ``stream``, for as long as the context lasts."""
    if not stream.isatty():
        yield _lines(stream)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[left]}"))
    with Bars(*columns, console=Console(file=stream)) as bars:
        tasks = {stage: bars.add_task(name, visible=False, left="") for stage, name in STAGES.items()}

        def show(progress: Progress) -> None:
            left = time_left(progress.seconds_left)
            task = tasks[progress.stage]
            bars.update(task, completed=progress.done, total=progress.total, visible=True, left=left)

        yield show


def time_left(seconds: float | None) -> str:
    """The time left in words, such as "about 1 min 20 s left"; empty when it is unknown or over."""
    if not seconds or seconds < 1:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"about {f'{minutes} min ' if minutes else ''}{rest} s left"


def _lines(stream: TextIO) -> Callable[[Progress], None]:
    last_stage = ""
    last_time = 0.0

    def show(progress: Progress) -> None:
        nonlocal last_stage, last_time
        now = time.monotonic()
        if progress.stage == last_stage and progress.done < progress.total and now - last_time < LINE_EVERY:
            return
        last_stage, last_time = progress.stage, now
        left = time_left(progress.seconds_left)
        stream.write(f"{STAGES[progress.stage]}: {progress.done} of {progress.total}{left and f', {left}'}\n")
        stream.flush()

    return show
