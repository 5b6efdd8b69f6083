"""Feedback in a real Chromium, from the chat, the widget on another site and the frame; and the leaders' page."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from ..abroad import Sites, visit
from ..browsing import PHONE
from ..remembering import TOKEN

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]

PLACES = ("chat", "widget", "frame")


def opened(context: BrowserContext, sites: Sites, where: str) -> tuple[Page, Page | Frame]:
    sites.records.given.clear()
    sites.records.away = False
    if where == "chat":
        page = visit(context, sites.tillit)
        return page, page
    if where == "widget":
        page = visit(context, f"{sites.intranet}inline")
        return page, page
    page = visit(context, f"{sites.intranet}frame")
    frame = page.frame_locator("iframe").owner.element_handle()
    assert frame
    inside = frame.content_frame()
    assert inside
    return page, inside


@pytest.mark.parametrize("where", PLACES)
def test_a_reader_says_what_was_wrong_and_hears_that_it_was_kept(
    context: BrowserContext, sites: Sites, where: str
) -> None:
    _, chat = opened(context, sites, where)
    chat.get_by_role("button", name="Hva gjør lagene?").click(timeout=30_000)
    no = chat.get_by_role("button", name="Nei", exact=True)
    expect(no).to_have_attribute("aria-expanded", "false")
    no.click()
    expect(no).to_have_attribute("aria-expanded", "true")
    chat.get_by_label("Feil kilde").check()
    expect(chat.get_by_label("Feil kilde")).to_have_css("appearance", "auto")  # in the page's colours, not Gradio's
    chat.get_by_label("Vil du si mer?").fill("Ring 912 34 567")
    chat.get_by_label("Send med spørsmålet mitt").check()
    chat.get_by_role("button", name="Send", exact=True).click()
    expect(chat.get_by_text("Vi skjulte det som lignet personopplysninger")).to_be_visible()
    expect(no).to_be_hidden()
    (given,) = sites.records.given.values()
    assert (given.vote, given.reasons, given.text) == ("down", ("wrong_source",), "Ring […]")
    assert given.question == "Hva gjør lagene?"


@pytest.mark.parametrize("where", PLACES)
def test_thanks_stay_when_the_next_question_is_asked(context: BrowserContext, sites: Sites, where: str) -> None:
    _, chat = opened(context, sites, where)
    chat.get_by_role("button", name="Hva gjør lagene?").click(timeout=30_000)
    chat.get_by_role("button", name="Ja", exact=True).click()
    expect(chat.get_by_text("Takk for tilbakemeldingen.")).to_be_visible()
    chat.get_by_label("Spørsmålet ditt").fill("Hvordan blir været?")
    chat.get_by_role("button", name="Spør", exact=True).click()
    expect(chat.locator(".refusal")).to_have_count(1)
    expect(chat.get_by_role("button", name="Ja", exact=True)).to_have_count(1)
    assert [given.vote for given in sites.records.given.values()] == ["up"]


def test_feedback_is_given_by_keyboard_alone(context: BrowserContext, sites: Sites) -> None:
    page, chat = opened(context, sites, "widget")
    chat.get_by_role("button", name="Hva gjør lagene?").click()
    chat.get_by_role("button", name="Nei", exact=True).focus()
    page.keyboard.press("Enter")
    for key in ("Tab", "Space", *["Tab"] * 8, "Enter"):
        page.keyboard.press(key)
    expect(chat.get_by_text("Takk for tilbakemeldingen.")).to_be_focused()
    assert [given.reasons for given in sites.records.given.values()] == [("wrong",)]


def test_the_numbers_are_saved_as_a_file(browser: Browser, sites: Sites) -> None:
    page = browser.new_page(viewport={"width": PHONE, "height": 700})
    page.goto(f"{sites.tillit}innsikt")
    page.get_by_label("Adgangskode").fill(TOKEN)
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Last ned som CSV").click()
    assert download.value.suggested_filename == "tillit-innsikt.csv"
    assert TOKEN not in page.url
    page.close()
