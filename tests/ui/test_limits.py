"""How often one may ask, who counts as one, and how long a request may take to arrive."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from tillit.assistant.settings import Settings
from tillit.ui.limits import MOST_CLIENTS, Allowance, client_of
from tillit.ui.middleware import BodyLimit

from .fakes import FakeAssistant, make_app

ASK = "/api/v1/ask"


def scope(peer: str, *forwarded: str) -> Scope:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"type": "http", "client": (peer, 1), "headers": headers}


@pytest.fixture(scope="module")
def limited() -> Iterator[TestClient]:
    with TestClient(make_app(FakeAssistant(), rate_limit=2), client=("192.0.2.1", 1)) as client:
        yield client


def test_who_asks_too_often_is_told_when_to_come_back_and_reading_is_free(limited: TestClient) -> None:
    answers = [limited.post(ASK, json={"question": "Hva gjør lagene?"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error"]["code"] == "too_often"
    assert 0 < int(answers[2].headers["Retry-After"]) <= 30
    assert limited.get("/api/v1/sources").status_code == 200


def test_a_client_saves_up_a_minute_and_no_more() -> None:
    now = 0.0
    allowance = Allowance(6, lambda: now)
    assert [allowance.wait("a") for _ in range(7)] == [0] * 6 + [10]
    assert allowance.wait("b") == 0
    now = 10.0
    assert [allowance.wait("a"), allowance.wait("a")] == [0, 10]
    now = 10_000.0
    assert [allowance.wait("a") for _ in range(7)].count(0) == 6


def test_no_number_of_clients_fills_the_memory() -> None:
    allowance = Allowance(1, lambda: 0.0)
    for number in range(MOST_CLIENTS + 100):
        assert allowance.wait(str(number)) == 0
    assert allowance.wait("0") == 0  # forgotten
    assert allowance.wait(str(MOST_CLIENTS + 99)) > 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("198.51.100.7",), "192.0.2.1"),  # nobody vouches for it
        ("10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", ("203.0.113.9, 198.51.100.7",), "198.51.100.7"),  # the client wrote the first
        ("10.0.0.1", ("203.0.113.9", "198.51.100.7, 10.0.0.2"), "198.51.100.7"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("<script>",), "10.0.0.1"),
        ("::ffff:10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("2001:db8::1:2:3:4", (), "2001:db8::"),
        ("testclient", ("198.51.100.7",), "testclient"),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(peer: str, forwarded: tuple[str, ...], client: str) -> None:
    proxies = Settings.model_validate({"trusted_proxies": "10.0.0.0/24"}).trusted_proxies
    assert client_of(scope(peer, *forwarded), proxies) == client


def test_a_body_that_never_comes_is_given_up() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()

    async def never() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    async def send(_: Message) -> None: ...

    with pytest.raises(Exception, match="408"):
        asyncio.run(BodyLimit(app, 10, 0.05)({"type": "http"}, never, send))


def test_an_answer_may_take_longer_than_its_request_may() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        assert (await receive())["type"] == "http.disconnect"

    messages: list[Message] = [{"type": "http.request", "body": b"x"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        await asyncio.sleep(0.1 if len(messages) == 1 else 0)
        return messages.pop(0)

    async def send(_: Message) -> None: ...

    asyncio.run(BodyLimit(app, 10, 0.05)({"type": "http"}, receive, send))
