"""Of all that Gradio can do, the server does what the chat page needs; and its page runs no script that is not ours."""

import re
from collections.abc import Iterable, Iterator

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient
from tillit.ui.front import PAGE_POLICY, USED, USED_FOLDERS, PagePolicy, UsedRoutes, page_policy
from tillit.ui.shell import ASSETS

CALLABLE = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}


def gradio_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every route that Gradio itself answers, as method and path with its parameters filled."""
    mount = next(route for route in app.routes if isinstance(route, Mount) and route.path == "")
    used = mount.app
    assert isinstance(used, UsedRoutes)
    policy = used.app
    assert isinstance(policy, PagePolicy)
    inner = policy.app
    assert isinstance(inner, FastAPI)
    yield from routes_of(inner.routes)


def routes_of(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    for route in routes:
        nested = getattr(route, "original_router", None)
        if nested is not None:
            yield from routes_of(nested.routes)
        elif isinstance(route, APIRoute | Route):
            path = re.sub(r"\{[^}]*\}", "x", route.path)
            yield from ((method, path) for method in sorted(route.methods or ()))


def is_used(method: str, path: str) -> bool:
    return (method, path) in USED or (method in ("GET", "HEAD") and path.startswith(USED_FOLDERS))


def test_gradio_has_the_routes_that_are_used_and_many_more(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    found = set(gradio_routes(client.app))
    assert {path for method, path in USED if method != "HEAD"} <= {path for _, path in found}
    closed = [(method, path) for method, path in found if not is_used(method, path)]
    assert len(closed) > 50
    for wanted in ("upload", "file=", "proxy=", "call/", "api/", "run/", "info", "component_server", "stream", "token"):
        assert any(f"/gradio_api/{wanted}" in path for _, path in closed), wanted


def test_every_other_route_of_gradios_is_closed(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    ours = {"/openapi.json", "/manifest.json"}  # answered by our own routes, which come first
    for method, path in set(gradio_routes(client.app)):
        if not is_used(method, path) and path not in ours:
            response = client.request(method, path, follow_redirects=False)
            assert response.status_code == 404, (method, path, response.status_code)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/file=../../../../etc/passwd",
        "/file=/etc/passwd",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/config.py",
        "/static/..%2f..%2f..%2froutes.py",
        "/assets/..%2f..%2f..%2f..%2froutes.py",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/svelte/..%2f..%2froutes.py",
        "/tillit/..%2fchat.py",
        "/swagger/..%2f__init__.py",
        "/kilde/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_to_a_file_of_the_machine(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (403, 404), response.status_code
    assert "root:" not in response.text
    assert "import " not in response.text


def test_files_cannot_be_uploaded(client: TestClient) -> None:
    for path in ("/gradio_api/upload", "/upload", "/gradio_api/process_recording"):
        assert client.post(path, files={"files": ("a.txt", b"innhold")}).status_code in (404, 405)


def test_the_queue_takes_only_what_the_page_asks(client: TestClient) -> None:
    asked = {"fn_index": 999, "data": ["x"], "session_hash": "abc"}
    response = client.post("/gradio_api/queue/join", json=asked)
    assert response.status_code >= 400
    assert "Traceback" not in response.text


def test_the_chat_pages_policy_lists_the_scripts_that_stand_in_it(client: TestClient) -> None:
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert policy == page_policy(page.content)
    scripts = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe-inline" not in scripts
    assert scripts.count("sha256-") == 3
    assert "default-src 'none'" in policy
    assert "http:" not in policy
    assert "https:" not in policy


def test_the_chat_page_presents_the_product_and_not_what_it_is_made_with(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    told = [str(meta.get("content")) for meta in page.find_all("meta")]
    assert page.title
    assert page.title.text == "Tillit: spør om tillitsreformen"
    assert any("Hvert svar er sitater" in one for one in told)
    assert not any("gradio" in one.lower() or "http" in one for one in told)
    assert page.select_one("script[src^='./assets/index-']")


@pytest.mark.parametrize(
    ("asked", "language", "told"), [("", "nb", "Ikke skriv navn"), ("?lang=pl", "pl", "Nie wpisuj imion")]
)
def test_the_machine_notice_is_on_the_page_before_any_script_runs(
    client: TestClient, asked: str, language: str, told: str
) -> None:
    page = BeautifulSoup(client.get(f"/{asked}").text, "html.parser")
    assert page.html
    assert page.html["lang"] == language
    seen = page.select_one(".first-sight")
    assert seen
    assert told in seen.text
    assert seen.select("noscript")
    assert page.select(f".about a[href='/personvern?lang={language}']")


def test_what_never_changes_is_kept_by_the_browser_and_the_rest_asked_for_anew(client: TestClient) -> None:
    kept = client.get(f"/assets/{ASSETS[0]}")
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    ours = client.get("/tillit/chat.css")
    assert ours.headers["cache-control"] == "no-cache"
    assert client.get("/tillit/chat.css", headers={"If-None-Match": ours.headers["etag"]}).status_code == 304
    for missing in ("/assets/none.js", "/tillit/none.css"):
        assert "immutable" not in client.get(missing).headers.get("cache-control", "")


def test_a_script_that_is_changed_is_not_the_one_that_is_listed() -> None:
    listed = page_policy(b"<script>a()</script><script src='/x.js'></script><script type='module'>b()\n</script>")
    assert listed != PAGE_POLICY.format(hashes="")
    assert listed.count("sha256-") == 2
    assert page_policy(b"<script>a()</script>").split("script-src")[1] not in page_policy(b"<script>a() </script>")


@pytest.mark.parametrize("path", ["/kilde/plan", "/kilde/finnes-ikke", "/embed", "/api/v1/sources", "/healthz"])
def test_our_own_pages_allow_no_inline_script_or_style(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
