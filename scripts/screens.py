"""Takes the pictures of every state of the pages that stand in docs/screens, from a server that runs.

``.venv/bin/python scripts/screens.py http://127.0.0.1:8000 [STATE]...`` needs Chromium, and a server with the documents
that come along. For ``innsikt`` the server needs TILLIT_INSIGHT_TOKEN, which must be set here too, and the data that
``scripts/sample_counts.py`` makes; for ``innsikt-tom`` an empty data folder.
"""

import os
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
SIZES = {360: 740, 1280: 800}
ANSWERED = ".turn:last-child:not([aria-busy]) .answer"


def ask(page: Page, question: str, label: str = "Spørsmålet ditt") -> None:
    """Ask, and wait until the answer is whole."""
    page.get_by_label(label).fill(question)
    page.keyboard.press("Enter")
    page.locator(ANSWERED).wait_for()


def _settings(page: Page) -> None:
    page.get_by_role("button", name="Innstillinger").click()


def _answer(page: Page) -> None:
    ask(page, "Hvem er i et omsorgsteam?")


def _proof(page: Page) -> None:
    _answer(page)
    page.locator("a.marker").first.click()
    page.frame_locator("iframe").locator("#sitat").wait_for()


def _refusal(page: Page) -> None:
    ask(page, "Hvor mange feriedager har en hjelpepleier?")


def _unsafe(page: Page) -> None:
    ask(page, "Kan jeg gi brukeren insulin?")


def _personal(page: Page) -> None:
    page.get_by_label("Spørsmålet ditt").fill("Kari på 912 34 567 lurer på hvem som er i et omsorgsteam")
    page.keyboard.press("Enter")


def _failed(page: Page) -> None:
    page.get_by_label("Spørsmålet ditt").fill("Hvem er i et omsorgsteam?" * 50)
    page.keyboard.press("Enter")


def _polish(page: Page) -> None:
    ask(page, "Jakie jest siedem zasad reformy?")


def _source(page: Page) -> None:
    _answer(page)
    page.goto(page.locator('a.marker[href^="/kilde/norce"]').first.get_attribute("href") or "")


def _picture(page: Page) -> None:
    _source(page)
    page.locator(".picture summary").first.click()
    page.locator(".picture img").first.evaluate("image => image.complete || new Promise(done => (image.onload = done))")
    page.locator(".picture").first.scroll_into_view_if_needed()


def _changed(page: Page) -> None:
    page.goto("/kilde/norce-heltom-gjengitt?start=900&end=950&sitat=Piloten%20varte%20i%20ti%20m%C3%A5neder.")


def _embedded(page: Page) -> None:
    page.goto("/embed")
    page.get_by_role("button", name="Hva er forskjellen på HT og OT?").click()
    page.locator("[data-copy]").wait_for()


def _insight(page: Page) -> None:
    page.goto("/innsikt")
    page.locator("#kode").fill(os.environ["TILLIT_INSIGHT_TOKEN"])
    page.keyboard.press("Enter")
    page.locator(".leave").wait_for()


STATES: dict[str, Callable[[Page], None]] = {
    "tom": lambda _: None,
    "innstillinger": _settings,
    "svar": _answer,
    "bevis": _proof,
    "avslag": _refusal,
    "fare": _unsafe,
    "personopplysninger": _personal,
    "for-langt": _failed,
    "polsk": _polish,
    "kilde": _source,
    "kilde-bilde": _picture,
    "kilde-endret": _changed,
    "ramme": _embedded,
    "innsikt": _insight,
    "innsikt-tom": _insight,
}
DARK = ("svar", "bevis", "innsikt", "innsikt-tom")


def take(browser: Browser, address: str, name: str, width: int, *, dark: bool = False) -> None:
    """One picture of one state."""
    page = browser.new_page(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        base_url=address,
    )
    page.goto("/")
    page.get_by_role("button", name="Spør", exact=True).wait_for()
    STATES[name](page)
    page.wait_for_timeout(500)
    image = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(64)
    image.save(FOLDER / f"{name}{'-mork' if dark else ''}-{width}.png", optimize=True)
    page.close()


def main(address: str, *states: str) -> None:
    """The states, or all, on a phone and on a desk, and some in the dark."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for width in SIZES:
            for name in states or STATES:
                take(browser, address, name, width)
                if name in DARK:
                    take(browser, address, name, width, dark=True)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
