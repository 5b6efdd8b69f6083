"""The widget and the frame on pages that are strict, odd, foreign or not listed, in a real Chromium."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from .abroad import QUESTION, Sites, ask, visit
from .browsing import DESK, PHONE

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]


def test_it_works_where_the_host_allows_no_more_than_its_script_and_its_answers(
    context: BrowserContext, sites: Sites
) -> None:
    page = visit(context, f"{sites.intranet}strict")
    page.get_by_role("button", name="Spør Tillit").click()
    ask(page, "Hva gjør lagene?")
    expect(page.locator(".sentence")).to_have_count(3)
    assert page.locator(".launcher").evaluate("button => getComputedStyle(button).position") == "fixed"


def test_the_pages_own_styles_do_not_reach_it(context: BrowserContext, sites: Sites) -> None:
    page = visit(context, f"{sites.intranet}odd-styles")
    ask(page, "Hva gjør lagene?")
    quoted = page.locator(".sentence .quoted").first
    expect(quoted).to_have_css("font-size", "17px")
    expect(quoted).to_have_css("color", "rgb(27, 36, 33)")
    expect(quoted).to_have_css("text-transform", "none")
    expect(quoted).not_to_have_css("font-family", "cursive")


@pytest.mark.parametrize(
    ("name", "label", "ask_label"), [("polish", "Twoje pytanie", "Zapytaj"), ("own-language", "Your question", "Ask")]
)
def test_it_speaks_the_language_of_the_page_or_its_own(
    context: BrowserContext, sites: Sites, name: str, label: str, ask_label: str
) -> None:
    page = visit(context, f"{sites.intranet}{name}")
    page.get_by_label(label).fill("a" * 1200)
    page.get_by_role("button", name=ask_label, exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("1000")
    expect(page.get_by_role("alert")).not_to_contain_text("Spørsmålet")


def test_a_site_that_is_not_listed_keeps_its_own_link_and_is_told_why(browser: Browser, sites: Sites) -> None:
    context = browser.new_context()
    messages: list[str] = []
    context.on("console", lambda message: messages.append(message.text))
    page = visit(context, f"{sites.stranger}floating")
    expect(page.get_by_role("link", name="Åpne chatten")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.get_by_role("button").count() == 0
    assert any("TILLIT_ORIGINS" in message and sites.stranger.rstrip("/") in message for message in messages)
    assert sites.assistant.asked == []
    context.close()


@pytest.mark.parametrize("name", ["frame", "sandboxed"])
def test_the_frame_is_complete_at_320_by_480_without_third_party_cookies(
    browser: Browser, sites: Sites, name: str
) -> None:
    page = browser.new_page(viewport={"width": DESK, "height": 740})
    page.goto(f"{sites.intranet}{name}")
    frame = page.frames[1]
    expect(frame.get_by_label(QUESTION)).to_be_in_viewport()
    expect(frame.get_by_role("button", name="Hva gjør lagene?")).to_be_in_viewport()
    assert frame.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.body.scrollHeight <= innerHeight"
    )
    ask(frame, "Hva gjør lagene?")
    expect(frame.get_by_role("heading", name="Hva gjør lagene?")).to_be_in_viewport()
    expect(frame.get_by_role("link", name="Kilde 1").first).to_be_in_viewport()
    expect(frame.get_by_role("button", name="Spør", exact=True)).to_be_in_viewport()
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Kilde 2").click()
    expect(opened.value.locator("#sitat")).to_have_text("De avtaler dagens besøk sammen.")
    page.context.close()


def test_a_site_that_is_not_listed_cannot_frame_it(browser: Browser, sites: Sites) -> None:
    page = browser.new_page()
    page.goto(f"{sites.stranger}frame")
    page.wait_for_timeout(300)
    assert page.frames[1].get_by_label(QUESTION).count() == 0
    page.close()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_demo_page_shows_both(context: BrowserContext, sites: Sites) -> None:
    page = visit(context, sites.intranet)
    page.frame_locator("iframe").get_by_role("button", name="Hva gjør lagene?").click()
    expect(page.frame_locator("iframe").locator(".sentence")).to_have_count(3)
    page.get_by_role("button", name="Spør Tillit").click()
    ask(page.get_by_role("dialog"), "Hvordan blir været?")
    expect(page.locator(".refusal")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
