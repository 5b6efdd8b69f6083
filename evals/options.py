"""What the commands of ``tillit eval`` share: options, the index to ask, and progress on stderr."""

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TaskID

from ..assistant.settings import Settings
from ..index.types import Progress
from .dataset import Part

CorpusOption = Annotated[
    list[str] | None,
    typer.Option("--corpus", help="Folder with documents; may be given several times. 'shipped' is the product's own."),
]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder for the index; default: the user's cache.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]

PartOption = Annotated[
    Part | None, typer.Option(help="dev to fit and look (unless said), accept to decide, test for a report.")
]
QuickFlag = Annotated[bool, typer.Option("--quick", help="Ask a third of the clusters, some of every kind.")]
OutOption = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write the scores, the judge's, the times and report.html there.")
]
JudgedOption = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="A judge's report for the page of --out: the own one of the part instead of judging anew, or another.",
    ),
]
BaselineOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A report to compare with, instead of the part's own.")
]
GateFlag = Annotated[
    bool, typer.Option("--gate", help="Ask accept; exit code 1 when answers are worse than the baseline's.")
]
SaveFlag = Annotated[bool, typer.Option("--save-baseline", help="Ask accept, and keep the outcome as its baseline.")]


def settings_for(corpus: Sequence[str] | None, index: Path | None) -> Settings:
    """The user's settings with the corpus given, and an index of its own for every list of folders."""
    folders = tuple(corpus) if corpus else Settings().corpus
    return Settings(corpus=folders, index=index or cache_folder("\0".join(folders)))


def cache_folder(name: str) -> Path:
    """Where the evals keep an index of what ``name`` stands for."""
    return user_cache_path("tillit") / "evals" / hashlib.sha256(name.encode()).hexdigest()[:12]


@contextmanager
def progress() -> Generator[Callable[[Progress], None]]:
    """A function that shows on stderr how far a build has come."""
    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(progress.stage)
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield tell
