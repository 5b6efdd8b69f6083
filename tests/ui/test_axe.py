"""No fault that axe-core finds in any state of any page, in four languages, in light and dark, large and small."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tillit.assistant.texts import LANGUAGES, load_texts
from tillit.assistant.types import Language

from .abroad import Sites, ask
from .browsing import DESK
from .fakes import OPENINGS
from .remembering import TOKEN

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]

TEXTS = load_texts()
WIDTHS = (320, DESK)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ACCENTS = ["#1f3a5f", "#ff0000", "yellow", "#00ff00", "#0000ff", "#ffffff", "#000000", "hotpink", "#777777", "cyan"]
RUN = """async () => (await axe.run({
    iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
})).violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.flat().join(" "))])"""
CONTRAST = """([ink, ground]) => {
    const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const luminance = (colour) => {
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const [a, b] = [luminance(ink), luminance(ground)];
    return Math.max(a, b) / Math.min(a, b);
}"""


def faults(page: Page, axe: str) -> list[Any]:
    """What axe-core finds in the page and in each page that it frames."""
    found: list[Any] = []
    for frame in page.frames:
        if frame.evaluate("typeof axe") == "undefined":
            frame.evaluate(axe)
        found += frame.evaluate(RUN)
    return found


def see(page: Page, axe: str, state: str, widths: tuple[int, ...] = WIDTHS) -> None:
    """No fault in this state, in windows large and small, light and dark, and nothing to scroll sideways for."""
    for width in widths:
        page.set_viewport_size(
            {"width": width, "height": 1600}
        )  # high: what is half under the form counts as too small
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert faults(page, axe) == [], (state, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (state, width)


class Asking:
    """A chat in a language, be it the page's, the widget's or the frame's, and what can be done with it."""

    def __init__(self, chat: Page | Locator, language: Language) -> None:
        self.chat = chat
        self._texts = TEXTS[language]
        self._opening = next((word for word, spoken in OPENINGS.items() if spoken == language), "Hva")

    def button(self, key: str) -> Locator:
        return self.chat.get_by_role("button", name=self._texts[key], exact=True).last

    def ask(self, words: str, done: str) -> None:
        """Ask about the words in the language, and wait for what is then there."""
        question = words and f"{self._opening} {words}"
        self.chat.get_by_label(self._texts["chat.question_label"]).fill(question)
        self.button("chat.ask").click()
        expect(self.chat.locator(done).last).to_be_visible()


def see_every_state(page: Page, asking: Asking, sites: Sites, axe: str) -> None:
    """Every state from the first sight of the questions to an error."""
    sites.assistant.gate.clear()
    see(page, axe, "empty")
    asking.ask("91 23 45 67", ".personal button")
    see(page, axe, "personal data")
    asking.ask("", ".alert:not(:empty)")
    see(page, axe, "alert")
    asking.ask("vent", ".pending")
    see(page, axe, "waiting")
    sites.assistant.gate.set()
    expect(asking.button("chat.ask")).to_be_visible()
    asking.ask("lagene?", ".answer .feedback")
    see(page, axe, "answer")
    asking.button("feedback.down").click()
    see(page, axe, "feedback")
    asking.button("feedback.send").click()
    expect(asking.chat.locator(".feedback-said:not(:empty)")).to_be_visible()
    see(page, axe, "thanks")
    asking.ask("været?", ".refusal .message")
    see(page, axe, "refusal")
    asking.ask("insulin", ".refusal-unsafe")
    see(page, axe, "danger")
    asking.ask("krasj", ".failed")
    see(page, axe, "error")


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def page(browser: Browser, sites: Sites) -> Iterator[Page]:
    page = browser.new_page(locale="nb-NO")
    yield page
    sites.assistant.gate.set()
    page.close()


def test_the_chat_has_no_faults(page: Page, sites: Sites, axe: str, language: Language) -> None:
    page.goto(f"{sites.tillit}?lang={language}")
    asking = Asking(page, language)
    expect(page.locator("#topp .top")).to_have_attribute("data-language", language)
    page.locator("summary").click()
    see_every_state(page, asking, sites, axe)
    asking.button("chat.settings").click()
    see(page, axe, "settings")
    page.keyboard.press("Escape")
    for width in WIDTHS:  # over the page, or beside it
        page.set_viewport_size({"width": width, "height": 700})
        page.locator("a.marker").first.click()
        expect(page.frame_locator("iframe").locator("#sitat")).to_be_visible()
        see(page, axe, "source", (width,))
        page.keyboard.press("Escape")


def test_the_chat_has_no_faults_while_it_is_made_ready(page: Page, sites: Sites, axe: str, language: Language) -> None:
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto(f"{sites.tillit}?lang={language}")
    expect(page.get_by_text(TEXTS[language]["start.loading"])).to_be_visible()
    see(page, axe, "first sight")


def test_the_widget_has_no_faults(page: Page, sites: Sites, axe: str, language: Language) -> None:
    page.set_viewport_size({"width": DESK, "height": 700})
    page.goto(f"{sites.intranet}both-schemes-{language}")
    button = page.get_by_role("button", name=TEXTS[language]["widget.open"])
    button.wait_for()
    see(page, axe, "closed")
    button.click()
    see_every_state(page, Asking(page.get_by_role("dialog"), language), sites, axe)


def test_the_frame_has_no_faults(page: Page, sites: Sites, axe: str, language: Language) -> None:
    page.goto(f"{sites.tillit}embed?lang={language}")
    page.locator("button.suggestion").first.wait_for()
    see_every_state(page, Asking(page, language), sites, axe)


def test_who_must_sign_in_finds_no_faults(page: Page, sites: Sites, axe: str, language: Language) -> None:
    page.goto(f"{sites.guarded}embed?lang={language}")
    page.get_by_role("button", name=TEXTS[language]["widget.sign_in"]).wait_for()
    see(page, axe, "signed out")
    page.goto(f"{sites.guarded}logg-inn?lang={language}")
    see(page, axe, "sign-in")
    page.locator("#token").fill("feil")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong")).to_be_visible()
    see(page, axe, "wrong password")


def test_the_viewer_has_no_faults(page: Page, sites: Sites, axe: str, language: Language) -> None:
    for address in (
        "lag-gjengitt?start=145&end=175&q=lag-gjengitt:145:175&q=plan:34:80",
        "lag-gjengitt?",
        "borte?",
        "plan?start=0&end=5&sitat=Flyttet",
        "plan?start=900&end=905",
    ):
        page.goto(f"{sites.tillit}kilde/{address}&lang={language}")
        see(page, axe, address)


def test_the_pages_about_the_service_have_no_faults(page: Page, sites: Sites, axe: str, language: Language) -> None:
    for path in ("personvern", "tilgjengelighet"):
        page.goto(f"{sites.tillit}{path}?lang={language}")
        see(page, axe, path)


def test_the_leaders_page_has_no_faults(page: Page, sites: Sites, axe: str, language: Language) -> None:
    page.goto(f"{sites.tillit}innsikt?lang={language}")
    see(page, axe, "door")
    for token, state in (("feil", "wrong code"), (TOKEN, "numbers")):
        page.locator("#kode").fill(token)
        page.keyboard.press("Enter")
        page.locator("#feil, .totals").wait_for()
        see(page, axe, state)
    counted, sites.records.counted = sites.records.counted, Counter()
    page.reload()
    expect(page.get_by_text(TEXTS[language]["insight.nothing"])).to_be_visible()
    see(page, axe, "no numbers")
    sites.records.counted, sites.records.away = counted, True
    page.reload()
    expect(page.get_by_text(TEXTS[language]["insight.failed"])).to_be_visible()
    see(page, axe, "no database")
    sites.records.away = False


@pytest.mark.parametrize("scheme", SCHEMES)
def test_whatever_the_accent_text_can_be_read(browser: Browser, sites: Sites, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page()
    page.goto(f"{sites.tillit}embed?theme={scheme}&accent=%231f3a5f")
    ask(page, "Hva gjør lagene?")
    page.locator("[data-copy]").wait_for()  # the answer is whole, and no longer drawn anew
    colours = "(element) => (({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(element))"
    seen: set[str] = set()
    for accent in ACCENTS:
        if accent != ACCENTS[0]:
            page.locator("tillit-chat").evaluate("(chat, accent) => chat.style.setProperty('--brand', accent)", accent)
        for name in ("a.marker", "button.send"):
            pair = page.locator(name).first.evaluate(colours)
            seen.add(str(pair))
            assert page.evaluate(CONTRAST, pair) >= 4.5, (accent, name, pair)
    assert len(seen) > len(ACCENTS)
    page.close()
