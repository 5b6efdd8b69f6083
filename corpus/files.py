"""Finding the files of a corpus and telling cheaply whether any of them changed."""

import hashlib
import os
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import TillitError

LOADER_VERSION = 2
"""Raise when the same file would be loaded differently: what an earlier version loaded is then loaded anew."""

SOURCES_FILE = "sources.toml"
"""The file beside the documents that says what each of them is."""

QUESTIONS_FILE = "questions.toml"
"""The file beside the documents that says which questions their sentences answer."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a corpus folder; ``name`` is its path in the folder, with "/" between the parts, in NFC.

    ``sha256`` is empty when the file may not be read.
    """

    folder: Path
    name: str
    path: Path
    size: int
    sha256: str


def find_files(folders: Sequence[Path]) -> tuple[FoundFile, ...]:
    """Every visible file of the folders and their subfolders, in the order of the folders and then of their names.

    ``sources.toml``, ``questions.toml``, hidden files and links that lead out of the folder are left out.
    Raises ``TillitError`` when a folder does not exist.
    """
    found: list[FoundFile] = []
    seen: set[Path] = set()
    for folder in folders:
        for path in _visible(_existing(folder)):
            if path.resolve() not in seen:
                seen.add(path.resolve())
                name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
                found.append(FoundFile(folder, name, path, *_size_and_hash(path)))
    return tuple(found)


def fingerprint(folders: Sequence[Path]) -> str:
    """One SHA-256 over the names and contents of all files, what is said of them, and the loader's version."""
    digest = hashlib.sha256(f"loader {LOADER_VERSION}".encode())
    for folder in folders:
        sources, questions = _existing(folder) / SOURCES_FILE, folder / QUESTIONS_FILE
        digest.update(b"\0folder\0" + (sources.read_bytes() if sources.is_file() else b""))
        digest.update(b"\0questions\0" + questions.read_bytes() if questions.is_file() else b"")
        for file in find_files([folder]):
            digest.update(f"\0{file.name}\0{file.sha256}".encode(errors="surrogateescape"))
    return digest.hexdigest()


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a file beside the documents; raises ``TillitError`` when it is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML ({error}), so no document is loaded. Correct the file and try again."
        raise TillitError(message) from error


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        message = (
            f"The corpus folder {folder} does not exist (or is not a folder), so there is nothing to answer from. "
            "Give an existing folder with --corpus or TILLIT_CORPUS."
        )
        raise TillitError(message)
    return folder


def _visible(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for directory, subfolders, names in os.walk(folder):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            path = Path(directory, name)
            hidden = name.startswith((".", "~$")) or name in (SOURCES_FILE, QUESTIONS_FILE)
            if not hidden and path.is_file() and path.resolve().is_relative_to(root):
                yield path


def _size_and_hash(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                digest.update(chunk)
    except OSError:
        return size, ""
    return size, digest.hexdigest()
