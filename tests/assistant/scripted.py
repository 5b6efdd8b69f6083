"""A language model's server that does what a test wants, over real HTTP."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import SecretStr
from tillit.assistant.llm.breaker import Breaker
from tillit.assistant.llm.build import open_endpoint
from tillit.assistant.llm.endpoint import Endpoint
from tillit.assistant.settings import Settings

KEY = "sk-hemmelig-nokkel"


@dataclass
class Reply:
    """What is sent: status, headers, and the body in pieces, each after a pause in seconds.

    ``silent`` is how long nothing at all comes, ``hold`` how long the connection stays open after the last piece, and
    ``cut`` leaves a body of unknown length without its end.
    """

    pieces: tuple[bytes, ...] = ()
    status: int = 200
    kind: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    silent: float = 0.0
    pause: float = 0.0
    hold: float = 0.0
    cut: bool = False


class Server(ThreadingHTTPServer):
    """Answers each chat request by ``script``, which is given its number and its body."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: Callable[[int, dict[str, Any]], Reply] = lambda _, __: saying(sentences())
        self.asked: list[dict[str, Any]] = []
        self.at_once = self.most_at_once = 0
        self.broken_off = threading.Event()
        self.release = threading.Event()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves is no fault here."""


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Nothing is told of the server itself."""
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.path.endswith("/chat/completions"):
            self.do_GET()
            return
        with self.server.lock:
            number = len(self.server.asked)
            self.server.asked.append(json.loads(body))
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            self._reply(self.server.script(number, self.server.asked[number]))
        except OSError:
            self.server.broken_off.set()
        finally:
            self.close_connection = True
            with self.server.lock:
                self.server.at_once -= 1

    def _reply(self, reply: Reply) -> None:
        self._wait(reply.silent)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in reply.pieces:
            self._wait(reply.pause)
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            self.wfile.flush()
        self._wait(reply.hold)
        if not reply.cut:
            self.wfile.write(b"0\r\n\r\n")

    def _wait(self, seconds: float) -> None:
        """Wait, but not for a client that has left."""
        until = time.monotonic() + seconds
        self.connection.settimeout(0.02)
        while time.monotonic() < until and not self.server.release.is_set():
            with suppress(TimeoutError):
                if not self.connection.recv(1):
                    raise ConnectionResetError
        self.connection.settimeout(None)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


@contextmanager
def serving() -> Generator[Server]:
    """A server while the test runs."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.release.set()
            server.shutdown()
            thread.join()


@contextmanager
def endpoint(url: str, timeout: float = 5.0, at_once: int = 4, breaker: Breaker | None = None) -> Generator[Endpoint]:
    """An endpoint as the product makes it."""
    key = SecretStr(KEY)
    settings = Settings(llm_url=url, llm_model="m", llm_timeout=timeout, llm_api_key=key, llm_concurrency=at_once)
    made = open_endpoint(settings, breaker)
    try:
        yield made
    finally:
        made.close()


def event(text: str, finish: str | None = None) -> bytes:
    """One server-sent event of a chat completion."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
    body = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(body)}\n\n".encode()


DONE = b"data: [DONE]\n\n"


def events(text: str, size: int = 16) -> tuple[bytes, ...]:
    """``text`` as events of so many characters, and the end."""
    return (*(event(text[at : at + size]) for at in range(0, len(text), size)), DONE)


def saying(text: str, size: int = 16, pause: float = 0.0) -> Reply:
    """A reply that says ``text``."""
    return Reply(events(text, size), pause=pause)


def sentences(*said: tuple[int, str, str]) -> str:
    """What a model answers as it should: passage, support and text of each sentence."""
    return json.dumps(
        {"sentences": [{"passage": number, "support": support, "text": text} for number, support, text in said]},
        ensure_ascii=False,
    )


def number_of(asked: dict[str, Any], words: str) -> int:
    """The number under which the model was given the passage that holds ``words``."""
    lines = [json.loads(line) for line in asked["messages"][1]["content"].splitlines()]
    return next(line["passage"] for line in lines if words in line.get("text", ""))
