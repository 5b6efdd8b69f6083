"""What other sites get: the widget's parts, the page for a frame, and who may have them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError
from starlette.testclient import TestClient
from tillit.assistant.settings import Settings
from tillit.assistant.texts import LANGUAGES
from tillit.assistant.types import Language
from tillit.ui import embed

from .fakes import SCRIPT, FakeAssistant, make_app

INTRANET, TEAMS = "https://intranett.example.no", "https://teams.example.no:8443"
STRANGERS = ["https://evil.example", "https://intranett.example.no.evil.example", "http://intranett.example.no", "null"]
ASK = "/api/v1/ask/stream?html=true"
STATIC = Path(embed.__file__).parent / "static"
MODULES = ("element", "adopt", "answering", "calling", "copy", "feedback", "panel", "personal")
"""What the widget is made of, besides the script that the page names."""


@pytest.fixture(scope="module")
def shared() -> Iterator[TestClient]:
    """An app that two other sites may embed."""
    with TestClient(make_app(FakeAssistant(), (INTRANET, TEAMS))) as client:
        yield client


def widget_code() -> str:
    files = [STATIC / "widget.js", *(STATIC / "js" / f"{name}.js" for name in MODULES)]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def test_the_widget_is_made_of_what_is_counted_here() -> None:
    assert set(re.findall(r'from "\./(\w+)\.js"', widget_code())) | {"element"} == set(MODULES)


def preflight(origin: str) -> dict[str, str]:
    return {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }


@pytest.mark.parametrize("origin", [INTRANET, TEAMS])
def test_a_listed_site_may_ask_without_cookies(shared: TestClient, origin: str) -> None:
    allowed = shared.options(ASK, headers=preflight(origin))
    answered = shared.post(ASK, json={"question": "Hva gjør lagene?"}, headers={"Origin": origin})
    for response in (allowed, answered):
        assert response.status_code == 200
        assert response.headers["access-control-allow-origin"] == origin
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("path", ["/", ASK, "/widget/nb", "/config", "/kilde/plan"])
@pytest.mark.parametrize("origin", STRANGERS)
def test_any_other_site_gets_no_access_and_no_preflight(shared: TestClient, path: str, origin: str) -> None:
    refused = shared.options(path, headers=preflight(origin))
    assert refused.status_code == 400
    for response in (refused, shared.get(path, headers={"Origin": origin})):
        assert "access-control-allow-origin" not in response.headers


def test_only_listed_sites_may_frame_the_page_for_a_frame(shared: TestClient) -> None:
    headers = shared.get("/embed").headers
    assert f"frame-ancestors 'self' {INTRANET} {TEAMS}" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "x-frame-options" not in headers
    for path in ("/", "/docs", "/widget.js"):
        assert "frame-ancestors 'none'" in shared.get(path).headers["content-security-policy"]
        assert shared.get(path).headers["x-frame-options"] == "DENY"


def test_without_a_list_only_the_server_itself_may_frame_it(client: TestClient) -> None:
    assert client.get("/embed").headers["content-security-policy"].endswith("frame-ancestors 'self'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_widget_gets_its_texts_and_starters_in_its_language(client: TestClient, language: Language) -> None:
    response = client.get(f"/widget/{language}")
    parts = response.json()
    assert parts["language"] == language
    assert parts["starters"] == list(FakeAssistant().starters(language))
    assert parts["texts"]["chat.question_label"]
    assert "Origin" in response.headers["vary"]


def test_every_text_that_the_widget_names_is_sent(client: TestClient) -> None:
    code = widget_code()
    named = set(re.findall(r'"((?:api|chat|widget)\.\w+)"', code))
    assert "chat.ask" in named
    assert named <= client.get("/widget/nb").json()["texts"].keys()


def test_an_unknown_language_has_no_parts(client: TestClient) -> None:
    response = client.get("/widget/xx")
    assert (response.status_code, response.json()["error"]["code"]) == (422, "language_unknown")


def test_the_widget_is_small_and_puts_no_text_onto_the_page_as_html(client: TestClient) -> None:
    code = widget_code()
    assert len(code) < 30_000
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|Storage|cookie|eval\(", code)
    paths = ["/widget.js", *(f"/tillit/js/{name}.js" for name in MODULES), "/widget/nb"]
    sent = [client.get(path, headers={"Accept-Encoding": "gzip"}) for path in paths]
    assert sum(int(response.headers["content-length"]) for response in sent) < 20_000


def test_the_script_is_kept_for_an_hour(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert "javascript" in response.headers["content-type"]
    assert response.headers["cache-control"] == "max-age=3600"


@pytest.mark.parametrize(("asked", "got"), [("pl", "pl"), ("nn", "nn"), ("xx", "nb"), ("", "nb"), (SCRIPT, "nb")])
def test_the_page_for_a_frame_speaks_the_language_asked_for(client: TestClient, asked: str, got: str) -> None:
    soup = BeautifulSoup(client.get("/embed", params={"lang": asked}).text, "html.parser")
    assert soup.html
    assert soup.html["lang"] == got


def test_what_the_address_says_of_looks_stays_text(client: TestClient) -> None:
    hostile = f'"{SCRIPT}'
    soup = BeautifulSoup(client.get("/embed", params={"accent": hostile, "theme": hostile}).text, "html.parser")
    assert [script.get("src") for script in soup.find_all("script")] == ["/widget.js"]
    chat = soup.find("tillit-chat")
    assert chat
    assert chat["accent"] == hostile


def test_without_javascript_the_frame_leads_to_the_chat(client: TestClient) -> None:
    soup = BeautifulSoup(client.get("/embed").text, "html.parser")
    assert soup.noscript
    assert "Åpne Tillit i ny fane" in soup.noscript.get_text()


def test_origins_are_separated_by_spaces() -> None:
    assert Settings.model_validate({"origins": f" {INTRANET}  {TEAMS} "}).origins == (INTRANET, TEAMS)
    assert Settings.model_validate({"origins": ""}).origins == ()


@pytest.mark.parametrize(
    "wrong",
    [
        *("*", "null", "https://*.example.no", "https://example.no/", "https://example.no/intranett", "example.no"),
        *(
            "https://Example.no",
            "https://example.no;",
            "https://example.no,https://b.no",
            "https://bærum.no",
            "file://",
        ),
    ],
)
def test_what_is_no_web_origin_is_refused_with_how_to_write_one(wrong: str) -> None:
    with pytest.raises(ValidationError, match=r"is no web origin\. Write scheme, host") as refused:
        Settings.model_validate({"origins": wrong})
    assert wrong in str(refused.value)
