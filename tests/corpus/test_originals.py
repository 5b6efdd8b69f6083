"""The five original documents read like well-edited texts."""

import re
from pathlib import Path

import pytest
from tillit.corpus.load import load
from tillit.corpus.split import LONGEST, split
from tillit.corpus.types import Document

from . import making

PRINCIPLES = 7
FIRST_PRINCIPLES = {"1. Ansatte skal få tillit og ansvar", "1. Ansatte skulle få tillit og ansvar,"}


@pytest.fixture(scope="module")
def documents(originals: Path) -> dict[str, Document]:
    corpus = load([originals])
    assert corpus.skipped == ()
    return {document.source.id: document for document in corpus.documents}


def titles(document: Document) -> list[tuple[int, str]]:
    return [(level, text) for kind, level, text in making.document_blocks(document) if kind == "heading"]


def texts(document: Document, kind: str) -> list[str]:
    return [text for found, _, text in making.document_blocks(document) if found == kind]


def test_all_five_are_loaded_with_what_sources_toml_says(documents: dict[str, Document]) -> None:
    assert len(documents) == 5
    assert all(document.source.publisher and document.source.year for document in documents.values())


def test_no_furniture_is_left(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for furniture in ("N O R C E", "NORCE Norwegian Research", "Fant du det", "Bilde:", "Skriv ut", "Foto "):
            assert furniture not in document.text
        assert not re.search(r"^\d{1,3}$", document.text, re.MULTILINE)
        assert not re.search(r"[\u00ad\u00a0\u200b*]|  ", document.text)


def test_the_repeated_table_of_contents_of_a_web_page_is_gone(documents: dict[str, Document]) -> None:
    chapter = documents["dfo-notat-2023-1"]
    assert "Behov for færre og tydelige mål" not in chapter.text
    assert [title for level, title in titles(chapter) if level <= 2] == [
        "2. Initiativ som kan relateres til tillitsreform",
        "2.1 Reforminitiativ i Danmark",
        "2.2 Reforminitiativ i Sverige",
        "2.3 Reforminitiativ i Norge",
    ]
    assert chapter.text.endswith(".")


@pytest.mark.parametrize("name", ["bergen-lysbilder", "dfo-notat-2023-1"])
def test_the_seven_principles_are_seven_items(documents: dict[str, Document], name: str) -> None:
    items = texts(documents[name], "item")
    first = next(index for index, item in enumerate(items) if item in FIRST_PRINCIPLES)
    principles = items[first : first + PRINCIPLES]
    assert [int(item.split(".")[0]) for item in principles] == list(range(1, PRINCIPLES + 1))
    assert principles[-1].endswith("fremme innovasjon.")


@pytest.mark.parametrize(
    ("name", "count", "item"),
    [
        ("bergen-organisering", 8, "Forskningsresultater"),
        ("bergen-lysbilder", 48, "Vi er ca. 3500 årsverk fordelt på 5200 ansatte"),
        ("dfo-notat-2023-1", 14, "prosjektene er positive for virksomhetenes utvikling"),
        ("norce-heltom", 125, "Hva er disse målene?"),
        ("bufetat-partssamarbeid", 6, "Lokalt partssamarbeid"),
    ],
)
def test_lists_come_out_as_items(documents: dict[str, Document], name: str, count: int, item: str) -> None:
    items = texts(documents[name], "item")
    assert item in items
    assert len(items) >= count
    assert not any(text.startswith(("- ", "• ", "o ")) for text in items)


def test_the_report_has_its_chapters_and_no_fragment_for_a_heading(documents: dict[str, Document]) -> None:
    found = titles(documents["norce-heltom"])
    assert (1, "Sammendrag") in found
    assert (1, "4. Resultater") in found
    assert (3, "4.1.1. Omsorgsteamene (OT)") in found
    assert (2, "4.4. Videre implementering av tillits- og faglighetsreformen i Bergen kommune") in found
    numbered = [title for _, title in found if title[0].isdigit()]
    assert len(numbered) == 47
    assert all(title[0].isupper() or title[0].isdigit() for _, title in found)


def test_the_paragraphs_of_the_report_are_whole(documents: dict[str, Document]) -> None:
    report = documents["norce-heltom"]
    paragraphs = texts(report, "paragraph")
    assert "mer effektiv utnytting av sykepleier-ressursene og forbedring av tjenestekvalitet" in report.text
    assert "tydelig ansvar en velkommen" not in report.text
    assert "endring i årsverk (fordeling mellom ulike faggrupper)" in report.text
    assert "frem mot 2035. Kommunene" in report.text
    assert not [text for text in paragraphs if text[0].islower()]
    long = [text for text in paragraphs if len(text) > 200]
    assert len(long) > 90
    assert all(text[-1] in ".:?" for text in long)


def test_a_list_that_pictures_interrupt_is_whole(documents: dict[str, Document]) -> None:
    page = making.document_blocks(documents["bergen-organisering"])
    start = page.index(("paragraph", 0, "Mye har skjedd siden reformen ble vedtatt:"))
    assert [text for kind, _, text in page[start : start + 9] if kind == "item"] == [
        "Arbeidsgrupper",
        "Workshops og samlinger",
        "Kommunikasjonstiltak",
        "Kurs",
    ]


def test_every_character_leads_back_to_the_file(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for run in document.runs:
            raw = document.raw_pages[run.page][run.raw_start : run.raw_start + run.length]
            assert document.text[run.start : run.start + run.length] == raw.replace("\n", " ")
        assert sum(run.length for run in document.runs) > 0.95 * len(document.text)


def test_every_passage_and_unit_is_an_exact_piece_of_its_document(originals: Path) -> None:
    for document in load([originals]).documents:
        passages = split(document)
        assert passages
        for passage in passages:
            assert passage.text == document.text[passage.start : passage.end]
            assert len(passage.text) <= LONGEST
            assert passage.units[0].start == passage.start
            assert passage.units[-1].end == passage.end
            assert all(text == text.strip() != "" for text in (document.text[u.start : u.end] for u in passage.units))
