"""What holds for every request and response: how much may come in, and the headers that go out."""

import asyncio
import time
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEFAULT_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What a response says that does not say it in another way; a page must name what it loads."""

KEPT: Mapping[str, str] = {
    "/assets/": "public, max-age=31536000, immutable",
    "/tillit/": "no-cache",
}
"""How long browsers keep the files of a folder: Gradio's names change with the contents, ours stay the same."""

HTTPS_ONLY = "max-age=31536000"
"""A year: browsers that came by https once come no other way."""


class SecurityHeaders:
    """Adds the default headers to each response that does not set its own; what may be framed says so in its CSP."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._headers = dict(DEFAULT_HEADERS) | ({"Strict-Transport-Security": HTTPS_ONLY} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        path = str(scope.get("path", ""))
        kept = next((kept for folder, kept in KEPT.items() if path.startswith(folder)), None)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if kept and message["status"] in (200, 304):
                    headers.setdefault("Cache-Control", kept)
                policy = headers["Content-Security-Policy"]
                if "frame-ancestors" in policy and "frame-ancestors 'none'" not in policy:
                    del headers["X-Frame-Options"]  # it knows no list of origins
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Breaks off a request whose body grows larger than ``limit`` bytes (413) or takes over ``seconds`` (408)."""

    def __init__(self, app: ASGIApp, limit: int, seconds: float) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, counting what is read of it."""
        size, complete = 0, False
        latest = time.monotonic() + self._seconds

        async def receive_counted() -> Message:
            nonlocal size, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout(latest - time.monotonic()):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408) from error
            size += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if size > self._limit:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_counted, send)
