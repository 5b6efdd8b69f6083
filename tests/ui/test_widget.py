"""Journeys through the widget on another site's page, in a real Chromium."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from tillit.assistant.texts import load_texts
from tillit.assistant.types import Question
from tillit.ui.records.tickets import Tickets
from tillit.ui.render import Renderer

from .abroad import QUESTION, Sites, ask, focused, visit
from .browsing import DESK, PHONE, dialogs_of
from .fakes import NEAR, SCRIPT, answer_about_tasks, hostile_answer, refuse

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]


@pytest.fixture
def inline(context: BrowserContext, sites: Sites) -> Page:
    page = visit(context, f"{sites.intranet}inline")
    expect(page.get_by_label(QUESTION)).to_be_visible()
    return page


def shape(html: str) -> list[tuple[str, dict[str, str], str]]:
    """Every element of a fragment, with its attributes and text; addresses without the server's, and no ticket."""
    return [
        (
            element.name,
            {
                name: re.sub(r"^http://[^/]+", "", str(value))
                for name, value in element.attrs.items()
                if name != "data-ticket"
            },
            " ".join(element.get_text().split()),
        )
        for element in BeautifulSoup(html, "html.parser").find_all(True)
    ]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_whole_journey_by_keyboard_alone(context: BrowserContext, sites: Sites) -> None:
    page = visit(context, f"{sites.intranet}floating")
    page.get_by_role("button", name="Spør Tillit").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "Spør Tillit"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Tillit")).to_be_visible()
    assert focused(page) == QUESTION
    page.keyboard.type("Hva gjør lagene?")
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_have_count(3)
    expect(page.get_by_role("button", name="Spør", exact=True)).to_be_visible()  # no longer "Stopp"
    assert focused(page) == QUESTION
    page.keyboard.press("Tab")
    assert focused(page) == "Spør"
    page.get_by_role("button", name="Ny samtale").focus()
    order = [focused(page)]
    for _ in range(5):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order[:4] == [
        "Ny samtale",
        "Lukk",
        "Samtalen",
        "Kilde 1: Selvstyrte lag i hjemmetjenesten, side 1 (åpnes i ny fane)",
    ]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Spør Tillit")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_have_count(3)


