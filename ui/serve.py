"""The web server: opens the assistant once, says where it listens, and stops in good order."""

import contextlib
import errno
import gc
import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from ..assistant.settings import Settings
from ..assistant.texts import load_texts
from ..corpus.errors import TillitError
from .app import create_app
from .logs import log_as_json
from .metrics import SHARED
from .records.store import records_of

GRACE_SECONDS = 5
"""How long open requests may take once the server is told to stop."""

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection is kept: longer than proxies do, so that none is closed as a request is on its way."""

START_SECONDS = 120
"""How long a worker process may take to answer before it is given up and started again."""

WATCH_SECONDS = 1.0
"""How often the server looks whether another index is in use."""


def serve(settings: Settings) -> None:
    """Serves chat, viewer and API until it is told to stop.

    A damaged index is told of and built anew beside an older one that answers meanwhile. Raises ``TillitError`` when
    there is no usable index or the address cannot be had.
    """
    log_as_json(settings.log_level)
    with bind(settings.host, settings.port) as listener:
        if settings.workers == 1:
            run(open_app(settings), listener)
        else:
            _serve_with_workers(settings, listener)


def open_app(settings: Settings) -> FastAPI:
    """The app over the index in use, which it watches while it runs."""
    from ..assistant.build import open_live

    assistant = open_live(settings, Rebuilder(settings).start)
    records = records_of(settings)

    @contextmanager
    def running() -> Generator[None]:
        with contextlib.closing(records), assistant.watching(WATCH_SECONDS):
            yield

    app = create_app(assistant, load_texts(), settings, records, background=running)
    gc.freeze()
    gc.enable()
    return app


class Rebuilder:
    """Builds the index anew in a process of its own, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start building, unless it is going on."""
        from ..assistant.rebuild import start_rebuild

        if self._running is None or self._running.poll() is not None:
            self._running = start_rebuild(self._settings)


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serves an app on a socket, with no log of what is asked, until a signal ends it."""
    config = uvicorn.Config(app, **_OPTIONS)
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config).run(sockets=[listener])


_OPTIONS: dict[str, Any] = {
    "access_log": False,
    "log_config": None,
    "server_header": False,
    # Whose word on the client counts is ours to say; uvicorn would take anybody's on this machine.
    "proxy_headers": False,
    "timeout_graceful_shutdown": GRACE_SECONDS,
    "timeout_keep_alive": KEEP_ALIVE_SECONDS,
}


def _serve_with_workers(settings: Settings, listener: socket.socket) -> None:
    from ..assistant.build import check_index

    check_index(settings)
    with TemporaryDirectory(prefix="tillit-") as counted:
        # The workers start afresh and find in the environment what they need to know.
        os.environ |= {SHARED: counted, "TILLIT_INDEX": str(settings.index.absolute())}
        if "corpus" in settings.model_fields_set:
            os.environ["TILLIT_CORPUS"] = ":".join(settings.corpus)
        config = uvicorn.Config(
            "tillit.ui.serve:worker_app",
            factory=True,
            workers=settings.workers,
            timeout_worker_healthcheck=START_SECONDS,
            **_OPTIONS,
        )
        _Supervisor(config, [listener]).run()


def worker_app() -> FastAPI:
    """The app of one of several processes, by the settings in the environment."""
    settings = Settings()
    log_as_json(settings.log_level)
    try:
        return open_app(settings)
    except TillitError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(STARTUP_FAILURE)


def bind(host: str, port: int) -> socket.socket:
    """A socket on the address; raises ``TillitError`` when another program has it or the machine does not."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        reason = (
            f"Another program is using port {port} on {host}"
            if error.errno == errno.EADDRINUSE
            else f"Cannot listen on {host}, port {port} ({error.strerror})"
        )
        raise TillitError(
            f"{reason}, so the chat was not started. Choose another port with --port (0 takes any free one), "
            "or another address with --host."
        ) from error


def address_of(listener: socket.socket) -> str:
    """Where a browser finds the server."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class _Supervisor(Multiprocess):
    """Several processes on one socket, each started again when it ends; says where they listen once all answer."""

    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(START_SECONDS, self.should_exit) for process in self.processes):
            _say(self.sockets)


class _Server(uvicorn.Server):
    """A server that says where it listens as soon as it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _say(sockets or [])


def _say(sockets: list[socket.socket]) -> None:
    for listener in sockets:
        print(f"Tillit: {address_of(listener)}", file=sys.stderr, flush=True)  # noqa: T201
