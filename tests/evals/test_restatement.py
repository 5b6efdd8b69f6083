"""The checks of the shipped texts see what they are there to see."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.corpus.errors import TillitError
from tillit.corpus.types import Document, Source
from tillit.evals.restated.facts import Fact, FactList, Omission, lost, read_facts, share_with_facts, unlisted
from tillit.evals.restated.restatement import lix, measure, runs

from ..corpus import making

ORIGINAL = "Side 1\n\nPiloten kostet 12 millioner kroner i 2019. Lederne mente at det var for mye."
FACTS = (
    Fact(section="kap. 2", start=8, end=50, fact="kostnaden var 12 millioner", pattern=r"12 millioner"),
    Fact(
        section="kap. 2", start=51, end=len(ORIGINAL), fact="lederne syntes det var mye", pattern=r"lederne.{0,20}mye"
    ),
)
OMITTED = (Omission(start=0, end=6, reason="furniture"),)
RESTATED = making.document(
    [
        ("heading", 1, "Piloten"),
        ("heading", 2, "Penger"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten, kap. 2."),
        ("paragraph", 0, "Prisen var 12 millioner kroner. Ifølge lederne var\ndet mye."),
        ("heading", 2, "Tid"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten, kap. 3."),
        ("paragraph", 0, "Piloten varte i ett år."),
    ],
    Source(id="gjengitt", title="Piloten", voice="restated", based_on="Rapporten"),
)


def fact_list(facts: tuple[Fact, ...] = FACTS, omissions: tuple[Omission, ...] = OMITTED) -> FactList:
    sha256 = hashlib.sha256(ORIGINAL.encode()).hexdigest()
    return FactList(original="rapporten", restated="gjengitt", sha256=sha256, facts=facts, omissions=omissions)


def changed(old: str, new: str) -> Document:
    parts = [(kind, level, text.replace(old, new)) for kind, level, text in making.document_blocks(RESTATED)]
    return making.document(parts, RESTATED.source)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    (tmp_path / "rapport.txt").write_text(ORIGINAL, "utf-8")
    (tmp_path / "sources.toml").write_text('[[source]]\nfile = "rapport.txt"\nid = "rapporten"\n', "utf-8")
    return tmp_path


def test_a_fact_that_the_text_states_is_found() -> None:
    assert lost(FACTS, RESTATED) == ()


@pytest.mark.parametrize(("old", "new"), [("12 millioner", "21 millioner"), ("kap. 2", "kap. 4"), ("mye", "lite")])
def test_a_fact_is_lost_when_its_figure_its_section_or_its_word_changes(old: str, new: str) -> None:
    assert lost(FACTS, changed(old, new)) != ()


def test_every_word_of_the_original_is_in_a_fact_or_an_omission() -> None:
    assert unlisted(fact_list(), ORIGINAL) == ()


def test_words_that_no_one_listed_are_named() -> None:
    left = unlisted(fact_list(FACTS[:1], ()), ORIGINAL)

    assert [ORIGINAL[word.start : word.end] for word in left][:3] == ["Side", "1", "Lederne"]


def test_the_share_of_sentences_with_facts_leaves_out_those_omitted() -> None:
    original = making.document([("paragraph", 0, "En setning her. En setning til.")])
    half = (Fact(section="s", start=0, end=15, fact="f", pattern="p"),)

    assert share_with_facts(fact_list(half), original) == 0.5


def test_a_report_on_a_sound_restatement_finds_nothing_wrong(originals: Path) -> None:
    report = measure([RESTATED], [fact_list()], originals, allowed="")

    assert report.sound
    assert (report.documents[0].facts, report.documents[0].covered) == (2, 1.0)


def test_a_report_shows_words_taken_over_unless_they_may_be(originals: Path) -> None:
    taken = changed("Prisen var 12 millioner kroner.", ORIGINAL.partition("\n\n")[2])

    assert not measure([taken], [fact_list()], originals, allowed="").sound
    assert measure([taken], [fact_list()], originals, allowed=ORIGINAL).documents[0].shared == ()


def test_places_are_not_read_into_another_version_of_the_original(originals: Path) -> None:
    (originals / "rapport.txt").write_text(ORIGINAL + " Mer.", "utf-8")

    assert measure([RESTATED], [fact_list()], originals, allowed="").documents[0].unlisted is None


def test_without_the_originals_the_rest_is_still_checked() -> None:
    (row,) = measure([changed("12", "13")], [fact_list()], None, allowed="").documents

    assert (len(row.lost), row.shared, row.covered) == (1, None, None)


def test_a_file_that_is_no_fact_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "feil.toml").write_text('facts = "ingen"', "utf-8")

    with pytest.raises(TillitError, match=r"feil\.toml"):
        read_facts(tmp_path)


def test_short_words_and_sentences_read_more_easily() -> None:
    assert lix(["Jeg bor her."]) == 3.0
    assert lix(["Helsetjenesteteamet samarbeider tverrfaglig."]) == 103.0
    assert lix([]) is None


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_a_text_shares_every_run_with_a_text_that_holds_it(found: list[str]) -> None:
    text = " ".join(found)

    assert runs(text) <= runs(f"x {text} y")
    assert len(runs(text)) <= max(0, len(found) - 8)
