"""From folders to an index in use: incremental, locked against a second builder, and put in use atomically.

Only what a refresh with nothing to do needs is imported at the top; the heavy libraries come in when there is work.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from ..corpus.errors import TillitError
from ..corpus.files import fingerprint
from ..corpus.types import Corpus, Document
from .hold import is_held
from .manifest import (
    Manifest,
    Recipe,
    current_name,
    find_whole,
    finished,
    generation_folder,
    set_current,
    write_folders,
)
from .types import BuildReport, Progress

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from ..corpus.limits import Limits
    from .make import Read

    MakeEmbedder = Callable[[str], BaseEmbedding]


def build_index(
    folders: Sequence[Path],
    index_dir: Path,
    embedder_name: str,
    make_embedder: "MakeEmbedder",
    report: Callable[[Progress], None],
    limits: "Limits | None" = None,
) -> BuildReport:
    """Make the index in ``index_dir`` that of ``folders``, embedding only texts that the index in use does not hold.

    ``limits`` bound what reading one file may cost. The index in use serves until the new one is whole.
    Raises ``TillitError`` when the folders hold nothing to index,
    when another build is running, or when the disk is full; the index in use is then as it was.
    """

    def read(known: Mapping[str, Document]) -> Corpus:
        from ..corpus.load import load

        return load(folders, known=known, limits=limits)

    recipe = Recipe.of(fingerprint(folders), embedder_name)
    built = _build(index_dir, recipe, read, make_embedder, report)
    if built.changed:
        write_folders(index_dir, folders)
    return built


def build_index_of(
    documents: Sequence[Document],
    index_dir: Path,
    embedder_name: str,
    make_embedder: "MakeEmbedder",
    report: Callable[[Progress], None],
) -> BuildReport:
    """The same as ``build_index`` for documents that are in memory and in no folder, such as another data set's."""
    digest = sha256("".join(f"{document.source.id} {document.sha256}\n" for document in documents).encode())
    recipe = Recipe.of(digest.hexdigest(), embedder_name)
    return _build(index_dir, recipe, lambda _: Corpus(tuple(documents), ()), make_embedder, report)


def _build(
    index_dir: Path,
    recipe: Recipe,
    read: "Read",
    make_embedder: "MakeEmbedder",
    report: Callable[[Progress], None],
) -> BuildReport:
    manifest = find_whole(index_dir, recipe)
    if manifest and current_name(index_dir) == manifest.name:
        return _report(manifest, embedded=0, changed=False)
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / "build.lock", timeout=0):
            embedded = 0
            if not manifest:
                from .make import make_generation

                _remove_unfinished(index_dir)
                manifest, embedded = make_generation(index_dir, recipe, read, make_embedder, report)
            before = current_name(index_dir)
            set_current(index_dir, manifest.name)
            _remove_others(index_dir, manifest.name, before)
    except Timeout as error:
        raise TillitError(
            f"Another build of the index in {index_dir} is running. Wait until it is done; "
            "an index that was there before still answers."
        ) from error
    except OSError as error:
        raise TillitError(
            f"The index could not be written to {index_dir}: {error.strerror or error}. Free some space or choose "
            "another folder with --index; an index that was there before still answers."
        ) from error
    return _report(manifest, embedded=embedded, changed=True)


def _report(manifest: Manifest, *, embedded: int, changed: bool) -> BuildReport:
    return BuildReport(
        generation=manifest.name,
        changed=changed,
        documents=manifest.documents,
        passages=manifest.passages,
        embedded=embedded,
        skipped=manifest.skipped,
    )


def _remove_unfinished(index_dir: Path) -> None:
    """Remove what builds left that were killed; whoever calls holds the lock, so no other build is at it."""
    for folder in generation_folder(index_dir, "").glob("*"):
        if not (folder / "manifest.json").exists():
            rmtree(folder, ignore_errors=True)


def _remove_others(index_dir: Path, in_use: str, before: str | None) -> None:
    """Remove generations that nothing needs.

    The one in use stays, those that somebody reads, and one to go back to: the one in use before, if it is sound.
    """
    others = [manifest.name for manifest in finished(index_dir) if manifest.name != in_use]
    keep = {in_use, before if before in others else next(iter(others), None)}
    for folder in generation_folder(index_dir, "").iterdir():
        if folder.name not in keep and not is_held(folder):
            rmtree(folder, ignore_errors=True)
