"""What is known about an index without opening it: light to read, so that a refresh with nothing to do is quick.

An index folder holds ``generations/NAME/`` and the file ``current`` that names the one in use.
A generation is never changed once its ``manifest.json``, written last, is there.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from ..corpus.errors import TillitError
from ..corpus.files import LOADER_VERSION
from ..corpus.split import SPLITTER_VERSION
from ..corpus.types import Skipped

INDEX_VERSION = 1
"""Raise when an index made by earlier code can no longer be read or would be built differently."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What determines what a generation holds; ``key`` stands for the rest."""

    key: str
    version: int
    loader: int
    splitter: int
    corpus: str
    embedder: str

    @classmethod
    def of(cls, corpus_fingerprint: str, embedder: str) -> Self:
        """The recipe of a corpus, by its fingerprint, and an embedder, by its name, under this version of the code."""
        parts = [INDEX_VERSION, LOADER_VERSION, SPLITTER_VERSION, corpus_fingerprint, embedder]
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
        return cls(key, INDEX_VERSION, LOADER_VERSION, SPLITTER_VERSION, corpus_fingerprint, embedder)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one generation is called, was made from and holds, and the sizes of its files in bytes."""

    name: str
    recipe: Recipe
    dimensions: int
    documents: int
    passages: int
    units: int
    skipped: tuple[Skipped, ...]
    files: Mapping[str, int]


_MANIFEST = TypeAdapter(Manifest)


def generation_folder(index_dir: Path, name: str) -> Path:
    """Where the generation of that name is, or would be."""
    return index_dir / "generations" / name


def current_name(index_dir: Path) -> str | None:
    """The name of the generation in use, or ``None`` when there is no index."""
    try:
        return (index_dir / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def set_current(index_dir: Path, name: str) -> None:
    """Make a finished generation the one in use; a reader sees the old name or the new one, never anything else."""
    pointer = index_dir / "current"
    fresh = index_dir / f"current.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(pointer)


def read_manifest(index_dir: Path, name: str) -> Manifest | None:
    """The manifest of a generation, or ``None`` when it is unfinished, damaged or of another version."""
    path = generation_folder(index_dir, name) / "manifest.json"
    try:
        manifest = _MANIFEST.validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None
    return manifest if manifest.recipe.version == INDEX_VERSION and manifest.name == name else None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``, which makes the generation in ``folder`` a finished one."""
    with (folder / "manifest.json").open("wb") as file:
        file.write(_MANIFEST.dump_json(manifest, indent=1))
        file.flush()
        os.fsync(file.fileno())


def file_sizes(folder: Path) -> Mapping[str, int]:
    """The size in bytes of every file below ``folder``, by its path relative to it."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}


def is_whole(index_dir: Path, manifest: Manifest) -> bool:
    """Whether every file of the generation is there with the size it was written with."""
    folder = generation_folder(index_dir, manifest.name)
    return all(
        (folder / name).is_file() and (folder / name).stat().st_size == size for name, size in manifest.files.items()
    )


def find_whole(index_dir: Path, recipe: Recipe) -> Manifest | None:
    """The manifest of an undamaged generation made by ``recipe``, the one in use before others."""
    in_use = current_name(index_dir)
    names = [folder.name for folder in generation_folder(index_dir, "").glob(f"{recipe.key}-*")]
    for name in sorted(names, key=lambda name: (name != in_use, name)):
        manifest = read_manifest(index_dir, name)
        if manifest and manifest.recipe == recipe and is_whole(index_dir, manifest):
            return manifest
    return None


def current_manifest(index_dir: Path) -> Manifest:
    """The manifest of the generation in use; raises ``TillitError`` when there is none."""
    name = current_name(index_dir)
    manifest = read_manifest(index_dir, name) if name else None
    if manifest is None:
        raise TillitError(
            f"There is no index in {index_dir}, so no question can be answered yet. "
            f"Run: tillit index --index {index_dir}"
        )
    return manifest


def damaged(index_dir: Path) -> TillitError:
    """The error for an index whose generation in use cannot be trusted."""
    return TillitError(
        f"The index in {index_dir} is damaged, so it is not used. Run 'tillit index' to make it anew; "
        "your documents are not touched."
    )
