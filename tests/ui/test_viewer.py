from html.parser import HTMLParser
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tillit.assistant.links import viewer_url
from tillit.assistant.types import Question
from tillit.corpus.types import Block, BlockKind, Document, Page, Source, Span
from tillit.ui.reading import reading_ways
from tillit.ui.source_page import source_pages
from tillit.ui.viewer import web_address

from .fakes import PLAN, REPORT, SCRIPT, TASKS, answer_about_tasks


def page(client: TestClient, url: str, status: int = 200) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    return BeautifulSoup(response.text, "html.parser")


def quote_url(document: Document, quote: str) -> str:
    start = document.text.index(quote)
    return viewer_url(document.source.id, start, start + len(quote), quote)


def marked(soup: BeautifulSoup) -> list[str]:
    return [mark.get_text() for mark in soup.find_all("mark")]


def test_a_link_to_a_quote_marks_it_exactly_and_points_at_it(client: TestClient) -> None:
    url = quote_url(REPORT, "Hvert lag har seks til ti ansatte.")
    assert url.endswith("#sitat")
    soup = page(client, url)
    assert marked(soup) == ["Hvert lag har seks til ti ansatte."]
    assert [mark["id"] for mark in soup.find_all("mark")] == ["sitat"]


def test_a_quote_over_several_blocks_is_marked_in_each_and_has_one_anchor(client: TestClient) -> None:
    start = REPORT.text.index("tre oppgaver:")
    end = REPORT.text.index("Ønsker") + len("Ønsker")
    soup = page(client, viewer_url(REPORT.source.id, start, end))
    assert marked(soup) == ["tre oppgaver:", "De setter opp sin egen turnus.", "Ønsker"]
    assert len(soup.find_all(id="sitat")) == 1


def test_the_reader_sees_whose_words_these_are_and_where_they_come_from(client: TestClient) -> None:
    header = page(client, "/kilde/lag-gjengitt").header
    assert header
    text = header.get_text(" ", strip=True)
    for fact in (
        "Selvstyrte lag i hjemmetjenesten",
        "Fjordby universitet",
        "2022",
        "Forskning på en pilot, 2022",
        "Gjengitt av Tillit etter Fjordby-rapporten 2022, kap. 3",
    ):
        assert fact in text
    link = header.find("a")
    assert link
    assert link["href"] == "https://example.org/rapport.pdf"


def test_an_original_says_that_the_words_are_its_own(client: TestClient) -> None:
    text = page(client, "/kilde/plan").get_text(" ", strip=True)
    assert "Originalens egne ord" in text
    assert "Gjengitt" not in text


def test_headings_lists_tables_and_pages_keep_their_structure(client: TestClient) -> None:
    soup = page(client, "/kilde/lag-gjengitt")
    assert [heading.get_text() for heading in soup.find_all(["h2", "h3"])][:3] == [
        "Veien til selvstyrte lag",
        "Hva lagene gjør",
        "Hva det kostet",
    ]
    assert [section["id"] for section in soup.find_all("section")] == ["side-1", "side-2", "side-3"]
    assert [item["class"] for item in soup.find_all("li")] == [["level-1"], ["level-2"], ["level-1"], ["level-1"]]
    assert [[cell.get_text() for cell in row.find_all("td")] for row in soup.find_all("tr")] == [
        ["År", "Lag", "Ansatte"],
        ["2021", "3", "24"],
        ["2022", "5", "41"],
    ]


def test_document_text_is_never_taken_for_html(client: TestClient) -> None:
    soup = page(client, quote_url(REPORT, f"Noen skrev {SCRIPT} i skjemaet."))
    assert not soup.find_all("script")
    assert marked(soup) == [f"Noen skrev {SCRIPT} i skjemaet."]


def test_the_page_runs_no_script_and_loads_from_nowhere_else(client: TestClient) -> None:
    response = client.get("/kilde/plan")
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    soup = BeautifulSoup(response.text, "html.parser")
    loaded = [str(link["href"]) for link in soup.find_all("link")]
    assert loaded
    for address in loaded:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert not soup.find_all(style=True)


@pytest.mark.parametrize("document_id", ["finnes-ikke", "..%2F..%2Fetc%2Fpasswd", SCRIPT, "æøå", "%00"])
def test_an_unknown_document_is_explained(client: TestClient, document_id: str) -> None:
    soup = page(client, f"/kilde/{document_id}", 404)
    assert soup.h1
    assert soup.h1.get_text() == "Vi fant ikke kilden"
    assert not soup.find_all("script")
    assert soup.find("a", string="Still et spørsmål")


@pytest.mark.parametrize(
    "query",
    [
        *("start=5", "end=5", "start=a&end=b", "start=-1&end=5", "start=5&end=5", "start=9&end=3"),
        *("start=0&end=999999", "start=0&end=" + "9" * 5000, "start=1.5&end=2", "start=٣&end=٥", "start=24&end=26"),
    ],
)
def test_a_link_that_does_not_fit_the_document_is_explained_and_leads_to_the_whole(
    client: TestClient, query: str
) -> None:
    soup = page(client, f"/kilde/lag-gjengitt?{query}", 400)
    assert soup.h1
    assert soup.h1.get_text() == "Lenken passer ikke til kilden"
    whole = soup.find("a", string="Les hele kilden")
    assert whole
    page(client, str(whole["href"]))


