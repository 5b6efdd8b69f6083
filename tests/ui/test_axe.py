"""No fault that axe-core finds in any state of chat, viewer, widget and frame, in light and dark, large and small."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, expect

from .abroad import Sites, ask
from .browsing import DESK, PHONE

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ACCENTS = ["#1f3a5f", "#ff0000", "yellow", "#00ff00", "#0000ff", "#ffffff", "#000000", "hotpink", "#777777", "cyan"]
RUN = """async () => (await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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


def faults(page: Page | Frame, axe: str) -> list[Any]:
    page.evaluate(axe)
    return page.evaluate(RUN)


def see_every_state(page: Page | Frame, chat: Locator | Frame, axe: str) -> None:
    assert faults(page, axe) == [], "empty"
    ask(chat, "Hva gjør lagene?")
    expect(chat.locator(".sentence")).to_have_count(3)
    assert faults(page, axe) == [], "answer"
    ask(chat, "Hvordan blir været?")
    expect(chat.locator(".refusal")).to_have_count(1)
    assert faults(page, axe) == [], "refusal"
    ask(chat, "krasj")
    expect(chat.locator(".failed")).to_have_count(1)
    assert faults(page, axe) == [], "error"
    ask(chat, "Ring 91 23 45 67")
    expect(chat.locator(".personal")).to_have_count(1)
    assert faults(page, axe) == [], "personal data"
    ask(chat, " ")
    expect(chat.get_by_role("alert")).not_to_be_empty()
    assert faults(page, axe) == [], "alert"


ENGLISH = ("Your question", "Ask", "Settings")
BOKMAL = ("Spørsmålet ditt", "Spør", "Innstillinger")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [320, DESK])
@pytest.mark.parametrize(("language", "names"), [("nb", BOKMAL), ("en", ENGLISH)])
def test_the_chat_has_no_faults(
    browser: Browser,
    sites: Sites,
    axe: str,
    width: int,
    scheme: Literal["light", "dark"],
    language: str,
    names: tuple[str, str, str],
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{sites.tillit}?lang={language}")
    label, button, settings = names
    sites.assistant.gate.clear()

    def sent(question: str, done: str, count: int = 1) -> None:
        page.get_by_label(label).fill(question)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(done)).to_have_count(count)

    page.get_by_role("button", name=settings).wait_for()
    page.locator("summary").click()
    assert faults(page, axe) == [], "empty"
    sent("Ring 91 23 45 67", ".personal button", 2)
    assert faults(page, axe) == [], "personal data"
    sent("", ".alert:not(:empty)")
    assert faults(page, axe) == [], "alert"
    sent("vent", ".pending")
    assert faults(page, axe) == [], "waiting"
    sites.assistant.gate.set()
    whole = ".turn:not([aria-busy]) .answer"
    expect(page.locator(whole)).to_have_count(1)  # or what is told when it took too long
    sent("Hva gjør lagene?", whole, 2)
    assert faults(page, axe) == [], "answer"
    sent("Hvordan blir været?", ".refusal")
    assert faults(page, axe) == [], "refusal"
    sent("krasj", ".failed")
    assert faults(page, axe) == [], "error"
    page.get_by_role("button", name=settings).click()
    assert faults(page, axe) == [], "settings"
    page.keyboard.press("Escape")
    page.locator("a.marker").first.click()
    expect(page.frame_locator("iframe").locator("#sitat")).to_be_visible()
    assert faults(page, axe) == [], "source"
    page.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [320, DESK])
@pytest.mark.parametrize(
    "address",
    [
        *("lag-gjengitt?start=145&end=175&q=lag-gjengitt:145:175&q=plan:34:80", "lag-gjengitt?lang=en", "borte"),
        *("plan?start=0&end=5&sitat=Flyttet", "plan?start=900&end=905"),
    ],
)
def test_the_viewer_has_no_faults(
    browser: Browser, sites: Sites, axe: str, width: int, scheme: Literal["light", "dark"], address: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, color_scheme=scheme)
    page.goto(f"{sites.tillit}kilde/{address}")
    assert faults(page, axe) == []
    page.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_widget_has_no_faults(
    browser: Browser, sites: Sites, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{sites.intranet}both-schemes")
    button = page.get_by_role("button", name="Spør Tillit")
    button.wait_for()
    assert faults(page, axe) == [], "closed"
    button.click()
    see_every_state(page, page.get_by_role("dialog"), axe)
    page.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_frame_has_no_faults(browser: Browser, sites: Sites, axe: str, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 480}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{sites.tillit}embed")
    page.get_by_role("button", name="Hva gjør lagene?").wait_for()
    see_every_state(page, page.main_frame, axe)
    page.close()


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