def test_the_close_button_gives_the_focus_back(context: BrowserContext, sites: Sites) -> None:
    page = visit(context, f"{sites.intranet}floating")
    page.get_by_role("button", name="Spør Tillit").click()
    page.get_by_role("button", name="Lukk").click()
    expect(page.get_by_role("button", name="Spør Tillit")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_on_a_phone_the_page_behind_the_panel_is_out_of_reach_and_beside_it_on_a_desk_it_is_not(
    context: BrowserContext, sites: Sites, width: int
) -> None:
    page = visit(context, f"{sites.intranet}floating")
    page.get_by_role("button", name="Spør Tillit").click()
    reached: set[str] = set()
    for _ in range(10):
        page.keyboard.press("Tab")
        reached.add(focused(page))
    assert ("Forsiden" in reached) == (width == DESK)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_answer_is_proven_and_announced_and_its_link_opens_the_source_at_the_quote(inline: Page) -> None:
    ask(inline, "Hva gjør lagene?")
    expect(inline.locator(".sentence")).to_have_count(3)
    expect(inline.locator(".sr-only[role=status]")).to_have_text("Svaret er klart. Antall sitater: 3.")
    expect(inline.get_by_role("heading", name="Hva gjør lagene?")).to_be_in_viewport()
    expect(inline.get_by_label(QUESTION)).to_have_value("")
    with inline.context.expect_page() as opened:
        inline.get_by_role("link", name="Kilde 2: Selvstyrte lag").click()
    expect(opened.value.locator("#sitat")).to_have_text("De avtaler dagens besøk sammen.")
    expect(opened.value.locator("#sitat")).to_be_in_viewport()
    assert opened.value.evaluate("window.opener") is None


@pytest.mark.parametrize("question", ["Hva gjør lagene?", "Hvordan blir været?", "tegn"])
def test_the_widget_shows_the_whole_answer_as_the_chat_does(inline: Page, question: str) -> None:
    renderer = Renderer(load_texts(), Tickets(b"any"))
    asked = Question(question)
    made = {"tegn": hostile_answer, "Hvordan blir været?": refuse}
    answer = made.get(question, answer_about_tasks)(asked)
    ask(inline, question)
    expect(inline.locator(".answer .nearest")).to_have_count(1)
    assert shape(inline.locator(".answer").evaluate("answer => answer.outerHTML")) == shape(
        renderer.answer(answer, (NEAR,))
    )


def test_a_refusal_leads_on_to_questions_and_to_the_nearest_sources(inline: Page) -> None:
    ask(inline, "Hvordan blir været?")
    expect(inline.locator(".refusal .message")).to_be_in_viewport()
    expect(inline.locator(".sr-only[role=status]")).to_contain_text("Jeg fant ikke svar på dette")
    with inline.context.expect_page() as opened:
        inline.get_by_role("link", name="Hva det kostet (åpnes i ny fane)").click()
    expect(opened.value.locator("#sitat")).to_have_text("Utgiftene økte det første året.")
    inline.get_by_role("button", name="Hva gjør lagene?").click()
    expect(inline.locator(".sentence")).to_have_count(3)


def test_a_starter_is_asked_by_keyboard_and_the_focus_stays_in_the_conversation(inline: Page) -> None:
    inline.get_by_role("button", name="Hva kostet lagene?").press("Enter")
    expect(inline.locator(".sentence")).to_have_count(3)
    assert focused(inline) == "Samtalen"


def test_a_follow_up_brings_the_conversation_along_until_a_new_one_begins(inline: Page, sites: Sites) -> None:
    ask(inline, "Hva gjør lagene?")
    expect(inline.locator(".sentence")).to_have_count(3)
    ask(inline, "Og hvor mange er de?")
    expect(inline.locator(".sentence")).to_have_count(6)
    history = sites.assistant.asked[-1].history
    assert [turn.role for turn in history] == ["user", "assistant"]
    assert history[1].content.startswith("De setter opp sin egen turnus. [1]")
    inline.get_by_role("button", name="Ny samtale").click()
    expect(inline.locator(".turn")).to_have_count(0)
    assert focused(inline) == QUESTION
    ask(inline, "Hva gjør lagene?")
    expect(inline.locator(".sentence")).to_have_count(3)
    assert sites.assistant.asked[-1].history == ()


def test_a_question_can_be_stopped_and_asked_again(inline: Page, sites: Sites) -> None:
    ask(inline, "vent litt")
    inline.get_by_role("button", name="Stopp").click()
    expect(inline.get_by_text("Du stoppet søket.", exact=True).first).to_be_visible()
    sites.assistant.gate.set()
    inline.get_by_role("button", name="Prøv igjen").click()
    expect(inline.locator(".sentence")).to_have_count(3)
    expect(inline.locator(".turn")).to_have_count(1)


@pytest.mark.parametrize(
    ("question", "message"), [("krasj", "Noe gikk galt hos oss"), ("vent", "Det tok for lang tid å finne svaret")]
)
def test_a_failure_is_told_in_words_and_left_out_of_the_history(
    inline: Page, sites: Sites, question: str, message: str
) -> None:
    ask(inline, question)
    expect(inline.locator(".failed .message")).to_contain_text(message)
    expect(inline.locator(".sr-only[role=status]")).to_contain_text(message)
    sites.assistant.gate.set()
    ask(inline, "Hva gjør lagene?")
    expect(inline.locator(".sentence")).to_have_count(3)
    assert sites.assistant.asked[-1].history == ()


def test_a_text_that_is_no_question_stays_in_the_box_and_is_explained(inline: Page) -> None:
    ask(inline, "a" * 1200)
    expect(inline.get_by_role("alert")).to_have_text("Spørsmålet er for langt. Det kan ha høyst 1000 tegn.")
    expect(inline.get_by_label(QUESTION)).to_have_value("a" * 1200)
    ask(inline, "  ")
    expect(inline.get_by_role("alert")).to_have_text("Spørsmålet er tomt. Skriv et spørsmål.")
    expect(inline.locator(".turn")).to_have_count(0)


def test_what_looks_like_personal_data_is_not_sent_before_the_asker_has_seen_it(inline: Page, sites: Sites) -> None:
    ask(inline, "Ring meg på 912 34 567")
    expect(inline.get_by_role("alert")).to_contain_text("Ring meg på […]")
    assert sites.assistant.asked == []
    inline.get_by_role("button", name="Skriv om").click()
    expect(inline.get_by_label(QUESTION)).to_have_value("Ring meg på 912 34 567")
    inline.keyboard.press("Enter")
    inline.get_by_role("button", name="Send med […]").press("Enter")
    expect(inline.locator(".sentence")).to_have_count(3)
    assert [question.text for question in sites.assistant.asked] == ["Ring meg på […]"]


def test_a_question_in_polish_turns_the_panel_polish(inline: Page) -> None:
    ask(inline, "Co robią zespoły?")
    expect(inline.get_by_role("button", name="Zapytaj", exact=True)).to_be_visible()
    expect(inline.get_by_label("Twoje pytanie")).to_be_visible()
    inline.get_by_role("button", name="Nowa rozmowa").click()
    expect(inline.get_by_role("button", name="Co robią zespoły?")).to_be_visible()


def test_an_answer_is_copied_with_addresses_that_work_elsewhere(inline: Page, sites: Sites) -> None:
    inline.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(inline, "Hva gjør lagene?")
    inline.get_by_role("button", name="Kopier svaret med kildene").click()
    expect(inline.get_by_role("button", name="Kopiert")).to_be_visible()
    assert f"\n{sites.tillit}kilde/plan?" in inline.evaluate("navigator.clipboard.readText()")


def test_a_leader_chooses_the_questions_to_start_with(context: BrowserContext, sites: Sites) -> None:
    page = visit(context, f"{sites.intranet}starters")
    expect(page.get_by_role("button", name="Hva er HELTOM?")).to_be_visible()
    assert page.locator(".start button").all_inner_texts() == ["Hva er HELTOM?", "Hvem bestemmer?"]


def test_on_a_slow_phone_network_it_is_there_within_seconds(browser: Browser, sites: Sites) -> None:
    """Slow 3G as browsers' tools have it: 400 ms to the server and back, 50 kB a second down."""
    page = browser.new_page(viewport={"width": PHONE, "height": 740})
    wire = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    wire.send("Network.enable")  # pyright: ignore[reportUnknownMemberType] - partly untyped
    wire.send("Network.emulateNetworkConditions", slow)  # pyright: ignore[reportUnknownMemberType]
    page.goto(f"{sites.intranet}inline")
    expect(page.get_by_label(QUESTION)).to_be_visible(timeout=10_000)
    ask(page, "Hva gjør lagene?")
    expect(page.locator(".sentence")).to_have_count(3, timeout=10_000)
    page.close()


def test_nothing_that_is_asked_or_quoted_runs(inline: Page) -> None:
    dialogs = dialogs_of(inline)
    question = f"tegn {SCRIPT} <img src=x onerror=alert(1)>"
    ask(inline, question)
    expect(inline.get_by_role("heading", name=question)).to_be_visible()
    expect(inline.locator("blockquote")).to_have_text(f"Noen skrev {SCRIPT} i skjemaet.")
    assert dialogs == []


HOSTILE_HTML = (
    '<a class="bad" href="https://evil.example/" onclick="alert(1)">x</a>'
    '<a class="bad" href="javascript:alert(1)">x</a>'
    '<a class="bad" href="//evil.example/kilde/">x</a><a class="bad" href="/kilde/../config">x</a>'
    '<p style="color:red" id="send">ok</p>'
    '<img src=x onerror=alert(1)><script>alert(1)</script><iframe src="/"></iframe>'
    '<a class="good" href="/kilde/plan?start=0&amp;end=4#sitat">Planen</a>'
)


def test_what_is_no_part_of_an_answer_does_not_get_onto_the_page(inline: Page) -> None:
    html = json.dumps(HOSTILE_HTML)
    done = '"question": "x", "answer": "ok", "refusal": null, "citations": [], "language": "nb"}'
    # As awkward as the format allows: a comment, carriage returns, and data over several lines.
    stream = f": ping\r\n\r\nevent: html\r\ndata: {html}\r\n\r\nevent:done\r\ndata: {{\r\ndata:{done}\r\n\r\n"

    def fulfil(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        route.fulfill(body=stream, content_type="text/event-stream", headers=headers)

    inline.route("**/ask/stream*", fulfil)
    ask(inline, "Hva?")
    expect(inline.get_by_text("ok", exact=True)).to_be_visible()
    assert inline.locator("tillit-chat :is(img, script, iframe)").count() == 0
    assert inline.locator(".turn [style], .turn [id], .turn [onclick], .turn .bad[href]").count() == 0
    expect(inline.get_by_role("link", name="Planen")).to_have_attribute(
        "href", re.compile(r"/kilde/plan\?start=0&end=4#sitat$")
    )


def test_a_server_out_of_reach_is_told_and_the_question_can_be_asked_again(inline: Page) -> None:
    aborted = "**/ask/stream*"
    inline.route(
        aborted, lambda route: route.fulfill(status=200, body="", headers={"Access-Control-Allow-Origin": "*"})
    )
    ask(inline, "Hva gjør lagene?")
    expect(inline.locator(".failed .message")).to_contain_text("Vi får ikke kontakt med Tillit.")
    inline.unroute(aborted)
    inline.get_by_role("button", name="Prøv igjen").click()
    expect(inline.locator(".sentence")).to_have_count(3)


def test_where_there_are_no_questions_to_start_with_none_are_announced(context: BrowserContext, sites: Sites) -> None:
    def without_starters(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"starters": []})

    context.route("**/widget/nb", without_starters)
    page = visit(context, f"{sites.intranet}inline")
    expect(page.get_by_text("Du chatter med en robot. Svarene")).to_be_visible()
    expect(page.get_by_text("Du kan for eksempel spørre")).to_have_count(0)