def test_only_web_addresses_become_links_to_the_original() -> None:
    assert web_address("https://example.org/a.pdf") == "https://example.org/a.pdf"
    assert [
        web_address(url) for url in ("javascript:alert(1)", "data:text/html,x", "//x.org", "fil.pdf", "", None)
    ] == [None] * 6


def test_an_odd_id_survives_the_link(client: TestClient) -> None:
    assert viewer_url("a/b c?d#e", 1, 2) == "/kilde/a%2Fb%20c%3Fd%23e?start=1&end=2#sitat"


def test_a_link_to_a_quote_that_has_moved_marks_it_where_it_stands_now(client: TestClient) -> None:
    soup = page(client, viewer_url("lag-gjengitt", 3, 37, "Hvert lag har seks til ti ansatte."))
    assert marked(soup) == ["Hvert lag har seks til ti ansatte."]
    assert "Kilden er endret siden lenken ble laget" in soup.get_text()


@pytest.mark.parametrize(("start", "end"), [(3, 37), (90_000, 90_034)])
def test_a_link_to_a_quote_that_is_gone_shows_the_old_quote_and_marks_nothing(
    client: TestClient, start: int, end: int
) -> None:
    soup = page(client, viewer_url("lag-gjengitt", start, end, f"Hvert lag har ni {SCRIPT} ansatte."))
    assert marked(soup) == []
    (box,) = soup.select(".changed")
    assert "Sitatet står ikke lenger" in box.get_text()
    assert f"Hvert lag har ni {SCRIPT} ansatte." in box.get_text()


def test_a_link_into_a_document_that_is_gone_shows_the_old_quote(client: TestClient) -> None:
    soup = page(client, viewer_url("borte", 3, 37, "Hvert lag har ni ansatte."), 404)
    assert "Hvert lag har ni ansatte." in soup.get_text()


def test_one_goes_from_quote_to_quote_of_an_answer_also_across_documents(client: TestClient) -> None:
    ways = reading_ways(answer_about_tasks(Question("Hva gjør lagene?", language="pl")))
    soup = page(client, ways[1])
    seen = marked(soup)
    while onward := soup.select("a.next"):
        soup = page(client, str(onward[0]["href"]))
        seen += marked(soup)
    assert seen == [citation.quote for citation in TASKS]
    assert "Cytat 3 z 3 w odpowiedzi" in soup.get_text()
    assert marked(page(client, str(soup.select("a.previous")[0]["href"]))) == [TASKS[1].quote]


@pytest.mark.parametrize("named", ["q=x", "q=a:b:c", "q=:1:2", "q=plan:1:2&q=plan:5:1", "q=" + "plan:1:2&q=" * 60])
def test_what_names_no_quotes_leads_nowhere(client: TestClient, named: str) -> None:
    assert not page(client, f"/kilde/plan?start=0&end=10&{named}").select(".steps a")


@pytest.mark.parametrize(
    ("language", "about"), [("nn", "Om kjelda"), ("en", "About"), ("pl", "O źródle"), ("xx", "Om kilden")]
)
def test_the_page_around_a_source_speaks_the_readers_language(client: TestClient, language: str, about: str) -> None:
    soup = page(client, f"/kilde/plan?lang={language}")
    assert about in soup.select(".bar")[0].get_text()
    assert soup.html
    assert soup.html["lang"] == (language if language != "xx" else "nb")


KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "item")


class Case(NamedTuple):
    document: Document
    quote: Span


@st.composite
def cases(draw: st.DrawFn) -> Case:
    words = st.text(st.sampled_from("ab<&>\"' \n|æ"), min_size=1, max_size=12).filter(str.strip).map(str.strip)
    text, blocks = "", list[Block]()
    for kind, piece, blocked in draw(
        st.lists(st.tuples(st.sampled_from(KINDS), words, st.booleans()), min_size=1, max_size=6)
    ):
        if blocked:
            blocks.append(Block(kind, len(text), len(text) + len(piece), 1))
        text += piece + "\n\n"
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    cut = draw(st.integers(0, len(text)))
    pages = (Page(1, 0, cut), Page(2, cut, len(text)))
    return Case(Document(Source("d", "D"), "d", "", text, pages, tuple(blocks), (), {}), Span(start, end))


class Marked(HTMLParser):
    """Collects the text inside and outside of ``<mark>``."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.inside = ""
        self.all = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tags.pop()

    def handle_data(self, data: str) -> None:
        self.all += data
        if "mark" in self.tags:
            self.inside += data


@given(cases())
def test_whatever_the_structure_the_mark_holds_the_quote_and_the_page_holds_the_text(case: Case) -> None:
    text, quote = case.document.text, case.quote
    html = "".join(
        piece.html for page in source_pages(case.document, quote) for group in page.groups for piece in group.pieces
    )
    parser = Marked()
    parser.feed(html)
    parser.close()
    assert "".join(parser.inside.split()) == "".join(text[quote.start : quote.end].split())
    assert "".join(parser.all.split()) == "".join(text.split())


def test_the_documents_here_are_whole() -> None:
    for document in (REPORT, PLAN):
        assert "".join(document.text[block.start : block.end] for block in document.blocks) == document.text.replace(
            "\n\n", ""
        )
