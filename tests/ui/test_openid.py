"""Signing in at a real OpenID provider on this machine; also from the widget and the frame on another site."""

import logging
import shutil
import socket
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Frame, Page, expect
from tillit.ui.serve import address_of, bind

from .abroad import QUESTION, ask, intranet
from .browsing import launched, served
from .fakes import FakeAssistant, make_app

HERE = Path(__file__).parent
FETCHED = HERE.parents[1] / ".openid"
SECRET = "hemmelig-hos-tilbyderen"  # noqa: S105 - the same as in provider.mjs
TOKEN = "felles-passord-for-alle"  # noqa: S105 - a made-up one
PERSON = "kari.nordmann"
PAGE = {"Accept": "text/html"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server and a site that may embed it answer; the site counts as another one to a browser."""

    tillit: str
    intranet: str


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    if not (FETCHED / "node_modules" / "oidc-provider").is_dir() or not shutil.which("node"):
        pytest.skip("no OpenID provider here (scripts/openid fetches it, and needs npm)")
    with bind("127.0.0.1", 0) as ours, bind("127.0.0.1", 0) as theirs, bind("127.0.0.1", 0) as free:
        tillit, port = address_of(ours).rstrip("/"), free.getsockname()[1]
        free.close()
        site = address_of(theirs).replace("127.0.0.1", "localhost").rstrip("/")
        options: dict[str, Any] = {
            "oidc_issuer": f"http://127.0.0.1:{port}",
            "oidc_client_id": "tillit",
            "oidc_client_secret": SECRET,
            "public_url": tillit,
        }
        app = make_app(FakeAssistant(), (site,), None, date.today, **options)
        with provider(port, tillit), served(app, ours), served(intranet(tillit), theirs):
            yield Place(tillit, site)


@contextmanager
def provider(port: int, client: str) -> Generator[None]:
    """The provider meanwhile."""
    running = subprocess.Popen(
        ["node", str(HERE / "provider.mjs"), str(FETCHED), str(port), client],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert running.stdout
        assert running.stdout.readline() == "ready\n"
        yield
    finally:
        running.kill()
        running.communicate()


def sign_in(client: httpx.Client, response: httpx.Response) -> httpx.Response:
    """What comes after the provider's pages are filled in."""
    while form := BeautifulSoup(response.text, "html.parser").form:
        fields = {str(f["name"]): str(f.get("value") or PERSON) for f in form.find_all("input") if f.get("name")}
        response = client.post(urljoin(str(response.url), str(form["action"])), data=fields)
    return response


def test_signing_in_leads_back_to_where_one_wanted_to_go(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tillit"), httpx.Client(follow_redirects=True) as client:
        page = sign_in(client, client.get(f"{place.tillit}/kilde/plan?start=0&end=4", headers=PAGE))
        assert page.status_code == 200
        assert str(page.url) == f"{place.tillit}/kilde/plan?start=0&end=4"
        assert client.post(f"{place.tillit}/api/v1/ask", json={"question": "Hva?"}).status_code == 200
        kept = {cookie.name: str(cookie.value) for cookie in client.cookies.jar if cookie.name.startswith("tillit")}
    assert list(kept) == ["tillit"]
    assert PERSON not in str(kept) + page.text + caplog.text


def callback_of(place: Place, client: httpx.Client) -> str:
    """The address to which the provider leads back, not yet visited."""
    response = client.get(f"{place.tillit}/oidc/start", follow_redirects=True)
    for _ in range(2):
        form = BeautifulSoup(response.text, "html.parser").form
        assert form
        fields = {str(f["name"]): str(f.get("value") or PERSON) for f in form.find_all("input") if f.get("name")}
        response = client.post(urljoin(str(response.url), str(form["action"])), data=fields)
        while response.is_redirect and "/oidc/tilbake" not in response.headers["location"]:
            response = client.get(urljoin(str(response.url), response.headers["location"]))
    return response.headers["location"]


def test_a_code_counts_once_and_in_the_browser_that_asked_for_it(place: Place) -> None:
    with httpx.Client() as client, httpx.Client() as thief:
        address = callback_of(place, client)
        stolen = thief.get(address)
        assert (stolen.status_code, "tillit" in stolen.cookies) == (403, False)
        assert client.get(address).status_code == 303
        client.cookies.delete("tillit")
        again = client.get(address)
        assert (again.status_code, "tillit" in again.cookies) == (403, False)


@pytest.mark.parametrize("change", ["state", "code"])
def test_what_was_tampered_with_is_not_accepted(place: Place, change: str) -> None:
    with httpx.Client() as client:
        address = callback_of(place, client)
        value = parse_qs(urlsplit(address).query)[change][0]
        refused = client.get(address.replace(value, value[:-1] + ("a" if value[-1] != "a" else "b")))
        assert (refused.status_code, "tillit" in refused.cookies) == (403, False)
        assert "Prøv igjen" in refused.text


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied&state=x"])
def test_nobody_gets_in_without_having_been_at_the_provider(place: Place, query: str) -> None:
    refused = httpx.get(f"{place.tillit}/oidc/tilbake{query}")
    assert (refused.status_code, "tillit" in refused.cookies) == (403, False)


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_trip_ends_on_this_server(place: Place, elsewhere: str) -> None:
    with httpx.Client(follow_redirects=True) as client:
        page = sign_in(client, client.get(f"{place.tillit}/oidc/start", params={"neste": elsewhere}))
        assert str(page.url) == f"{place.tillit}/"


def test_a_provider_that_is_away_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken, bind("127.0.0.1", 0) as ours:
        taken.bind(("127.0.0.1", 0))
        address = address_of(ours).rstrip("/")
        app = make_app(
            FakeAssistant(),
            oidc_issuer=f"http://127.0.0.1:{taken.getsockname()[1]}",
            oidc_client_id="tillit",
            oidc_client_secret=SECRET,
            public_url=address,
            index=tmp_path,
        )
        with served(app, ours):
            answer = httpx.get(f"{address}/oidc/start")
    assert answer.status_code == 502
    assert "svarer ikke" in answer.text


@pytest.fixture(scope="module")
def browser(chromium: str, place: Place) -> Iterator[Browser]:
    assert place
    with launched(chromium, "--test-third-party-cookie-phaseout") as browser:
        yield browser


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated")
@pytest.mark.parametrize("name", ["inline", "frame"])
def test_a_visitor_signs_in_in_a_window_and_gets_the_answer(browser: Browser, place: Place, name: str) -> None:
    page = browser.new_page(locale="nb-NO", viewport={"width": 1280, "height": 740})
    page.goto(f"{place.intranet}/{name}")
    chat: Page | Frame = page.frames[1] if name == "frame" else page
    expect(chat.get_by_role("button", name="Logg inn for å spørre")).to_be_visible()
    expect(chat.get_by_text("Hvor mange er det i et lag?")).to_have_count(0)
    ask(chat, "Hva gjør lagene?")
    with page.expect_popup() as opened:
        chat.get_by_role("button", name="Logg inn for å spørre").click()
    window = opened.value
    window.get_by_placeholder("Enter any login").fill(PERSON)
    window.get_by_placeholder("and password").fill("x")
    window.get_by_role("button", name="Sign-in").click()
    with window.expect_event("close"):
        window.get_by_role("button", name="Continue").click()
    expect(chat.locator(".sentence")).to_have_count(3)
    expect(chat.get_by_role("heading", name="Hva gjør lagene?")).to_be_visible()
    ask(chat, "Hvordan blir været?")
    expect(chat.locator(".refusal")).to_have_count(1)
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    with page.context.expect_page() as source:
        chat.get_by_role("link", name="Kilde 2").first.click()
    expect(source.value.locator("#sitat")).to_be_visible()
    page.context.close()


@pytest.mark.browser
def test_a_window_that_a_site_not_on_the_list_opens_hands_it_nothing(browser: Browser, place: Place) -> None:
    page = browser.new_page(locale="nb-NO")
    page.goto(f"{place.tillit}/logg-inn/vindu?origin=https://evil.example")
    expect(page.get_by_role("heading", name="Nettstedet har ikke tilgang")).to_be_visible()
    assert QUESTION not in page.content()
    page.context.close()
