"""The gate in front of every route: what is open to all, and what happens to a request that may not come in."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ...assistant.texts import Texts
from ...assistant.types import Language
from ..errors import error_body
from .door import Door, is_foreign
from .language import wanted_language

OPEN = frozenset(
    {
        *("/healthz", "/readyz", "/api/v1/status", "/personvern", "/tilgjengelighet"),
        *("/widget.js", "/embed", "/favicon.ico", "/manifest.json", "/robots.txt"),
        *("/logg-inn", "/logg-inn/vindu", "/logg-ut", "/oidc/start", "/oidc/tilbake"),
    }
)
"""Open to all: health, what everyone may know, the way in, and what a page needs to ask for it; no document's text."""

OPEN_FOLDERS = ("/tillit/", "/widget/")
"""Style sheets, scripts and the widget's texts, which are the same for everyone."""

_SAFE = ("GET", "HEAD", "OPTIONS")


class Gate:
    """Lets a request pass that ``door`` admits or that asks for what is open to all.

    Others get 401; somebody who opens a page is led to the sign-in page instead. What comes in by a cookie or a proxy's
    header, which a browser sends along by itself, must not be sent by another site's page: that gets 403.
    """

    def __init__(self, app: ASGIApp, door: Door, texts: Callable[[Language], Texts]) -> None:
        self._app = app
        self._door = door
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers in its stead."""
        if scope["type"] == "websocket":  # nothing here talks over one
            await send({"type": "websocket.close", "code": 1008})
            return
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if path in OPEN or path.startswith(OPEN_FOLDERS):
            return None
        way = self._door.admits(scope)
        if way is None:
            return self._ask_to_sign_in(scope)
        if way in ("session", "proxy") and scope["method"] not in _SAFE and is_foreign(scope, self._door.public_url):
            return JSONResponse(error_body("foreign_origin", self._texts(wanted_language(scope))), 403)
        return None

    def _ask_to_sign_in(self, scope: Scope) -> Response:
        path, wants = scope["path"], Headers(scope=scope).get("accept", "")
        if (
            scope["method"] in ("GET", "HEAD")
            and "text/html" in wants
            and not path.startswith(("/api/", "/gradio_api/"))
        ):
            query = scope["query_string"].decode("latin-1")
            back = quote(path) + (f"?{query}" if query else "")
            return RedirectResponse(
                f"/logg-inn?neste={quote(back, safe='')}", 303, headers={"Cache-Control": "no-store"}
            )
        headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
        return JSONResponse(error_body("sign_in_needed", self._texts(wanted_language(scope))), 401, headers=headers)
