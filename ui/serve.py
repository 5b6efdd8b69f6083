"""The web server: opens the assistant once, says where it listens, and stops in good order."""

import contextlib
import errno
import gc
import socket
import sys
from contextlib import closing

import uvicorn
from fastapi import FastAPI

from ..assistant.settings import Settings
from ..assistant.texts import load_texts
from ..corpus.errors import TillitError
from .app import create_app
from .records.store import records_of

GRACE_SECONDS = 5
"""How long open requests may take once the server is told to stop."""


def serve(settings: Settings) -> None:
    """Serves chat, viewer and API until it is told to stop.

    Raises ``TillitError`` when there is no usable index or the address cannot be had.
    """
    from ..assistant.build import open_assistant

    with bind(settings.host, settings.port) as listener, closing(records_of(settings)) as records:
        app = create_app(open_assistant(settings), load_texts(), settings, records)
        gc.freeze()
        gc.enable()
        run(app, listener)


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serves an app on a socket, with no log of what is asked, until a signal ends it."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        # Left to itself it believes any program on this machine about who asks; a door must see who really does.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config).run(sockets=[listener])


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


class _Server(uvicorn.Server):
    """A server that says where it listens as soon as it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or []:
            print(f"Tillit: {address_of(listener)}", file=sys.stderr, flush=True)  # noqa: T201
