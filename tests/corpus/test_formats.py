"""What each format's own structure becomes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.corpus.cleaning.assemble import Content
from tillit.corpus.encodings import decode
from tillit.corpus.formats import Refused, docx, html, markdown, pdf, pptx, text

from . import making


def found(content: Content) -> list[tuple[str, int, str]]:
    return making.blocks(content.text, content.blocks)


PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Slik er teamene - Kommunen</title></head><body>
<nav><ul><li><a href="/">Forside</a></li></ul></nav><div class="cookie-banner"><p>Vi bruker kapsler.</p></div>
<main><ol><li><a href="#a">Hvem</a></li></ol><h1>Slik er <em>teamene</em></h1><p>Et team har<br>flere fag.&nbsp;</p>
<h2 id="a">Hvem er med?</h2><p>Disse:</p>
<ul><li>sykepleiere<ul><li>på kveld</li></ul></li><li><p>terapeuter</p></li></ul>
<ol start="3"><li>Tredje steg</li></ol>
<table><thead><tr><th>Team</th><th>Ansatte</th></tr></thead><tr><td>HT</td><td>14</td></tr></table>
<figure><img alt="Et bilde"><figcaption>Foto: Ola</figcaption></figure><aside>Les også</aside>
<form><p>Fant du det du lette etter?</p><button>Ja</button></form></main>
<footer>Kontakt oss</footer><script>var x = 1;</script></body></html>"""


def test_a_web_page_gives_its_main_content_and_nothing_around_it() -> None:
    content = html.parse(PAGE.encode())
    assert content.title == "Slik er teamene"
    assert found(content) == [
        ("heading", 1, "Slik er teamene"),
        ("paragraph", 0, "Et team har flere fag."),
        ("heading", 2, "Hvem er med?"),
        ("paragraph", 0, "Disse:"),
        ("item", 1, "sykepleiere"),
        ("item", 2, "på kveld"),
        ("item", 1, "terapeuter"),
        ("item", 1, "3. Tredje steg"),
        ("row", 0, "Team: HT; Ansatte: 14"),
    ]


def test_a_web_page_without_main_that_is_one_big_form_still_gives_its_text() -> None:
    page = "<header>Meny</header><div><h2>Tillit</h2>Fri tekst<div>og mer</div></div>"
    content = html.parse(f"<html><body><form>{page}</form></body></html>".encode())
    assert found(content) == [("heading", 2, "Tillit"), ("paragraph", 0, "Fri tekst"), ("paragraph", 0, "og mer")]


def test_a_web_page_is_read_in_the_encoding_that_it_declares() -> None:
    page = "<html><head><meta charset='iso-8859-1'></head><body><p>Små øyer</p></body></html>"
    assert html.parse(page.encode("latin-1")).text == "Små øyer"


def test_markdown_gives_headings_lists_and_rows_without_markup_and_front_matter() -> None:
    source = (
        "---\ntitle: Fra forsiden\n---\n# Om *teamene*\n\nEt **viktig** punkt\nog [lenke](x).\n\n- en\n  - to\n\n"
        "1. først\n\n| Team | Ansatte |\n|---|---|\n| HT | 14 |\n\n<!-- skjult -->\n"
    )
    content = markdown.parse(source.encode())
    assert content.title == "Fra forsiden"
    assert found(content) == [
        ("heading", 1, "Om teamene"),
        ("paragraph", 0, "Et viktig punkt og lenke."),
        ("item", 1, "en"),
        ("item", 2, "to"),
        ("item", 1, "1. først"),
        ("row", 0, "Team: HT; Ansatte: 14"),
    ]


def test_a_word_document_gives_headings_lists_and_tables_in_order() -> None:
    content = docx.parse(making.word())
    assert content.title == "Om teamene"
    assert found(content) == [
        ("heading", 1, "Om teamene"),
        ("heading", 1, "Hvem er med?"),
        ("paragraph", 0, "Disse er med i et helsetjenesteteam:"),
        ("item", 1, "sykepleiere"),
        ("item", 1, "fysioterapeuter"),
        ("item", 2, "kvelden"),
        ("row", 0, "Team: HT; Ansatte: 14"),
        ("row", 0, "Team: OT; Ansatte: 16"),
        ("paragraph", 0, "Slik var fordelingen i piloten."),
    ]


