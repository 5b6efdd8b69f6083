"""What a reader is told about where restated words come from."""

from dataclasses import replace

import pytest
from tillit.corpus.provenance import origin_at, work_at
from tillit.corpus.split import split
from tillit.corpus.types import Document, Source

from . import making

RESTATED = Source(id="rapport-gjengitt", title="Rapporten", year=2020, voice="restated", based_on="Rapporten 2020")
OWN = Source(id="notat", title="Notatet", year=2023)

REPORT = making.document(
    [
        ("heading", 1, "Rapporten gjengitt"),
        ("paragraph", 0, "Gjengitt av Tillit etter «Rapport om alt», Instituttet 2020. Ordene er Tillits."),
        ("heading", 2, "1 Innledning"),
        ("paragraph", 0, "Innledning uten utsagn."),
        ("heading", 2, "2 Funn"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten 2020, kap. 2."),
        ("paragraph", 0, "Funnene er to."),
        ("heading", 3, "2.1 Det første"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten 2020, kap. 2.1 «Hva er mest?»."),
        ("paragraph", 0, "Det første funnet."),
        ("heading", 3, "Mer om funnene"),
        ("paragraph", 0, "Det andre funnet."),
        ("heading", 2, "3 Til slutt"),
        ("paragraph", 0, "Et siste ord."),
    ],
    RESTATED,
)
GLOSSARY = making.document(
    [
        ("heading", 1, "Ordliste"),
        ("heading", 2, "Funn"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten 2020, kap. 2."),
        ("paragraph", 0, "Et funn er noe en fant."),
        ("heading", 2, "Sted"),
        ("paragraph", 0, "Gjengitt av Tillit etter Rapporten 2020:5, side 1."),
        ("paragraph", 0, "Et sted er der noe er."),
    ],
    Source(id="ordliste", title="Ordliste", voice="restated", based_on="dokumentene"),
)
ALL = {document.source.id: document for document in (GLOSSARY, REPORT)}


def place(document: Document, text: str) -> int:
    return document.text.index(text)


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("Innledning uten", "Rapporten 2020"),
        ("Funnene er to", "Rapporten 2020, kap. 2"),
        ("Det første funnet", "Rapporten 2020, kap. 2.1 «Hva er mest?»"),
        ("Det andre funnet", "Rapporten 2020, kap. 2"),
        ("Et siste ord", "Rapporten 2020"),
    ],
)
def test_a_quote_leads_back_to_the_chapter_that_it_restates(text: str, work: str) -> None:
    assert work_at(REPORT, place(REPORT, text)) == work


def test_words_of_the_source_s_own_restate_nothing() -> None:
    own = replace(REPORT, source=OWN)

    assert work_at(own, place(own, "Funnene er to")) is None
    assert origin_at(ALL, own, place(own, "Funnene er to")).source == OWN


def test_the_statement_itself_is_in_no_passage() -> None:
    assert not any("Gjengitt av Tillit" in passage.text for passage in split(REPORT))


def test_a_section_on_another_work_has_that_work_s_publisher_year_and_authority() -> None:
    origin = origin_at(ALL, GLOSSARY, place(GLOSSARY, "Et funn er"))

    assert (origin.source, origin.work) == (RESTATED, "Rapporten 2020, kap. 2")


def test_a_work_that_only_begins_like_another_is_another() -> None:
    assert origin_at(ALL, GLOSSARY, place(GLOSSARY, "Et sted er")).source == GLOSSARY.source
