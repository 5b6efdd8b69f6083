"""The sign-in page, signing out, and the window by which a widget on another site gets its token."""

from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ..render import Renderer
from .door import Door, is_foreign, is_own
from .language import wanted_language

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""What the pages here may load."""


def sign_in_router(door: Door, renderer: Renderer, origins: Sequence[str]) -> APIRouter:
    """``/logg-inn``, ``/logg-ut``, and ``/logg-inn/vindu`` for widgets on ``origins`` and in our own frame."""
    router = APIRouter(include_in_schema=False)
    pages = SignInPages(door, renderer)

    @router.get("/logg-inn")
    def form(request: Request, neste: str = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        back = local_address(neste)
        if door.admits(request.scope):
            return RedirectResponse(back, 303)
        if door.openid and door.token is None:
            return RedirectResponse(provider_address(back), 303)
        return pages.form(request, back)

    @router.post("/logg-inn")
    async def sign_in(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        back = local_address(fields.get("neste", [""])[0])
        if is_foreign(request.scope, door.public_url):
            return pages.problem(request, "foreign", 403)
        return (
            signed_in(door, back) if door.fits(fields.get("token", [""])[0]) else pages.form(request, back, wrong=True)
        )

    @router.post("/logg-ut")
    def sign_out(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        if is_foreign(request.scope, door.public_url):
            return pages.problem(request, "foreign", 403)
        response = pages.problem(request, "signed_out", 200)
        response.delete_cookie(door.cookie, secure=door.secure, httponly=True, samesite="lax")
        return response

    @router.get("/logg-inn/vindu")
    def window(request: Request, origin: str = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        if origin not in origins and not is_own(origin, request.scope, door.public_url):
            return pages.problem(request, "not_listed", 403)
        return pages.window(request, origin)

    return router


class SignInPages:
    """Makes the pages, in the browser's language; none may be kept or framed."""

    def __init__(self, door: Door, renderer: Renderer) -> None:
        self._door = door
        self._renderer = renderer

    def form(self, request: Request, back: str, *, wrong: bool = False) -> Response:
        """The page that asks for the token or leads to the provider."""
        provider = provider_address(back) if self._door.openid else None
        asks = self._door.token is not None
        status = 403 if wrong else 200
        return self._show(request, "sign_in.html", status, back=back, asks=asks, provider=provider, wrong=wrong)

    def window(self, request: Request, origin: str) -> Response:
        """The page that hands a token to the page on ``origin`` that opened it, once somebody has signed in."""
        if not self._door.admits(request.scope):
            here = f"/logg-inn/vindu?origin={quote(origin, safe='')}"
            return RedirectResponse(f"/logg-inn?neste={quote(here, safe='')}", 303)
        return self._show(request, "sign_in_window.html", 200, token=self._door.sessions.issue("widget"), origin=origin)

    def problem(self, request: Request, code: str, status: int) -> Response:
        """The page that says what came of it, from the texts at ``doors.CODE``."""
        return self._show(request, "sign_in_problem.html", status, code=code)

    def _show(self, request: Request, template: str, status: int, **values: object) -> Response:
        html = self._renderer.page(template, wanted_language(request.scope), **values)
        headers = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store"}
        return HTMLResponse(html, status, headers=headers)


def provider_address(back: str) -> str:
    """Where the trip to the OpenID provider begins that ends at ``back``."""
    return f"/oidc/start?neste={quote(back, safe='')}"


def signed_in(door: Door, back: str) -> Response:
    """Sends somebody who has just signed in where they wanted to go, with a session."""
    response = RedirectResponse(back, 303, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        door.cookie,
        door.sessions.issue("session"),
        max_age=door.sessions.session_seconds,
        secure=door.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def local_address(wanted: str) -> str:
    """The address when it is a path on this server; the chat's otherwise, so that no link leads elsewhere from here."""
    readable = all(" " < character < "\x7f" and character != "\\" for character in wanted)
    if not readable or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc or parts.path in ("/logg-inn", "/logg-ut") else wanted
