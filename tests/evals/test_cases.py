"""The shipped cases themselves: frozen, proven against both corpora, and enough of each kind."""

from collections import Counter
from pathlib import Path

import pytest
from tillit.assistant.settings import Settings
from tillit.corpus.load import load
from tillit.evals.check import problems
from tillit.evals.dataset import FROZEN, Case, frozen_lines, load_cases


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load_cases()


def test_accept_and_test_are_the_ones_that_were_frozen(cases: tuple[Case, ...]) -> None:
    assert FROZEN.read_text(encoding="utf-8") == frozen_lines(cases), (
        "cases of accept or test have changed; if that is meant, run 'tillit eval check --freeze' and say why"
    )


def test_every_case_is_proven_against_the_shipped_documents(cases: tuple[Case, ...]) -> None:
    (shipped,) = Settings(corpus=("shipped",)).corpus_folders
    assert problems(cases, {"shipped": load([shipped]).documents}) == ()


def test_every_case_is_proven_against_the_originals(cases: tuple[Case, ...], originals: Path) -> None:
    assert problems(cases, {"originals": load([originals]).documents}) == ()


def test_the_test_part_is_big_enough_to_mean_something(cases: tuple[Case, ...]) -> None:
    counts = Counter((case.part, bool(case.refusal)) for case in cases)
    assert counts["test", False] >= 30
    assert counts["test", True] >= 14


def test_every_part_asks_in_every_register_that_is_promised(cases: tuple[Case, ...]) -> None:
    for part in ("dev", "accept", "test"):
        registers = {case.register for case in cases if case.part == part and not case.refusal}
        assert registers >= {"nb", "nn", "dialect", "keywords", "en", "pl"}


def test_every_document_is_asked_about_in_the_test_part(cases: tuple[Case, ...]) -> None:
    asked = {quote.document for case in cases if case.part == "test" for places in case.evidence for quote in places}
    assert {
        "bergen-organisering",
        "bergen-lysbilder",
        "dfo-notat-2023-1",
        "norce-heltom",
        "bufetat-partssamarbeid",
    } <= asked
