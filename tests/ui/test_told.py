"""What everyone is told shows within seconds on pages that are open already, in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tillit.assistant.control import Control, write_control
from tillit.ui.serve import bind

from .abroad import ask
from .browsing import PHONE, launched, served
from .fakes import FakeAssistant, make_app

REASON = "Vi retter en feil. Vi er tilbake klokka 14."

pytestmark = [
    pytest.mark.browser,
    # Gradio's own use of pandas.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def address(index: Path) -> Iterator[str]:
    with bind("127.0.0.1", 0) as listener, served(make_app(FakeAssistant(), index=index), listener) as address:
        yield address


@pytest.fixture(scope="module")
def told(chromium: str, address: str) -> Iterator[Browser]:
    assert address
    with launched(chromium) as browser:
        yield browser


@pytest.mark.parametrize("path", ["", "embed"])
def test_banner_and_reason_appear_and_go_on_an_open_page(told: Browser, address: str, index: Path, path: str) -> None:
    write_control(index, Control())
    page = told.new_page(viewport={"width": PHONE, "height": 740}, locale="nb-NO")
    page.set_default_timeout(30_000)
    page.goto(address + path)
    page.get_by_label("Spørsmålet ditt").wait_for()
    write_control(index, Control(banner="Ny plan fra mandag."))
    expect(page.get_by_text("Ny plan fra mandag.")).to_be_visible(timeout=15_000)
    write_control(index, Control(paused=True, reason=REASON))
    expect(page.get_by_text(f"Tillit er slått av nå. {REASON}")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Ny plan fra mandag.")).to_have_count(0)
    ask(page, "Hva gjør lagene?")
    expect(page.locator(".failed")).to_contain_text(f"Tillit er slått av nå. {REASON}")
    write_control(index, Control())
    expect(page.locator("#driftsmelding, .everyone").get_by_text(REASON)).to_have_count(0, timeout=15_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
