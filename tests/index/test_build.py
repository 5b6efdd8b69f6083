"""What a build promises, on real files, the real loaders and a real Chroma."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from tillit.corpus.errors import TillitError
from tillit.index.build import build_index
from tillit.index.generation import Generation, open_generation
from tillit.index.manifest import current_name, generation_folder
from tillit.index.types import BuildReport, Progress

from .fakes import CountingEmbedding


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "pilot.md").write_text("# Piloten\n\nPiloten varte i tolv måneder. En leder møtte teamet.\n")
    (folder / "penger.md").write_text("# Penger\n\nKommunen brukte penger på tavler. Det ga tillit.\n")
    return folder


def build(corpus: Path | Sequence[Path], index: Path, embedder: CountingEmbedding | None = None) -> BuildReport:
    folders = [corpus] if isinstance(corpus, Path) else corpus
    embedder = embedder or CountingEmbedding()
    return build_index(folders, index, embedder.model_name, lambda _: embedder, lambda _: None)


def opened(index: Path) -> Generation:
    return open_generation(index, CountingEmbedding())


def texts(index: Path) -> str:
    return " ".join(passage.text for passage in opened(index).passages)


def test_a_second_build_with_nothing_changed_embeds_and_writes_nothing(corpus: Path, tmp_path: Path) -> None:
    first = build(corpus, tmp_path / "index")
    again = CountingEmbedding()
    second = build(corpus, tmp_path / "index", again)
    assert (first.changed, second.changed) == (True, False)
    assert second.embedded == 0
    assert again.seen == []
    assert second.generation == first.generation


def test_a_refresh_embeds_only_what_changed(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index")
    (corpus / "ny.md").write_text("# Ny\n\nEn sykepleier kom.\n")
    embedder = CountingEmbedding()
    build(corpus, tmp_path / "index", embedder)
    assert sorted(embedder.seen) == ["En sykepleier kom.", "Ny\nEn sykepleier kom."]


def test_deleted_and_renamed_files_vanish_from_the_index_and_from_chroma(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index")
    (corpus / "penger.md").unlink()
    (corpus / "pilot.md").rename(corpus / "heltom.md")
    build(corpus, tmp_path / "index")
    generation = opened(tmp_path / "index")
    assert set(generation.documents) == {"heltom"}
    stored = [node.node_id for node in generation.store.get_nodes(None)]
    assert sorted(stored) == sorted(passage.id for passage in generation.passages)


def test_the_same_corpus_gives_the_same_vectors_however_it_came_about(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "grown")
    (corpus / "ny.md").write_text("# Ny\n\nEn sykepleier kom. En bruker gikk.\n")
    build(corpus, tmp_path / "grown")
    build(corpus, tmp_path / "fresh")
    grown, fresh = opened(tmp_path / "grown"), opened(tmp_path / "fresh")
    assert grown.passages == fresh.passages
    assert np.array_equal(grown.vectors, fresh.vectors)
    assert np.array_equal(grown.unit_vectors, fresh.unit_vectors)


def test_an_interrupted_build_leaves_the_old_index_answering_and_can_be_run_again(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index")
    (corpus / "ny.md").write_text("# Ny\n\nEn sykepleier kom. En bruker gikk.\n")
    with pytest.raises(TillitError, match="still answers"):
        build(corpus, tmp_path / "index", CountingEmbedding(fail_after=1))
    assert "sykepleier" not in texts(tmp_path / "index")
    build(corpus, tmp_path / "index")
    assert "sykepleier" in texts(tmp_path / "index")


def test_a_generation_that_was_never_finished_is_not_taken_for_one(corpus: Path, tmp_path: Path) -> None:
    report = build(corpus, tmp_path / "index")
    (generation_folder(tmp_path / "index", report.generation) / "manifest.json").unlink()
    assert build(corpus, tmp_path / "index").changed
    assert "Piloten" in texts(tmp_path / "index")


@pytest.mark.parametrize("file", ["vectors.npy", "passages.jsonl", "chroma/chroma.sqlite3"])
def test_a_damaged_index_is_refused_and_the_next_build_mends_it(corpus: Path, tmp_path: Path, file: str) -> None:
    report = build(corpus, tmp_path / "index")
    damaged = generation_folder(tmp_path / "index", report.generation) / file
    os.truncate(damaged, damaged.stat().st_size // 2)
    with pytest.raises(TillitError, match="damaged"):
        opened(tmp_path / "index")
    build(corpus, tmp_path / "index")
    assert "Piloten" in texts(tmp_path / "index")


def test_opening_an_index_changes_none_of_its_files(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index")
    shutil.copytree(tmp_path / "index", tmp_path / "copy")
    texts(tmp_path / "copy")
    assert not build(corpus, tmp_path / "copy").changed


def test_an_index_of_another_embedder_is_refused_with_what_to_do(corpus: Path, tmp_path: Path) -> None:
    build(corpus, tmp_path / "index", CountingEmbedding("other"))
    with pytest.raises(TillitError, match=r"'other'.*tillit index.*TILLIT_EMBEDDER=other"):
        opened(tmp_path / "index")


def test_a_missing_index_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="tillit index"):
        opened(tmp_path / "none")


def test_a_second_builder_is_turned_away(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with FileLock(tmp_path / "index" / "build.lock"), pytest.raises(TillitError, match="Another build"):
        build(corpus, tmp_path / "index")


def test_the_generation_in_use_and_the_one_before_it_are_kept(corpus: Path, tmp_path: Path) -> None:
    made = [build(corpus, tmp_path / "index").generation]
    for number in range(2):
        (corpus / f"{number}.md").write_text(f"# Nr. {number}\n\nEn bruker kom {number} ganger.\n")
        made.append(build(corpus, tmp_path / "index").generation)
    kept = {folder.name for folder in generation_folder(tmp_path / "index", "").iterdir()}
    assert kept == set(made[-2:])
    assert current_name(tmp_path / "index") == made[-1]


def test_going_back_to_an_earlier_corpus_takes_up_its_generation_again(corpus: Path, tmp_path: Path) -> None:
    first = build(corpus, tmp_path / "index")
    (corpus / "ny.md").write_text("# Ny\n\nEn bruker kom.\n")
    build(corpus, tmp_path / "index")
    (corpus / "ny.md").unlink()
    back = build(corpus, tmp_path / "index")
    assert (back.generation, back.embedded, back.changed) == (first.generation, 0, True)


def test_progress_counts_up_and_tells_the_time_left(corpus: Path, tmp_path: Path) -> None:
    steps: list[Progress] = []
    build_index([corpus], tmp_path / "index", "counting", lambda _: CountingEmbedding(), steps.append)
    embed = [step for step in steps if step.stage == "embed"]
    assert embed[-1].done == embed[-1].total > 0
    assert embed[-1].seconds_left == pytest.approx(0)


def test_a_passage_that_says_the_same_as_its_only_sentence_is_indexed(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "en.md").write_text("# Xyzabc\n\nPiloten varte lenge.\n")
    build(folder, tmp_path / "index")
    assert [passage.text for passage in opened(tmp_path / "index").passages] == ["Piloten varte lenge."]
