"""An index outlives killed builds, damaged files and a full disk; ``evals.bench.chaos`` tries it at length."""

import io
import os
import tarfile
from pathlib import Path

import pytest
from tillit.corpus.errors import TillitError
from tillit.evals.bench.breaking import damage_files, fill_disk, kill_builds
from tillit.evals.bench.ground import WordsEmbedding, build_version, version_of, write_corpus
from tillit.index.backup import restore_backup, write_backup
from tillit.index.generation import open_best, open_generation
from tillit.index.manifest import current_name, finished, generation_folder


def built(folder: Path, *versions: int) -> Path:
    for version in versions:
        write_corpus(folder / "corpus", version, documents=1)
        build_version(folder / "corpus", folder / "index")
    return folder / "index"


def version(index: Path) -> int:
    generation = open_best(index, WordsEmbedding())
    try:
        return version_of(generation)
    finally:
        generation.close()


def test_a_killed_build_leaves_the_old_index_or_the_new_one() -> None:
    outcomes = kill_builds(3)
    assert outcomes.total() == 3
    assert not [outcome for outcome in outcomes if outcome.startswith("wrong")]


def test_whatever_file_is_damaged_a_sound_index_answers_or_the_error_is_clear_and_a_build_mends_it() -> None:
    outcomes = damage_files(4)
    assert not [outcome for outcome in outcomes if outcome.startswith("wrong")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system")
def test_a_full_disk_costs_the_new_index_only() -> None:
    outcomes = fill_disk(2)
    assert not [outcome for outcome in outcomes if outcome.startswith("wrong")]


def test_a_generation_that_somebody_reads_is_not_removed(tmp_path: Path) -> None:
    index = built(tmp_path, 1)
    reader = open_generation(index, WordsEmbedding())
    built(tmp_path, 2, 3, 4)
    assert version_of(reader) == 1
    assert generation_folder(index, reader.manifest.name).is_dir()
    reader.close()
    built(tmp_path, 5)
    assert not generation_folder(index, reader.manifest.name).exists()


def test_bytes_that_changed_in_place_are_found_and_the_older_index_answers(tmp_path: Path) -> None:
    index = built(tmp_path, 1, 2)
    file = generation_folder(index, current_name(index) or "") / "vectors.npy"
    data = bytearray(file.read_bytes())
    data[-5] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(TillitError, match="damaged"):
        open_generation(index, WordsEmbedding())
    assert version(index) == 1
    built(tmp_path, 2)
    assert version(index) == 2


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe\0", b"../../etc", b"0000-gone"])
def test_a_pointer_that_leads_nowhere_is_no_index_and_the_newest_sound_one_answers(
    tmp_path: Path, pointer: bytes
) -> None:
    index = built(tmp_path, 1)
    (index / "current").write_bytes(pointer)
    with pytest.raises(TillitError, match="tillit index"):
        open_generation(index, WordsEmbedding())
    assert version(index) == 1


def test_a_backup_brings_the_index_back(tmp_path: Path) -> None:
    index = built(tmp_path, 1)
    write_backup(index, tmp_path / "b.tar.gz")
    built(tmp_path, 2)
    manifest = restore_backup(tmp_path / "b.tar.gz", index)
    assert (version(index), current_name(index)) == (1, manifest.name)
    restore_backup(tmp_path / "b.tar.gz", tmp_path / "elsewhere")
    assert version(tmp_path / "elsewhere") == 1


def rewritten(archive: Path, **changes: bytes | None) -> None:
    """Exchange members of an archive for others; ``None`` makes one a link to a file outside."""
    with tarfile.open(archive) as old:
        members = [(member, stream.read()) for member in old if (stream := old.extractfile(member))]
    with tarfile.open(archive, "w:gz") as new:
        for member, data in members:
            change = changes.get(member.name.replace(".", "_"), data)
            if change is None:
                member.type, member.linkname, member.size = tarfile.SYMTYPE, "/etc/passwd", 0
            else:
                member.size = len(change)
            new.addfile(member, io.BytesIO(change or b""))
        extra = changes.get("extra")
        if extra:
            member = tarfile.TarInfo("../../outside")
            member.size = len(extra)
            new.addfile(member, io.BytesIO(extra))


@pytest.mark.parametrize("attack", ["flip", "link", "outside", "manifest", "half", "text", "longer"])
def test_no_spoiled_or_hostile_backup_is_restored_and_nothing_is_written_outside(tmp_path: Path, attack: str) -> None:
    index = built(tmp_path, 1)
    file = tmp_path / "b.tar.gz"
    write_backup(index, file)
    before = (current_name(index), len(finished(index)))
    with tarfile.open(file) as archive:
        vectors = archive.extractfile("vectors.npy")
        manifest = archive.extractfile("manifest.json")
        assert vectors
        assert manifest
        flipped = vectors.read()[:-1] + b"?"
        lying = manifest.read().replace(b'"vectors.npy"', b'"../../../outside"')
    match attack:
        case "flip":
            rewritten(file, vectors_npy=flipped)
        case "link":
            rewritten(file, vectors_npy=None)
        case "outside":
            rewritten(file, extra=b"x")
        case "manifest":
            rewritten(file, manifest_json=lying)
        case "longer":
            rewritten(file, vectors_npy=flipped * 1000)
        case "half":
            os.truncate(file, file.stat().st_size // 2)
        case _:
            file.write_text("no archive")
    with pytest.raises(TillitError, match="no sound backup"):
        restore_backup(file, index)
    assert (current_name(index), len(finished(index))) == before
    assert len(list(generation_folder(index, "").iterdir())) == 1
    assert not list(tmp_path.rglob("outside"))
