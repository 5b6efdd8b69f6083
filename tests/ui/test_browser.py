"""Journeys through the chat page and the source viewer, on the real server in a real Chromium."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tillit.ui.shell import ASSETS

from .abroad import QUESTION, Sites, ask, focused
from .browsing import DESK, PHONE, dialogs_of
from .fakes import SCRIPT, FakeAssistant

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]

BOTH = pytest.mark.parametrize("width", [PHONE, DESK])
SECOND = "Kilde 2: Selvstyrte lag i hjemmetjenesten, side 1"
LANGUAGE, ANSWERED = "Språk", ".turn:not([aria-busy]) .answer"


@pytest.fixture
def page(context: BrowserContext, sites: Sites) -> Page:
    page = context.new_page()
    page.goto(sites.tillit)
    expect(page.get_by_role("button", name="Hva kostet lagene?")).to_be_visible(timeout=30_000)
    return page


def answered(page: Page, count: int = 1) -> None:
    expect(page.locator(ANSWERED)).to_have_count(count)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@BOTH
def test_the_page_says_what_it_is_before_anything_is_asked(page: Page) -> None:
    expect(page).to_have_title("Tillit: spør om tillitsreformen")
    expect(page.get_by_text("Du chatter med en robot. Svarene er sitater")).to_be_in_viewport()
    expect(page.get_by_label(QUESTION)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.lang") == "nb"
    assert fits(page)


def test_all_that_gradio_asks_for_is_asked_for_with_the_page(page: Page) -> None:
    names = "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)"
    asked = {path.removeprefix("/assets/") for path in page.evaluate(names) if path.startswith("/assets/")}
    assert {name for name in asked if not name.startswith("index-")} == set(ASSETS)


def test_who_waits_for_the_page_reads_what_it_is_and_is_told_when_it_cannot_be_reached(
    browser: Browser, sites: Sites
) -> None:
    page = browser.new_page()
    page.route("**/assets/*.js", lambda route: route.abort())
    page.add_init_script("setTimeout = ((later) => (call, after) => later(call, Math.min(after, 1500)))(setTimeout)")
    page.goto(sites.tillit)
    expect(page.get_by_text("Du chatter med en robot. Svarene er sitater")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Gjør klar chatten")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Vi får ikke kontakt med Tillit")).to_be_visible()
    expect(page.get_by_text("Gjør klar chatten")).to_be_hidden()
    page.close()


def test_without_javascript_the_page_does_not_promise_to_be_there_soon(browser: Browser, sites: Sites) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sites.tillit}?lang=nn")
    expect(page.get_by_text("Du chattar med ein robot.")).to_be_visible()
    expect(page.get_by_text("Gjer klar chatten")).to_be_hidden()
    context.close()


@BOTH
def test_ask_read_the_proof_go_to_the_next_quote_and_come_back(page: Page, width: int) -> None:
    ask(page, "Hva gjør lagene?")
    answered(page)
    expect(page.get_by_role("heading", name="Hva gjør lagene?")).to_be_in_viewport()
    expect(page.locator(".sentence")).to_have_count(3)
    expect(page.locator(".source")).to_have_count(2)
    expect(page.get_by_text("Du chatter med en robot. Ikke skriv navn").last).to_be_in_viewport()
    expect(page.get_by_label(QUESTION)).to_have_value("")
    assert fits(page)
    page.get_by_role("link", name=SECOND, exact=True).click()
    source = page.frame_locator("iframe")
    expect(source.locator("#sitat")).to_have_text("De avtaler dagens besøk sammen.")
    expect(source.locator("#sitat")).to_be_in_viewport()
    assert focused(page) == "Tilbake til svaret"
    assert fits(page)
    if width == DESK:
        expect(page.locator(".sentence").first).to_be_in_viewport()
    source.get_by_role("link", name="Neste").click()
    expect(source.locator("#sitat")).to_have_text("Bydelene velger selv hvor mange lag de vil ha.")
    assert "/kilde/plan?" in str(page.get_by_role("link", name="Åpne i egen fane").get_attribute("href"))
    source.get_by_role("link", name="Om kilden").click()
    expect(source.get_by_text("Fjordby kommune", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Tilbake til svaret").click()
    expect(page.locator("iframe")).to_be_hidden()
    assert focused(page) == SECOND


def test_the_phones_back_button_leads_from_the_source_to_the_answer(page: Page) -> None:
    ask(page, "Hva gjør lagene?")
    answered(page)
    page.get_by_role("link", name=SECOND, exact=True).click()
    expect(page.frame_locator("iframe").locator("#sitat")).to_be_in_viewport()
    page.frame_locator("iframe").get_by_role("link", name="Neste").click()
    expect(page.frame_locator("iframe").get_by_text("Sitat 3 av 3")).to_be_visible()
    page.go_back()
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.locator(".sentence").first).to_be_in_viewport()
    assert focused(page) == SECOND


def test_a_source_opens_in_a_tab_of_its_own_where_the_asker_wants_that(page: Page) -> None:
    ask(page, "Hva gjør lagene?")
    answered(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=SECOND, exact=True).click(modifiers=["Control"])
    expect(opened.value.locator("#sitat")).to_have_text("De avtaler dagens besøk sammen.")


@BOTH
def test_a_refusal_leads_on_by_its_suggestions_and_a_new_conversation_begins_anew(page: Page, sites: Sites) -> None:
    ask(page, "Hvordan blir været?")
    expect(page.locator(".refusal .message")).to_be_in_viewport()
    page.get_by_role("button", name="Hva gjør lagene?").click()
    answered(page, 2)
    assert [turn.role for turn in sites.assistant.asked[-1].history] == ["user", "assistant"]
    assert fits(page)
    page.get_by_role("button", name="Ny samtale").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("button", name="Hva kostet lagene?")).to_be_visible()
    assert focused(page) == QUESTION


@BOTH
def test_the_whole_journey_by_keyboard_alone(page: Page) -> None:
    order: list[str] = []
    for _ in range(9):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order[0] == "Innstillinger"
    assert order[3] == "Hva gjør lagene?"
    assert order[6:] == ["Selvstyrte lag i hjemmetjenesten", QUESTION, "Spør"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Hva gjør lagene?")
    page.keyboard.press("Enter")
    answered(page)
    expect(page.get_by_role("status").filter(has_text="Svaret er klart. Antall sitater: 3.")).to_have_count(1)
    assert focused(page) == QUESTION
    page.locator("a.marker").first.focus()
    page.keyboard.press("Enter")
    expect(page.frame_locator("iframe").locator("#sitat")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    assert focused(page) == SECOND.replace("2", "1", 1)
    page.get_by_role("button", name="Innstillinger").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Innstillinger")).to_be_visible()
    page.keyboard.press("Escape")
    assert focused(page) == "Innstillinger"


def test_a_starter_is_asked_by_keyboard_and_the_focus_goes_to_the_question(page: Page) -> None:
    page.get_by_role("button", name="Hva gjør lagene?").press("Enter")
    answered(page)
    assert focused(page).endswith("Hva gjør lagene?")


def test_a_topic_shows_what_one_can_ask_about_it(page: Page, sites: Sites) -> None:
    page.get_by_text("Selvstyrte lag i hjemmetjenesten").click()
    page.get_by_role("button", name="Hva det kostet").click()
    answered(page)
    assert sites.assistant.asked[-1].text == "Hva står det om «Hva det kostet»?"


@BOTH
def test_in_polish_nothing_but_the_quotes_is_norwegian(page: Page) -> None:
    page.get_by_role("button", name="Innstillinger").click()
    page.get_by_label(LANGUAGE).focus()
    page.get_by_label(LANGUAGE).select_option("Polski")
    dialog = page.get_by_role("dialog", name="Ustawienia")
    expect(dialog.get_by_label("Język")).to_be_focused()
    dialog.get_by_role("button", name="Zamknij").click()
    expect(page).to_have_title("Tillit: pytania o reformę zaufania")
    assert page.evaluate("document.documentElement.lang") == "pl"
    expect(page.get_by_role("button", name="Co robią zespoły?")).to_be_visible()
    page.get_by_label("Twoje pytanie").fill("Hva gjør lagene?")
    page.get_by_role("button", name="Zapytaj", exact=True).click()
    answered(page)
    shown = page.locator("body").inner_text()
    for words in ("Źródła", "Nowa rozmowa", "Skopiuj odpowiedź", "Zobacz cytat w źródle", "Ustawienia"):
        assert words in shown
    for words in ("Kilder", "Innstillinger", "Spør", "side 1", "Sources", "Settings"):
        assert words not in shown
    page.locator("a.marker").first.click()
    expect(page.get_by_role("button", name="Wróć do odpowiedzi")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text("O źródle")).to_be_visible()


def test_a_question_in_polish_turns_the_page_polish_and_the_next_turns_it_back(page: Page) -> None:
    ask(page, "Co robią zespoły?")
    expect(page.get_by_role("button", name="Zapytaj", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Ustawienia")).to_be_visible()
    page.get_by_label("Twoje pytanie").fill("Hva gjør lagene?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Spør", exact=True)).to_be_visible()


def test_the_address_chooses_language_and_colours(context: BrowserContext, sites: Sites) -> None:
    page = context.new_page()
    page.goto(f"{sites.tillit}?lang=en&theme=dark")
    expect(page.get_by_role("button", name="What do the teams do?")).to_be_visible()
    expect(page).to_have_title("Tillit: ask about the trust reform")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 24, 22)"


def test_choices_are_kept_on_the_device_only_for_who_asks_for_it(browser: Browser, sites: Sites) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(sites.tillit)
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    page.get_by_role("button", name="Innstillinger").click()
    page.get_by_label("Størst").check()
    page.get_by_label("Mørke").check()
    assert page.evaluate(size) == 23
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label("Husk valgene på denne enheten").check()
    page.reload()
    page.get_by_role("button", name="Innstillinger").click()
    assert page.evaluate(size) == 23
    expect(page.get_by_label("Mørke")).to_be_checked()
    page.get_by_label("Husk valgene på denne enheten").uncheck()
    assert page.evaluate("localStorage.length") == 0
    context.close()


def test_a_question_can_be_stopped_and_asked_again(page: Page, sites: Sites) -> None:
    ask(page, "vent litt")
    page.get_by_role("button", name="Stopp").click()
    expect(page.locator(".failed")).to_contain_text("Du stoppet søket.")
    expect(page.get_by_role("button", name="Spør", exact=True)).to_be_visible()
    sites.assistant.gate.set()
    page.get_by_role("button", name="Prøv igjen").click()
    expect(page.locator(".sentence")).to_have_count(3)


def test_what_looks_like_personal_data_is_not_sent_before_the_asker_has_seen_it(page: Page, sites: Sites) -> None:
    ask(page, "Ring meg på 912 34 567")
    warning = page.get_by_role("alert").filter(has_text="Dette kan være personopplysninger")
    expect(warning).to_contain_text("Ring meg på […]")
    assert sites.assistant.asked == []
    page.get_by_role("button", name="Skriv om").click()
    assert focused(page) == QUESTION
    expect(page.get_by_label(QUESTION)).to_have_value("Ring meg på 912 34 567")
    page.keyboard.press("Enter")
    assert focused(page) == "Send med […]"
    page.keyboard.press("Enter")
    answered(page)
    assert [question.text for question in sites.assistant.asked] == ["Ring meg på […]"]
    expect(page.get_by_label(QUESTION)).to_have_value("")


@pytest.mark.parametrize(
    ("question", "hidden"),
    [
        ("pasient 010190 12345 trenger", "pasient […] trenger"),
        ("skriv til kari.nordmann@example.no nå", "skriv til […] nå"),
        ("tlf +47 91 23 45 67", "tlf […]"),
        ("Hva skjedde i 2019-2021?", None),
        ("Piloten kostet 12 345 678 kroner i 2020", None),
    ],
)
def test_the_browser_knows_numbers_of_persons_from_other_figures(page: Page, question: str, hidden: str | None) -> None:
    masked = "async (text) => (await import('/tillit/js/personal.js')).masked(text)"
    assert page.evaluate(masked, question) == hidden


def test_an_answer_is_copied_with_addresses_that_work_elsewhere(page: Page, sites: Sites) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Hva gjør lagene?")
    answered(page)
    page.get_by_role("button", name="Kopier svaret med kildene").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    address = next(line for line in text.splitlines() if line.startswith(f"{sites.tillit}kilde/plan"))
    page.goto(address)
    expect(page.locator("#sitat")).to_be_in_viewport()


@BOTH
def test_too_long_a_question_stays_and_is_explained(page: Page, sites: Sites) -> None:
    ask(page, "a" * 1200)
    expect(page.get_by_role("alert").filter(has_text="Spørsmålet er for langt")).to_be_in_viewport()
    expect(page.get_by_label(QUESTION)).to_have_value("a" * 1200)
    assert sites.assistant.asked == []
    assert fits(page)


@BOTH
def test_nothing_that_is_asked_or_quoted_runs(page: Page) -> None:
    dialogs = dialogs_of(page)
    question = f"tegn {SCRIPT} <img src=x onerror=alert(1)> ${{alert(2)}} {{{{value}}}}"
    ask(page, question)
    answered(page)
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    expect(page.locator("blockquote").last).to_have_text(f"Noen skrev {SCRIPT} i skjemaet.")
    assert page.locator("#samtale img").count() == 0
    assert dialogs == []
    assert fits(page)


def test_targets_are_big_enough_for_a_thumb(page: Page) -> None:
    ask(page, "Hvordan blir været?")
    answered(page)
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44, button.text_content()


@pytest.mark.parametrize("width", [320])
def test_everything_fits_at_twice_the_size(page: Page) -> None:
    page.evaluate("document.documentElement.dataset.size = 'largest'")
    assert fits(page)
    box = page.get_by_label(QUESTION).bounding_box()
    assert box
    assert box["width"] > 200  # room for words
    ask(page, "Hva gjør lagene?")
    answered(page)
    assert fits(page)
    page.get_by_role("link", name=SECOND, exact=True).click()
    expect(page.frame_locator("iframe").locator("#sitat")).to_be_in_viewport()
    assert page.frames[1].evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_loses_the_connection_is_told_in_words_and_keeps_the_question(browser: Browser, sites: Sites) -> None:
    page = browser.new_page()
    page.goto(sites.tillit)
    page.get_by_role("button", name="Hva kostet lagene?").wait_for()
    page.evaluate("window.setTimeout = ((later) => (call, after) => later(call, Math.min(after, 500)))(setTimeout)")
    page.route("**/queue/join**", lambda route: route.abort())
    ask(page, "Hva gjør lagene?")
    expect(page.get_by_role("alert").filter(has_text="Vi får ikke kontakt med Tillit")).to_be_visible()
    expect(page.get_by_label(QUESTION)).to_have_value("Hva gjør lagene?")
    page.close()


@pytest.mark.parametrize("width", [320])
def test_the_ways_to_the_next_quote_and_back_do_not_touch_the_count(context: BrowserContext, sites: Sites) -> None:
    page = context.new_page()
    page.goto(
        f"{sites.tillit}kilde/lag-gjengitt?start=145&end=175&q=plan:1:5&q=lag-gjengitt:145:175&q=plan:34:80&lang=pl"
    )
    edges = [page.locator(f".steps {part}").bounding_box() for part in (".previous", "span", ".next")]
    left, middle, right = (box for box in edges if box)
    assert middle["x"] - left["x"] - left["width"] >= 8
    assert right["x"] - middle["x"] - middle["width"] >= 8
    assert fits(page)


def test_the_viewer_works_without_javascript(browser: Browser, sites: Sites) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    text = FakeAssistant().documents["lag-gjengitt"].text
    start = text.index("2022 | 5")
    page.goto(f"{sites.tillit}kilde/lag-gjengitt?start={start}&end={start + 13}#sitat")
    expect(page.locator("mark").first).to_be_in_viewport()
    expect(page.locator("mark")).to_have_text(["2022", "5", "41"])
    context.close()


def test_the_api_docs_open_with_what_is_here(context: BrowserContext, sites: Sites) -> None:
    page = context.new_page()
    page.goto(f"{sites.tillit}docs")
    expect(page.get_by_text("/api/v1/ask", exact=True)).to_be_visible()
    assert {urlsplit(frame.url).netloc for frame in page.frames} == {urlsplit(sites.tillit).netloc}