def test_slides_are_pages_with_title_list_text_and_notes() -> None:
    content = pptx.parse(making.slides())
    assert content.title == "Tillitsreformen"
    assert found(content) == [
        ("heading", 1, "Tillitsreformen"),
        ("heading", 2, "Tre mål"),
        ("item", 1, "Mer tid til brukerne"),
        ("item", 1, "Mer tillit"),
        ("item", 1, "Mindre kontroll"),
        ("paragraph", 0, "Vedtatt av bystyret."),
        ("paragraph", 0, "Husk å nevne piloten."),
    ]
    assert [page.number for page in content.pages] == [1, 2]
    assert content.text[content.pages[1].start :].startswith("Tre mål")


SENTENCE = "{} i omsorgen har fått mer ansvar enn før, og skal {} selv."
WHO = ("Helsefagarbeiderne", "Assistentene", "Sykepleierne", "Lederne", "Koordinatorene")
WHAT = (("vurdere brukerne", "planlegge vaktene"), ("skrive rapporter", "kontakte legen", "lære opp de nye"))

REPORT = """#set document(title: "Rapport om piloten")
#set page(width: 12cm, height: 8cm, numbering: "1", header: [Rapport 2020 fra kommunen])
#set text(lang: "nb", hyphenate: false)
#set heading(numbering: "1.1")
= Innledning
@FIRST@
== Hvem var med
Disse var med i piloten:
- ansatte fra begge bydelene, med minst tre års erfaring fra arbeid i hjemmetjenesten
- ledere

@SECOND@
"""


def test_a_pdf_gives_numbered_headings_whole_paragraphs_and_pages_without_header_and_page_number(
    tmp_path: Path,
) -> None:
    first, second = (" ".join(SENTENCE.format(one, other) for one in WHO for other in WHAT[part]) for part in (0, 1))
    content = pdf.parse(making.pdf(REPORT.replace("@FIRST@", first).replace("@SECOND@", second), tmp_path))
    assert content.title == "Rapport om piloten"
    assert found(content) == [
        ("heading", 1, "1 Innledning"),
        ("paragraph", 0, first),
        ("heading", 2, "1.1 Hvem var med"),
        ("paragraph", 0, "Disse var med i piloten:"),
        ("item", 1, "ansatte fra begge bydelene, med minst tre års erfaring fra arbeid i hjemmetjenesten"),
        ("item", 1, "ledere"),
        ("paragraph", 0, second),
    ]
    assert len(content.pages) > 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_plain_text_is_read_in_the_encodings_of_office_machines(encoding: str) -> None:
    assert text.parse("Små øyer – «æ».\r\nNy linje her".encode(encoding)).text.startswith("Små øyer – «æ».")


@pytest.mark.parametrize(
    "data",
    [
        "Små øyer og blåbær".encode() + b"\xff\xfe\x00 " + "æøå".encode(),
        "Små øyer og blåbær".encode().decode("cp1252").encode(),
        "Sm\ufffd \ufffdyer".encode(),
        "Små øyer og blåbær på Ås".encode("cp865"),
    ],
)
def test_garbled_text_is_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        decode(data)
    assert caught.value.reason == "bad_encoding"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufffdÃâ\r\ufeff\0"), max_size=200))
def test_any_utf_8_text_is_read_as_it_is(written: str) -> None:
    assert decode(("Norsk tekst " * 5 + written).encode()) == "Norsk tekst " * 5 + written


def test_a_word_document_is_read_as_its_accepted_changes_leave_it() -> None:
    body = (
        '<w:p><w:r><w:t xml:space="preserve">Reformen gir </w:t></w:r><w:ins><w:r><w:t>mer</w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText>mindre</w:delText></w:r></w:del><w:r><w:tab/><w:t>tillit.</w:t></w:r></w:p>"
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    part = f"<w:document {space}><w:body>{body}</w:body></w:document>"
    assert (
        docx.parse(making.replaced(making.word(), "word/document.xml", part.encode())).text
        == "Reformen gir mer tillit."
    )
