"""What the commands call, as a seam: the real parts, imported only when a command needs them, or a test's own."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..assistant.settings import Settings
    from ..assistant.types import Answer, Question
    from ..corpus.types import Corpus
    from ..index.types import BuildReport, Hit, Progress
    from .records.types import Records


class Assisting(Protocol):
    """What the commands need of the assistant."""

    def ask(self, question: "Question") -> "Answer":
        """A proven answer or a refusal."""
        ...

    def search(self, question: "Question", k: int = 5) -> "tuple[Hit, ...]":
        """The ``k`` best passages, best first."""
        ...


def _open_records(settings: "Settings") -> "Records":
    from .records.store import records_of

    return records_of(settings)


@dataclass(frozen=True, slots=True)
class Product:
    """The parts behind the commands; each raises ``TillitError`` with what to do when it cannot do its work."""

    index_exists: "Callable[[Settings], bool]"
    build: "Callable[[Settings, Callable[[Progress], None]], BuildReport]"
    open_assistant: "Callable[[Settings], Assisting]"
    load: "Callable[[Sequence[Path]], Corpus]"
    serve: "Callable[[Settings], None]"
    open_records: "Callable[[Settings], Records]" = _open_records


def real_product() -> Product:
    """The parts that ship; nothing heavy is imported before one of them is called."""
    return Product(_index_exists, _build, _open_assistant, _load, _serve)


def _index_exists(settings: "Settings") -> bool:
    from ..assistant.build import index_exists

    return index_exists(settings)


def _build(settings: "Settings", report: "Callable[[Progress], None]") -> "BuildReport":
    from ..assistant.build import build

    return build(settings, report)


def _open_assistant(settings: "Settings") -> Assisting:
    from ..assistant.build import open_assistant

    return open_assistant(settings)


def _load(folders: Sequence[Path]) -> "Corpus":
    from ..corpus.load import load

    return load(folders)


def _serve(settings: "Settings") -> None:
    # Start-up makes a hundred thousand objects and next to no garbage; looking for it takes a tenth of the time.
    gc.disable()
    from .serve import serve

    serve(settings)
