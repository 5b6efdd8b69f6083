"""``tillit diff`` and ``tillit index --dry-run``, on real files and a real Chroma, without the bundled model."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tillit.assistant.answer import Policy
from tillit.assistant.build import assemble, index_exists
from tillit.assistant.settings import Settings
from tillit.corpus.load import load
from tillit.evals.dataset import load_cases
from tillit.index.build import build_index
from tillit.index.generation import open_generation
from tillit.index.types import BuildReport, Progress
from tillit.ui.cli import app
from tillit.ui.product import Assisting, Product
from tillit.ui.questions import MOST_QUESTIONS
from typer.testing import CliRunner, Result

from ..index.fakes import CountingEmbedding

PILOT = "# Piloten\n\nPiloten kostet 12 millioner kroner. Sykepleierne møtes på tavlemøter hver mandag.\n"
QUESTIONS = 'Hvor mange kroner kostet piloten?\n{"id": "møter", "question": "Når møtes sykepleierne på tavlemøter?"}\n'


class SmallProduct:
    """The real parts with an embedder that one can work out by hand; keeps what was embedded, build by build."""

    def __init__(self) -> None:
        self.embedded: list[list[str]] = []

    def build(self, settings: Settings, report: Callable[[Progress], None]) -> BuildReport:
        embedder = CountingEmbedding(settings.embedder)
        built = build_index(settings.corpus_folders, settings.index, settings.embedder, lambda _: embedder, report)
        self.embedded.append(embedder.seen)
        return built

    def open_assistant(self, settings: Settings) -> Assisting:
        embedder = CountingEmbedding(settings.embedder)
        policy = Policy(threshold=0.02, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
        return assemble(open_generation(settings.index, embedder), embedder, policy)

    def run(self, *arguments: str | Path, embedder: str = "counting", stdin: str = "") -> Result:
        product = Product(index_exists, self.build, self.open_assistant, load, lambda _: None)
        env = {"TILLIT_EMBEDDER": embedder, "COLUMNS": "160"}
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, env=env, obj=product)


@pytest.fixture
def product() -> SmallProduct:
    return SmallProduct()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "pilot.md").write_text(PILOT, "utf-8")
    (tmp_path / "questions.txt").write_text(QUESTIONS, "utf-8")
    return tmp_path / "docs"


def edit(corpus: Path) -> None:
    (corpus / "pilot.md").write_text(PILOT.replace("12", "14"), "utf-8")


def two_indexes(product: SmallProduct, corpus: Path) -> tuple[Path, Path]:
    old, new = corpus.parent / "old", corpus.parent / "new"
    assert product.run("index", "--corpus", corpus, "--index", old).exit_code == 0
    edit(corpus)
    assert product.run("index", "--corpus", corpus, "--index", new).exit_code == 0
    return old, new


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def by_id(result: Result) -> dict[str, str]:
    return {one["id"]: one["change"] for one in json.loads(result.stdout)["answers"]}


def test_diff_asks_the_cases_and_the_file_of_both_and_names_what_it_cannot_ask(
    product: SmallProduct, corpus: Path
) -> None:
    old, new = two_indexes(product, corpus)
    asked = "\ufeff" + QUESTIONS + "\n{broken\n" + "a" * 1001 + "\nHva er tillit?\n"
    result = product.run("diff", old, new, "--questions", "-", "--json", stdin=asked)
    assert result.exit_code == 1, result.output
    assert "question 3 of the file: The request is not valid JSON." in result.stderr
    assert "question 4 of the file: The question is too long." in result.stderr
    found = by_id(result)
    assert {"question 1": "changed"}.items() <= found.items()
    assert {"møter", "question 5"} <= found.keys()
    assert {case.id for case in load_cases()} < found.keys()


def test_diff_of_indexes_with_different_embedders_as_a_table_and_a_page(
    product: SmallProduct, corpus: Path, tmp_path: Path
) -> None:
    old, _ = two_indexes(product, corpus)
    assert product.run("index", "--corpus", corpus, "--index", tmp_path / "other", embedder="another").exit_code == 0
    page = tmp_path / "page.html"
    result = product.run("diff", old, tmp_path / "other", "--questions", tmp_path / "questions.txt", "--html", page)
    assert result.exit_code == 0, result.output
    for part in ("changed", "[12]", "[14]", "pilot: Piloten"):
        assert part in result.stdout
    assert "<mark>14</mark>" in page.read_text("utf-8")


def test_diff_of_an_index_with_itself_is_wrong_use(product: SmallProduct, corpus: Path) -> None:
    old, _ = two_indexes(product, corpus)
    result = product.run("diff", old, old.parent / "docs" / ".." / "old")
    assert result.exit_code == 2
    assert "--dry-run --diff" in result.stderr


def test_diff_tells_which_index_is_missing(product: SmallProduct, corpus: Path, tmp_path: Path) -> None:
    old, _ = two_indexes(product, corpus)
    result = product.run("diff", old, tmp_path / "none")
    assert result.exit_code == 1
    assert f"There is no index in {tmp_path / 'none'}" in result.stderr


def test_too_many_questions_are_wrong_use(product: SmallProduct, corpus: Path) -> None:
    old, new = two_indexes(product, corpus)
    result = product.run("diff", old, new, "--questions", "-", stdin="Hva?\n" * (MOST_QUESTIONS + 1))
    assert result.exit_code == 2
    assert str(MOST_QUESTIONS) in result.stderr


def test_a_dry_run_says_what_would_change_and_leaves_every_byte(product: SmallProduct, corpus: Path) -> None:
    old, _ = two_indexes(product, corpus)
    before, beside = files(old), sorted(old.parent.iterdir())
    (corpus / "ny.md").write_text("# Ny\n\nEn leder ga tillit.\n", "utf-8")
    result = product.run("index", "--dry-run", "--corpus", corpus, "--index", old)
    assert result.exit_code == 0, result.output
    for part in ("ny: Ny", "added", "pilot: Piloten", "changed", "Documents: 1 before, 2 after"):
        assert part in result.stdout
    assert files(old) == before
    assert sorted(old.parent.iterdir()) == beside


def test_a_dry_run_embeds_only_what_the_index_does_not_hold(product: SmallProduct, corpus: Path) -> None:
    old, _ = two_indexes(product, corpus)
    product.run("index", "--dry-run", "--corpus", corpus, "--index", old)
    assert "Sykepleierne møtes på tavlemøter hver mandag." in product.embedded[0]
    assert set(product.embedded[-1]) == {
        "Piloten kostet 14 millioner kroner.",
        "Piloten\nPiloten kostet 14 millioner kroner. Sykepleierne møtes på tavlemøter hver mandag.",
    }


def test_a_dry_run_with_diff_shows_the_answers_that_would_change(
    product: SmallProduct, corpus: Path, tmp_path: Path
) -> None:
    # A copy, since Chroma writes into files when a process opens them for the first time.
    old = shutil.copytree(two_indexes(product, corpus)[0], tmp_path / "copy")
    before = files(old)
    asked = ("--diff", "--questions", tmp_path / "questions.txt", "--json")
    result = product.run("index", "--dry-run", *asked, "--corpus", corpus, "--index", old)
    assert result.exit_code == 0, result.output
    assert by_id(result)["question 1"] == "changed"
    assert files(old) == before


def test_a_dry_run_of_what_is_indexed_already_finds_nothing(product: SmallProduct, corpus: Path) -> None:
    _, new = two_indexes(product, corpus)
    result = product.run("index", "--dry-run", "--json", "--corpus", corpus, "--index", new)
    assert json.loads(result.stdout)["documents"] == []
    assert product.embedded[-1] == []


def test_a_first_dry_run_lists_every_document_and_makes_no_index(product: SmallProduct, corpus: Path) -> None:
    none = corpus.parent / "none" / "index"
    result = product.run("index", "--dry-run", "--json", "--corpus", corpus, "--index", none)
    assert [one["change"] for one in json.loads(result.stdout)["documents"]] == ["added"]
    assert not none.parent.exists()


def test_a_dry_run_that_skips_a_file_says_so_by_its_exit_code(product: SmallProduct, corpus: Path) -> None:
    old, _ = two_indexes(product, corpus)
    (corpus / "gammel.doc").write_bytes(b"x")
    result = product.run("index", "--dry-run", "--corpus", corpus, "--index", old)
    assert result.exit_code == 1
    assert "Skipped gammel.doc" in result.stderr


@pytest.mark.parametrize("options", [("--diff",), ("--html", "x.html"), ("--dry-run", "--html", "x.html")])
def test_options_that_do_not_go_together_are_wrong_use(product: SmallProduct, options: tuple[str, ...]) -> None:
    assert product.run("index", *options).exit_code == 2
    assert product.embedded == []
