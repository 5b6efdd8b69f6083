"""What is known about an index without opening it: light to read, so that a refresh with nothing to do is quick.

An index folder holds ``generations/NAME/`` and the file ``current`` that names the one in use.
A generation is never changed once its ``manifest.json``, written last, is there; one that was found damaged gets a file
``damaged`` beside it.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from ..corpus.errors import TillitError
from ..corpus.files import LOADER_VERSION
from ..corpus.split import SPLITTER_VERSION
from ..corpus.types import Skipped

_DAMAGED = "damaged"
_NAME = re.compile(r"[0-9a-f-]{1,64}")

INDEX_VERSION = 3
"""Raise when an index made by earlier code can no longer be read or would be built differently."""

MATCHER = "matcher.npz"
"""The file beside this one with the maps of tokens: see ``Matcher``."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What determines what a generation holds; ``key`` stands for the rest, ``matcher`` for what reads its tokens."""

    key: str
    version: int
    loader: int
    splitter: int
    corpus: str
    embedder: str
    matcher: str

    @classmethod
    def of(cls, corpus_fingerprint: str, embedder: str) -> Self:
        """The recipe of a corpus, by its fingerprint, and an embedder, by its name, under this version of the code."""
        matcher = hashlib.sha256(files(__package__ or "").joinpath(MATCHER).read_bytes()).hexdigest()[:16]
        parts = INDEX_VERSION, LOADER_VERSION, SPLITTER_VERSION, corpus_fingerprint, embedder, matcher
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
        return cls(key, *parts)


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
    digests: Mapping[str, str] = field(default_factory=dict[str, str])
    """The SHA-256 of each file that no reader writes to; Chroma writes into its own when it opens them."""


_MANIFEST = TypeAdapter(Manifest)
_FOLDERS = TypeAdapter(tuple[str, ...])


def generation_folder(index_dir: Path, name: str) -> Path:
    """Where the generation of that name is, or would be."""
    return index_dir / "generations" / name


def current_name(index_dir: Path) -> str | None:
    """The name of the generation in use, or ``None`` when there is no index."""
    try:
        name = (index_dir / "current").read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    return name if _NAME.fullmatch(name) else None


def set_current(index_dir: Path, name: str) -> None:
    """Make a finished generation the one in use; a reader sees the old name or the new one, never anything else."""
    pointer = index_dir / "current"
    fresh = index_dir / f"current.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(pointer)


def write_folders(index_dir: Path, folders: Iterable[Path]) -> None:
    """Note which folders the index was last built from, so that it can be built anew from the same ones."""
    fresh = index_dir / f"folders.{os.getpid()}"
    fresh.write_text(json.dumps([str(folder.absolute()) for folder in folders]), encoding="utf-8")
    fresh.replace(index_dir / "folders.json")


def read_folders(index_dir: Path) -> tuple[str, ...]:
    """The folders that the index was last built from; empty when that is not known."""
    try:
        return _FOLDERS.validate_json((index_dir / "folders.json").read_bytes())
    except (OSError, ValidationError):
        return ()


def read_manifest(index_dir: Path, name: str) -> Manifest | None:
    """The manifest of a generation, or ``None`` when it is unfinished, damaged or of another version."""
    folder = generation_folder(index_dir, name)
    try:
        manifest = parse_manifest((folder / "manifest.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    return manifest if manifest and manifest.name == name and not (folder / _DAMAGED).exists() else None


def parse_manifest(data: bytes) -> Manifest | None:
    """The manifest in these bytes; ``None`` when they hold none of this version."""
    try:
        manifest = _MANIFEST.validate_json(data)
    except ValidationError:
        return None
    return manifest if manifest.recipe.version == INDEX_VERSION else None


def dump_manifest(manifest: Manifest) -> bytes:
    """The manifest as ``parse_manifest`` reads it."""
    return _MANIFEST.dump_json(manifest, indent=1)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``, which makes the generation in ``folder`` finished, once all else is on the disk."""
    for name in manifest.files:
        _sync(folder / name)
    with (folder / "manifest.json").open("wb") as file:
        file.write(dump_manifest(manifest))
        file.flush()
        os.fsync(file.fileno())
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def mark_damaged(index_dir: Path, name: str) -> None:
    """Make sure that the generation is not taken for a good one again, whatever the sizes of its files."""
    with contextlib.suppress(OSError):  # where nothing can be written it is found damaged anew each time
        (generation_folder(index_dir, name) / _DAMAGED).touch()


def finished(index_dir: Path) -> list[Manifest]:
    """The manifests of all finished generations that are not known to be damaged, the newest first."""
    paths = generation_folder(index_dir, "").glob("*/manifest.json")
    newest = sorted(((path.stat().st_mtime_ns, path.parent.name) for path in paths), reverse=True)
    return [manifest for _, name in newest if (manifest := read_manifest(index_dir, name))]


def file_sizes(folder: Path) -> Mapping[str, int]:
    """The size in bytes of every file below ``folder``, by its path relative to it."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}


def file_digests(folder: Path, names: Iterable[str]) -> Mapping[str, str]:
    """The SHA-256 of the files of these names below ``folder``."""
    digests: dict[str, str] = {}
    for name in names:
        with (folder / name).open("rb") as file:
            digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def is_whole(index_dir: Path, manifest: Manifest) -> bool:
    """Whether every file of the generation is there with the size it was written with."""
    folder = generation_folder(index_dir, manifest.name)
    return all(
        (folder / name).is_file() and (folder / name).stat().st_size == size for name, size in manifest.files.items()
    )


def is_sound(index_dir: Path, manifest: Manifest) -> bool:
    """Whether every file of the generation is there as it was written, by its size and, if it has one, its digest."""
    if not is_whole(index_dir, manifest):
        return False
    return file_digests(generation_folder(index_dir, manifest.name), manifest.digests) == manifest.digests


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
    """The manifest of the generation in use; raises ``UnusableIndexError`` when there is none."""
    name = current_name(index_dir)
    if name is None:
        raise UnusableIndexError(
            f"There is no index in {index_dir}, so no question can be answered yet. "
            f"Run: tillit index --index {index_dir}"
        )
    manifest = read_manifest(index_dir, name)
    if manifest is None:
        raise damaged(index_dir)
    return manifest


class UnusableIndexError(TillitError):
    """There is no generation in use, or it cannot be trusted."""


def damaged(index_dir: Path) -> UnusableIndexError:
    """The error for an index whose generation in use cannot be trusted."""
    return UnusableIndexError(
        f"The index in {index_dir} is damaged, or another version of Tillit made it, so it is not used. "
        "Run 'tillit index' to make it anew; your documents are not touched."
    )
