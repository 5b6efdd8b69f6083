"""Who gets in: by the shared token, by a trusted proxy's word, and nobody by a trick."""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.testclient import TestClient
from tillit.assistant.settings import Settings
from tillit.ui.doors.sessions import Sessions
from tillit.ui.doors.sign_in import local_address

from .fakes import FakeAssistant, make_app

TOKEN = "felles-passord-for-alle"  # noqa: S105 - a made-up one
OURS, LISTED, STRANGER = "https://tillit.example.no", "https://intranett.example.no", "https://evil.example"
ASK = "/api/v1/ask"
QUESTION = {"question": "Hva gjør lagene?"}
BEHIND = [
    "/",
    "/docs",
    "/openapi.json",
    "/api/v1/sources",
    "/kilde/plan",
    "/config",
    "/assets/index.js",
    "/finnes-ikke",
]
"""Chat, documentation, API, viewer, Gradio's own, and what is not there at all."""
PAGE = {"Accept": "text/html"}
TRACES = ["Fjordby", "turnus", "Selvstyrte", "Planen"]
"""Words of the documents."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An app with a shared token and a trusted proxy, which people reach by https."""
    app = make_app(
        FakeAssistant(),
        (LISTED,),
        access_token=TOKEN,
        proxy_header="X-Remote-User",
        trusted_proxies="10.1.2.0/24 127.0.0.9",
        public_url=OURS,
        index=tmp_path_factory.mktemp("index"),
    )
    with TestClient(app, base_url=OURS, client=("192.0.2.7", 5000), follow_redirects=False) as client:
        yield client


@pytest.fixture
def visitor(guarded: TestClient) -> Iterator[TestClient]:
    guarded.cookies.clear()
    yield guarded
    guarded.cookies.clear()


def behind(client: TestClient, peer: str) -> TestClient:
    """The same app, reached from another address."""
    return TestClient(client.app, base_url=OURS, client=(peer, 5000), follow_redirects=False)


def sign_in(client: TestClient, token: str = TOKEN, back: str = "/kilde/plan") -> str:
    """The session's cookie, if there is one now."""
    client.post("/logg-inn", data={"token": token, "neste": back}, headers={"Origin": OURS})
    return client.cookies.get("__Host-tillit") or ""


def test_everything_is_open_where_no_door_is_set_up(client: TestClient) -> None:
    assert client.post(ASK, json=QUESTION).status_code == 200
    assert client.get("/logg-inn").status_code == 404


