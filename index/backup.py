"""The index in use as one file, and an index from such a file: checked before it is put in use."""

import io
import os
import shutil
import tarfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from uuid import uuid4

from filelock import FileLock, Timeout

from ..corpus.errors import TillitError
from .generation import open_checked
from .hold import hold
from .make import digested
from .manifest import (
    Manifest,
    UnusableIndexError,
    current_manifest,
    damaged,
    dump_manifest,
    file_digests,
    generation_folder,
    is_sound,
    parse_manifest,
    set_current,
    write_manifest,
)

_MANIFEST = "manifest.json"

_MOST_MANIFEST = 16 << 20
"""Bytes: a thousand times what the manifest of a large index takes."""


def write_backup(index_dir: Path, file: Path) -> Manifest:
    """Write the generation in use into ``file``, a compressed tar archive, and give its manifest.

    Raises ``TillitError`` when there is none, when it is damaged, or when the file cannot be written.
    """
    manifest = current_manifest(index_dir)
    folder = generation_folder(index_dir, manifest.name)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        held = hold(folder)
        try:
            if not is_sound(index_dir, manifest):
                raise damaged(index_dir)
            _write(fresh, folder, replace(manifest, digests=file_digests(folder, manifest.files)))
            fresh.replace(file)
        finally:
            os.close(held)
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise TillitError(
            f"The backup could not be written to {file}: {error.strerror or error}. The index is as it was. "
            "Free some space, or choose another place."
        ) from error
    return manifest


def _write(file: Path, folder: Path, manifest: Manifest) -> None:
    data = dump_manifest(manifest)
    with tarfile.open(file, "w:gz", compresslevel=6) as archive:
        first = tarfile.TarInfo(_MANIFEST)
        first.size = len(data)
        archive.addfile(first, io.BytesIO(data))
        for name in manifest.files:
            archive.add(folder / name, name, recursive=False)


def restore_backup(file: Path, index_dir: Path) -> Manifest:
    """Make the generation in ``file`` the one in use, once it is found to be whole and to answer; its new manifest.

    Raises ``TillitError`` when the file is no sound backup of this version, or when there is no room; the index in use
    is then as it was.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(index_dir / "build.lock", timeout=0), tarfile.open(file, "r:gz") as archive:
            manifest = _first(archive, file)
            with _fresh_folder(index_dir, manifest) as (folder, name):
                _unpack(archive, folder, manifest, file)
                restored = replace(manifest, name=name, digests=digested(folder, manifest.files))
                write_manifest(folder, restored)
                open_checked(index_dir, restored).close()
            set_current(index_dir, name)
    except Timeout as error:
        raise TillitError(f"A build of the index in {index_dir} is running. Wait until it is done.") from error
    except (tarfile.TarError, EOFError, UnusableIndexError) as error:
        raise _bad(file) from error
    except OSError as error:
        raise TillitError(
            f"The backup {file} could not be restored: {error.strerror or error}. The index in use is as it was."
        ) from error
    return restored


@contextmanager
def _fresh_folder(index_dir: Path, manifest: Manifest) -> Generator[tuple[Path, str]]:
    """A new generation's folder and name, with room for it; removed again when the context ends in an error."""
    needed = sum(manifest.files.values())
    if shutil.disk_usage(index_dir).free < needed:
        raise TillitError(f"The backup needs {needed >> 20} MB in {index_dir}, which are not free. Make room for it.")
    name = f"{manifest.recipe.key}-{uuid4().hex[:8]}"
    folder = generation_folder(index_dir, name)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder, name
        stack.pop_all()


def _first(archive: tarfile.TarFile, file: Path) -> Manifest:
    member = archive.next()
    stream = archive.extractfile(member) if member and member.isreg() and member.name == _MANIFEST else None
    manifest = parse_manifest(stream.read(_MOST_MANIFEST)) if stream else None
    if manifest is None or not all(_is_plain(name) for name in manifest.files):
        raise _bad(file)
    return manifest


def _is_plain(name: str) -> bool:
    """Whether a name stays inside the folder that it is unpacked into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and name not in ("", ".", _MANIFEST) and "\0" not in name


def _unpack(archive: tarfile.TarFile, folder: Path, manifest: Manifest, file: Path) -> None:
    """Write the listed files, each once and as large as it is listed; anything else makes the archive a bad one."""
    left = dict(manifest.files)
    while member := archive.next():
        stream = archive.extractfile(member) if member.isreg() and left.pop(member.name, -1) == member.size else None
        if stream is None:
            raise _bad(file)
        path = folder / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            shutil.copyfileobj(stream, target)
    if left or file_digests(folder, manifest.files) != manifest.digests:
        raise _bad(file)


def _bad(file: Path) -> TillitError:
    return TillitError(
        f"{file} is no sound backup of this version of Tillit, so it was not restored. The index in use is as "
        "it was. Take another backup, or make the index anew with 'tillit index'."
    )
