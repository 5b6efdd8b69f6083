"""Fifty sentences of the research report, each as an answer would show it."""

import shutil
from pathlib import Path

import pytest
from tillit.assistant.compose import Composition
from tillit.assistant.texts import load_texts
from tillit.assistant.types import Sentence
from tillit.assistant.write.draft import Draft
from tillit.assistant.write.leaning import points
from tillit.assistant.write.quotable import quotables
from tillit.index.build import build_index
from tillit.index.generation import Generation, open_generation

from ..index.fakes import CountingEmbedding

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = tmp_path_factory.mktemp("report")
    (folder / "corpus").mkdir()
    for name in ("norce-heltom.pdf", "sources.toml"):
        shutil.copy(DOCUMENTS / name, folder / "corpus")
    embedder = CountingEmbedding()
    build_index([folder / "corpus"], folder / "index", embedder.model_name, lambda _: embedder, lambda _: None)
    return open_generation(folder / "index", embedder)


@pytest.fixture(scope="module")
def shown(report: Generation) -> list[tuple[Sentence, ...]]:
    """What is shown for fifty of the report's sentences: those that lean first, then some from every chapter."""
    rows = range(len(report.units))
    leaning = [row for row in rows if points(report.unit_text(row))]
    asked = [*leaning[:25], *rows[:: max(1, len(report.units) // 60)]][:80]
    answers: list[tuple[Sentence, ...]] = []
    for row in asked:
        for found in quotables(report, [row])[:1]:
            document, units = report.units[row][0], tuple(report.units[at][1] for at in found.rows)
            composition = Composition(report.documents, load_texts()["nb"], attribute=False)
            _, sentences = composition.quoted(Draft(document, units))
            answers.append(sentences)
    return answers[:50]


def test_there_are_fifty_of_them(shown: list[tuple[Sentence, ...]]) -> None:
    assert len(shown) == 50


def test_none_opens_with_a_pronoun_that_the_reader_cannot_resolve(shown: list[tuple[Sentence, ...]]) -> None:
    assert [sentences[0].text for sentences in shown if points(sentences[0].text)] == []


def test_each_says_that_the_report_says_it(shown: list[tuple[Sentence, ...]]) -> None:
    assert [sentences[0].text for sentences in shown if "NORCE" not in sentences[0].lead_in] == []
