"""Journeys through the real server in a real Chromium."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tillit.ui.serve import bind

from .browsing import DESK, PHONE, dialogs_of, launched, served
from .fakes import SCRIPT, FakeAssistant, make_app

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with bind("127.0.0.1", 0) as listener, served(make_app(FakeAssistant()), listener) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium: str, address: str) -> Iterator[Browser]:
    assert address  # first: Playwright keeps an event loop running, beside which no app can be made
    with launched(chromium) as browser:
        yield browser


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def context(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A window that fails the test when a page asks another host for anything, or breaks."""
    context = browser.new_context(viewport={"width": request.param, "height": 740}, reduced_motion="reduce")
    asked: set[str] = set()
    errors: list[str] = []
    context.on("request", lambda sent: asked.add(urlsplit(sent.url).netloc))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield context
    context.close()
    assert asked == {urlsplit(address).netloc}
    assert errors == []


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="Hva kostet lagene?")).to_be_visible(timeout=30_000)
    return page


def ask(page: Page, question: str) -> None:
    page.get_by_label("Spørsmålet ditt").fill(question)
    page.get_by_role("button", name="Spør", exact=True).click()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_page_says_what_it_is_before_anything_is_asked(page: Page) -> None:
    expect(page).to_have_title("Tillit: spør om tillitsreformen")
    expect(page.get_by_text("Du chatter med en robot. Svarene er sitater")).to_be_in_viewport()
    expect(page.get_by_label("Spørsmålet ditt")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.lang") == "nb"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    assert fits(page)


def test_ask_see_the_proof_and_open_the_source_at_the_quote(page: Page) -> None:
    ask(page, "Hva gjør lagene?")
    expect(page.get_by_role("heading", name="Hva gjør lagene?")).to_be_in_viewport()
    expect(page.locator(".sentence")).to_have_count(3)
    expect(page.locator(".source")).to_have_count(2)
    expect(page.get_by_text("Du chatter med en robot. Ikke skriv navn").last).to_be_in_viewport()
    expect(page.get_by_label("Spørsmålet ditt")).to_have_value("")
    assert fits(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Kilde 2: Selvstyrte lag i hjemmetjenesten, side 1 (åpnes i ny fane)").click()
    viewer = opened.value
    expect(viewer.locator("#sitat")).to_have_text("De avtaler dagens besøk sammen.")
    expect(viewer.locator("#sitat")).to_be_in_viewport()
    assert fits(viewer)
    viewer.get_by_role("link", name="Om kilden").click()
    expect(viewer.get_by_text("Gjengitt av Tillit etter Fjordby-rapporten 2022, kap. 3")).to_be_in_viewport()
    viewer.get_by_role("link", name="Gå til sitatet").click()
    expect(viewer.locator("#sitat")).to_be_in_viewport()


def test_a_refusal_leads_on_by_its_suggestions_and_a_new_conversation_begins_anew(page: Page) -> None:
    ask(page, "Hvordan blir været?")
    expect(page.locator(".refusal .message")).to_be_in_viewport()
    page.get_by_role("button", name="Hva gjør lagene?").click()
    expect(page.locator(".sentence")).to_have_count(3)
    expect(page.locator(".turn")).to_have_count(2)
    assert fits(page)
    page.get_by_role("button", name="Ny samtale").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("button", name="Hva kostet lagene?")).to_be_visible()


def test_a_starter_question_is_asked_by_keyboard_alone(page: Page) -> None:
    page.get_by_role("button", name="Hva gjør lagene?").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_have_count(3)
    page.get_by_label("Spørsmålet ditt").focus()
    page.keyboard.type("Hvordan blir været?")
    page.keyboard.press("Enter")
    expect(page.locator(".refusal")).to_have_count(1)


def test_too_long_a_question_stays_and_is_explained(page: Page) -> None:
    ask(page, "a" * 1200)
    expect(page.get_by_role("alert").filter(has_text="Spørsmålet er for langt")).to_be_in_viewport()
    expect(page.get_by_label("Spørsmålet ditt")).to_have_value("a" * 1200)
    assert fits(page)


def test_nothing_that_is_asked_or_quoted_runs(page: Page) -> None:
    dialogs = dialogs_of(page)
    question = f"tegn {SCRIPT} <img src=x onerror=alert(1)> ${{alert(2)}} {{{{value}}}}"
    ask(page, question)
    expect(page.locator(".sentence")).to_have_count(1)
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.locator("blockquote")).to_have_text(f"Noen skrev {SCRIPT} i skjemaet.")
    assert page.locator("#samtale img").count() == 0
    assert dialogs == []
    assert fits(page)


def test_targets_are_big_enough_for_a_thumb(page: Page) -> None:
    ask(page, "Hvordan blir været?")
    expect(page.locator(".refusal")).to_have_count(1)
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44, button.text_content()


def test_the_viewer_works_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    text = FakeAssistant().documents["lag-gjengitt"].text
    start = text.index("2022 | 5")
    page.goto(f"{address}kilde/lag-gjengitt?start={start}&end={start + 13}#sitat")
    expect(page.locator("mark").first).to_be_in_viewport()
    expect(page.locator("mark")).to_have_text(["2022", "5", "41"])
    context.close()


def test_the_api_docs_open_with_what_is_here(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(f"{address}docs")
    expect(page.get_by_text("/api/v1/ask", exact=True)).to_be_visible()
