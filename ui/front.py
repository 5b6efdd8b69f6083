"""What stands in front of Gradio: the routes that the chat page uses, and the strictest policy that it runs under."""

import base64
import hashlib
import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

USED = frozenset(
    {
        *(("GET", path) for path in ("/", "/theme.css", "/favicon.ico", "/gradio_api/queue/data")),
        *(("HEAD", path) for path in ("/",)),
        *(("POST", path) for path in ("/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset")),
    }
)
"""The routes of Gradio's that answer; all others are closed, be they for files, uploads, its API or its developers."""

USED_FOLDERS = ("/assets/", "/static/", "/svelte/", "/gradio_api/heartbeat/")
"""Folders of Gradio's own scripts and styles, and the line that tells it that a page is still open."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Gradio makes functions from strings and sets styles inline; its inline scripts are let in one by one."""

_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class UsedRoutes:
    """Answers 404 to what no page of ours asks Gradio for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on where its route is used."""
        if scope["type"] == "http":
            path, method = scope["path"], scope["method"]
            if (method, path) not in USED and not (method in ("GET", "HEAD") and path.startswith(USED_FOLDERS)):
                raise HTTPException(404)
        await self.app(scope, receive, send)


class PagePolicy:
    """Has an HTML page written anew, and gives it the policy under which exactly the inline scripts in it run.

    ``write`` makes the page of the one that the app gives, for the request that asked for it.
    """

    def __init__(self, app: ASGIApp, write: Callable[[str, Scope], str]) -> None:
        self.app = app
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; a page is held back until all of it is there."""
        held: list[Message] = []

        async def send_whole(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
            elif held:
                held.append(message)
                if not message.get("more_body"):
                    given = b"".join(part.get("body", b"") for part in held[1:])
                    body = self._write(given.decode(), scope).encode()
                    headers = MutableHeaders(scope=held[0])
                    headers["Content-Length"] = str(len(body))
                    headers["Content-Security-Policy"] = page_policy(body)
                    await send(held[0])
                    await send({"type": "http.response.body", "body": body})
                    held.clear()
            else:
                await send(message)

        await self.app(scope, receive, send_whole)


def page_policy(html: bytes) -> str:
    """The policy for a page, with the hash of each script that stands in it."""
    digests = {hashlib.sha256(script).digest() for script in _INLINE.findall(html)}
    return PAGE_POLICY.format(hashes=" ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in sorted(digests)))


def _is_page(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith("text/html")