@pytest.mark.parametrize("path", BEHIND)
def test_without_signing_in_nothing_is_to_be_had(visitor: TestClient, path: str) -> None:
    refused = visitor.get(path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["error"]["code"] == "sign_in_needed"


@pytest.mark.parametrize("path", [ASK, f"{ASK}/stream", "/gradio_api/queue/join", "/gradio_api/upload"])
def test_without_signing_in_nothing_can_be_asked(visitor: TestClient, path: str) -> None:
    assert visitor.post(path, json=QUESTION).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/status", "/widget.js", "/widget/nb", "/embed", "/logg-inn"])
def test_health_and_the_way_in_are_open_and_hold_nothing_of_the_documents(visitor: TestClient, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 200
    assert not [word for word in (*TRACES, "Hva gjør lagene") if word in response.text]


@pytest.mark.parametrize(
    "path",
    [
        "/tillit/../kilde/plan",
        "/tillit/%2e%2e/kilde/plan",
        "/tillit/..%2fkilde%2fplan",
        "/widget/../api/v1/sources",
        "/widget/%2e%2e/%2e%2e/api/v1/sources",
        "/tillit/../../texts/nb.toml",
        "/tillit/..%5c..%5ctexts",
        "/static/..%2f..%2f..%2fetc%2fpasswd",
        "/tillit/%2fetc%2fpasswd",
        "//kilde/plan",
        "/healthz/../kilde/plan",
    ],
)
def test_no_roundabout_path_leads_in(visitor: TestClient, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code in (401, 404)
    assert "root:" not in response.text
    assert not [word for word in TRACES if word in response.text]


def test_a_page_leads_to_the_sign_in_page_and_back(visitor: TestClient) -> None:
    led = visitor.get("/kilde/plan?start=0&end=4", headers=PAGE)
    assert (led.status_code, led.headers["location"]) == (303, "/logg-inn?neste=%2Fkilde%2Fplan%3Fstart%3D0%26end%3D4")
    form = BeautifulSoup(visitor.get(led.headers["location"]).text, "html.parser").form
    assert form
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.find_all("input")}
    answer = visitor.post("/logg-inn", data=fields | {"token": TOKEN}, headers={"Origin": OURS})
    assert (answer.status_code, answer.headers["location"]) == (303, "/kilde/plan?start=0&end=4")
    assert visitor.get("/kilde/plan").status_code == 200


def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(visitor: TestClient) -> None:
    response = visitor.post("/logg-inn", data={"token": TOKEN}, headers={"Origin": OURS})
    name, *attributes = response.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-tillit=")
    assert {part.lower() for part in attributes} == {"httponly", "secure", "samesite=lax", "path=/", "max-age=36000"}


def test_the_cookie_does_not_tell_one_person_from_another() -> None:
    assert (
        Sessions("k" * 16, 60).issue("session").split(".")[0] == Sessions("k" * 16, 60).issue("session").split(".")[0]
    )


@pytest.mark.parametrize("token", ["", "feil", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "ø" * 16, "\0", "x" * 5000])
def test_a_wrong_token_opens_nothing(visitor: TestClient, token: str) -> None:
    assert visitor.post("/logg-inn", data={"token": token}, headers={"Origin": OURS}).status_code == 403
    assert visitor.cookies.get("__Host-tillit") is None
    bearer = {b"Authorization": b"Bearer " + token.encode()}
    assert visitor.get("/api/v1/sources", headers=bearer).status_code == 401


def test_a_program_asks_with_the_token_as_bearer(visitor: TestClient) -> None:
    answer = visitor.post(ASK, json=QUESTION, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


def cut(proof: str) -> str:
    return proof[:-1]


def lengthened(proof: str) -> str:
    return "a" + proof


def unsigned(proof: str) -> str:
    return proof.split(".")[0]


def of_tomorrow(proof: str) -> str:
    _, time, signature = proof.split(".")
    return f"bnVsbA.{time[:-1]}9.{signature}"


@pytest.mark.parametrize("change", [cut, lengthened, unsigned, of_tomorrow])
def test_a_cookie_that_was_tampered_with_opens_nothing(visitor: TestClient, change: Callable[[str], str]) -> None:
    proof = sign_in(visitor)
    assert visitor.get("/kilde/plan").status_code == 200
    visitor.cookies.clear()
    headers = {"Cookie": f"__Host-tillit={change(proof)}"}
    assert visitor.get("/kilde/plan", headers=headers).status_code == 401


def test_proofs_run_out_and_count_for_one_purpose_and_one_key() -> None:
    sessions = Sessions("k" * 16, 60)
    assert sessions.valid("session", sessions.issue("session"))
    assert not sessions.valid("session", sessions.issue("widget"))
    assert not sessions.valid("widget", sessions.issue("session"))
    assert not Sessions("another key here", 60).valid("session", sessions.issue("session"))
    assert not Sessions("k" * 16, -1).valid("session", sessions.issue("session"))


def test_signing_out_takes_the_cookie_away(visitor: TestClient) -> None:
    sign_in(visitor)
    out = visitor.post("/logg-ut", headers={"Origin": OURS})
    assert out.status_code == 200
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert visitor.get("/kilde/plan").status_code == 401


@pytest.mark.parametrize("origin", [STRANGER, LISTED, "null", f"{OURS}.evil.example", "http://tillit.example.no"])
@pytest.mark.parametrize("path", [ASK, "/gradio_api/queue/join", "/logg-inn", "/logg-ut"])
def test_another_sites_page_cannot_use_a_visitors_session(visitor: TestClient, path: str, origin: str) -> None:
    sign_in(visitor)
    assert visitor.post(path, json=QUESTION, headers={"Origin": origin}).status_code == 403
    crossing = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.post(path, json=QUESTION, headers=crossing).status_code == 403


def test_our_own_page_can(visitor: TestClient) -> None:
    sign_in(visitor)
    assert visitor.post(ASK, json=QUESTION, headers={"Origin": OURS}).status_code == 200


@pytest.mark.parametrize("peer", ["10.1.2.3", "127.0.0.9", "::ffff:10.1.2.3"])
def test_the_word_of_a_listed_proxy_counts(visitor: TestClient, peer: str) -> None:
    proxied = behind(visitor, peer)
    assert proxied.get("/kilde/plan", headers={"X-Remote-User": "kari"}).status_code == 200
    assert proxied.get("/kilde/plan", headers={"X-Remote-User": " "}).status_code == 401
    assert proxied.get("/kilde/plan").status_code == 401
    assert proxied.post(ASK, json=QUESTION, headers={"X-Remote-User": "kari", "Origin": STRANGER}).status_code == 403


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        *(
            (peer, {"X-Remote-User": "kari"})
            for peer in ("192.0.2.7", "10.1.3.1", "127.0.0.1", "::1", "testclient", "")
        ),
        ("192.0.2.7", {"X-Remote-User": "kari", "X-Forwarded-For": "10.1.2.3"}),
        ("192.0.2.7", {"X-Remote-User": "kari", "X-Real-IP": "10.1.2.3", "Forwarded": "for=10.1.2.3"}),
        ("192.0.2.7", {"X_Remote_User": "kari", "Host": "10.1.2.3"}),
        ("10.1.2.3", {"X_Remote_User": "kari"}),
        ("10.1.2.3", {"Remote-User": "kari"}),
    ],
)
def test_nobody_else_can_claim_to_have_signed_in(visitor: TestClient, peer: str, headers: dict[str, str]) -> None:
    assert behind(visitor, peer).get("/kilde/plan", headers=headers).status_code == 401


def test_a_header_that_stands_twice_counts_for_nothing(visitor: TestClient) -> None:
    twice = [("X-Remote-User", "admin"), ("X-Remote-User", "kari")]
    assert behind(visitor, "10.1.2.3").get("/kilde/plan", headers=twice).status_code == 401


def test_nobodys_name_is_logged_or_given_out(visitor: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = behind(visitor, "10.1.2.3").get("/kilde/plan", headers={"X-Remote-User": "kari.nordmann"})
    assert "nordmann" not in caplog.text + page.text + str(page.headers)


@pytest.mark.parametrize("origin", [LISTED, OURS])
def test_the_window_hands_a_signed_in_visitors_token_to_a_listed_site(visitor: TestClient, origin: str) -> None:
    led = visitor.get("/logg-inn/vindu", params={"origin": origin})
    assert led.headers["location"].startswith("/logg-inn?neste=%2Flogg-inn%2Fvindu%3Forigin%3D")
    sign_in(visitor)
    page = visitor.get("/logg-inn/vindu", params={"origin": origin})
    assert page.headers["cache-control"] == "no-store"
    assert "cross-origin-opener-policy" not in page.headers  # it would cut the window off from what opened it
    handed = BeautifulSoup(page.text, "html.parser").find(id="signed-in")
    assert handed
    assert handed["data-origin"] == origin
    visitor.cookies.clear()
    bearer = {"Authorization": f"Bearer {handed['data-token']}", "Origin": LISTED}
    asked = visitor.post(ASK, json=QUESTION, headers=bearer)
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == LISTED
    assert visitor.get("/widget/nb", headers=bearer).json()["starters"]
    assert visitor.get("/kilde/plan", headers=bearer).status_code == 401


@pytest.mark.parametrize("origin", ["", "null", STRANGER, "*", f"{LISTED}/", f"{LISTED}.evil.example", "http://[", "x"])
def test_the_window_hands_nothing_to_any_other(visitor: TestClient, origin: str) -> None:
    sign_in(visitor)
    page = visitor.get("/logg-inn/vindu", params={"origin": origin})
    assert page.status_code == 403
    assert "data-token" not in page.text


def test_a_refused_widget_is_told_so_in_a_way_that_its_site_may_read(visitor: TestClient) -> None:
    refused = visitor.post(ASK, json=QUESTION, headers={"Origin": LISTED})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == LISTED
    asking = {"Origin": LISTED, "Access-Control-Request-Method": "POST"}
    allowed = visitor.options(ASK, headers=asking | {"Access-Control-Request-Headers": "authorization, content-type"})
    assert allowed.status_code == 200
    assert "access-control-allow-credentials" not in allowed.headers


@pytest.mark.parametrize("path", ["/logg-inn", "/logg-inn/vindu", "/", "/docs"])
def test_no_page_but_the_frames_can_be_framed(visitor: TestClient, path: str) -> None:
    sign_in(visitor)
    headers = visitor.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
        *("/\t/evil.example", "/\n/evil.example", " //evil.example", "evil.example", "", "/logg-inn?neste=/", "http:x"),
    ],
)
def test_signing_in_never_leads_to_another_site(elsewhere: str) -> None:
    assert local_address(elsewhere) == "/"


