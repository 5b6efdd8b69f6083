"""The web app over a fake assistant; and served for real, with other sites and a browser."""

from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext
from starlette.testclient import TestClient
from tillit.ui.serve import address_of, bind

from .abroad import Sites, intranet
from .browsing import PHONE, launched, served
from .fakes import FakeAssistant, make_app
from .remembering import MONDAY, TOKEN, filled_records


@pytest.fixture(scope="session")
def hosted() -> Iterator[tuple[FakeAssistant, TestClient]]:
    """One app for all tests: making it takes a second."""
    assistant = FakeAssistant()
    with TestClient(make_app(assistant), raise_server_exceptions=False) as client:
        yield assistant, client


@pytest.fixture
def assistant(hosted: tuple[FakeAssistant, TestClient]) -> Iterator[FakeAssistant]:
    assistant, _ = hosted
    assistant.asked.clear()
    assistant.gate.clear()
    yield assistant
    assistant.gate.set()


@pytest.fixture
def client(hosted: tuple[FakeAssistant, TestClient], assistant: FakeAssistant) -> TestClient:
    assert not assistant.asked
    return hosted[1]


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with ExitStack() as open_until_the_end:
        ours, theirs, strangers, guarded = (open_until_the_end.enter_context(bind("127.0.0.1", 0)) for _ in range(4))
        listed = address_of(theirs).rstrip("/")
        assistant, records = FakeAssistant(), filled_records()
        options = {"insight_token": TOKEN, "keep_questions": True, "answer_timeout": 5}
        app = make_app(assistant, (listed,), records, lambda: MONDAY, **options)
        site = intranet(address_of(ours).rstrip("/"))
        closed = make_app(assistant, access_token=TOKEN)
        servers = ((app, ours), (site, theirs), (site, strangers), (closed, guarded))
        tillit, known, unknown, door = (open_until_the_end.enter_context(served(*server)) for server in servers)
        yield Sites(tillit, known, unknown, door, assistant, records)


@pytest.fixture(scope="module")
def browser(chromium: str, sites: Sites) -> Iterator[Browser]:
    assert sites  # first: Playwright keeps an event loop running, beside which no app can be made
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def width() -> int:
    """How wide the window is, in pixels."""
    return PHONE


@pytest.fixture
def context(width: int, browser: Browser, sites: Sites) -> Iterator[BrowserContext]:
    """A window that fails the test when a page asks another host for anything, keeps something, or breaks."""
    sites.assistant.asked.clear()
    sites.assistant.gate.clear()
    context = browser.new_context(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    asked: set[str] = set()
    errors: list[str] = []
    context.on("request", lambda sent: asked.add(urlsplit(sent.url).netloc))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield context
    sites.assistant.gate.set()
    for page in context.pages:
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert context.cookies() == []
    context.close()
    assert asked <= {urlsplit(address).netloc for address in (sites.tillit, sites.intranet)} | {""}
    assert [error for error in errors if "422" not in error] == []  # a question that is none
