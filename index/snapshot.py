"""Looking at an index without touching it: what it holds, and a copy that may be opened and built upon."""

import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ..corpus.errors import TillitError
from ..corpus.types import Document, Passage
from .generation import read_documents, read_passages
from .manifest import (
    Manifest,
    current_manifest,
    current_name,
    damaged,
    generation_folder,
    is_whole,
    read_manifest,
    set_current,
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a generation holds, without its vectors; ``generation`` is its name, empty when there is none."""

    generation: str = ""
    documents: tuple[Document, ...] = ()
    passages: tuple[Passage, ...] = ()


def whole_manifest(index_dir: Path) -> Manifest:
    """The manifest of the generation in use; raises ``TillitError`` when there is none or files of it are damaged."""
    manifest = current_manifest(index_dir)
    if not is_whole(index_dir, manifest):
        raise damaged(index_dir)
    return manifest


def read_contents(index_dir: Path) -> Contents:
    """What the generation in use holds; raises ``TillitError`` like ``whole_manifest``."""
    name = whole_manifest(index_dir).name
    folder = generation_folder(index_dir, name)
    return Contents(name, read_documents(folder), read_passages(folder))


@contextmanager
def snapshot(index_dir: Path) -> Generator[Path]:
    """A copy of the index, beside it and with only the generation in use, removed when the context ends.

    Chroma writes into the files of every store that it opens, so an index that must stay as it is is opened as a copy.
    The copy is empty where there is no whole generation. Raises ``TillitError`` when there is no room for it.
    """
    beside = index_dir.absolute().parent
    with ExitStack() as stack:
        try:
            folder = TemporaryDirectory(prefix=".tillit-", dir=beside if beside.is_dir() else None)
            copy = Path(stack.enter_context(folder))
            _copy_current(index_dir, copy)
        except OSError as error:
            raise TillitError(
                f"The index in {index_dir} could not be copied to look at it: {error.strerror or error}. "
                f"It is as it was. Make room for a copy in {beside}, and allow writing there."
            ) from error
        yield copy


def _copy_current(index_dir: Path, copy: Path) -> None:
    name = current_name(index_dir)
    manifest = read_manifest(index_dir, name) if name else None
    if manifest and is_whole(index_dir, manifest):
        shutil.copytree(generation_folder(index_dir, manifest.name), generation_folder(copy, manifest.name))
        set_current(copy, manifest.name)