@given(st.text(max_size=40))
def test_wherever_one_wants_to_go_one_stays_here(wanted: str) -> None:
    assert re.match(r"/(?![/\\])", local_address(wanted) + "x")


@pytest.mark.parametrize(
    ("spoken", "title"), [("nn", "Du må logge inn for å stille"), ("pl-PL,pl;q=0.9", "Wspólne hasło")]
)
def test_the_sign_in_page_speaks_the_browsers_language(visitor: TestClient, spoken: str, title: str) -> None:
    assert title in visitor.get("/logg-inn", headers={"Accept-Language": spoken}).text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"access_token": "kort"}, "openssl rand"),
        ({"secret": "x" * 15}, "could be guessed"),
        ({"proxy_header": "X-Remote-User"}, "TILLIT_TRUSTED_PROXIES"),
        ({"proxy_header": "Host", "trusted_proxies": "127.0.0.1"}, "only a proxy sets"),
        ({"proxy_header": "X User:", "trusted_proxies": "127.0.0.1"}, "only a proxy sets"),
        ({"proxy_header": "X-User", "trusted_proxies": "alle"}, "network"),
        ({"oidc_issuer": "https://id.example.no", "oidc_client_id": "tillit"}, "TILLIT_PUBLIC_URL"),
        ({"public_url": "tillit.example.no"}, "no web address"),
        ({"public_url": "https://kari:hemmelig@tillit.example.no"}, "no web address"),
    ],
)
def test_half_a_door_is_refused_with_what_is_missing(options: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(told)):
        Settings.model_validate(options)


def test_secrets_do_not_show_where_settings_are_printed() -> None:
    settings = Settings.model_validate({"access_token": TOKEN, "secret": TOKEN})
    assert TOKEN not in repr(settings) + settings.model_dump_json()


def test_the_documentation_can_be_switched_off(tmp_path: Path) -> None:
    with TestClient(make_app(FakeAssistant(), docs=False, index=tmp_path)) as client:
        assert client.get("/docs").status_code == 404
        assert client.get("/openapi.json").status_code == 404
        assert client.get("/swagger/swagger-ui.css").status_code == 404
