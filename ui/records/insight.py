"""``/innsikt``: what staff ask about, for leaders: numbers only, behind a token, without a script."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from ...assistant.types import Answering, Language
from ..render import Renderer
from .reading import Reading, gaps, read
from .table import is_remainder, place_names, to_csv
from .types import Place, Records, RecordsError

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store"}

COOKIE, OPEN_SECONDS = "tillit_innsikt", 8 * 60 * 60
"""The cookie that says who has shown the token, and how long it does."""

PERIODS = (4, 12, 52)
Weeks = Annotated[int, Query(alias="uker", ge=1, le=104)]
Lang = Annotated[str, Query(alias="lang", max_length=8)]


class Gate:
    """Knows the token; a cookie says that it was shown, without holding it."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._signer = URLSafeTimedSerializer(token, salt="tillit-innsikt")

    def is_token(self, given: str) -> bool:
        """Whether this is the token, in a time that does not tell how much of it is right."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token)

    def cookie(self) -> str:
        """A cookie for somebody who has shown the token."""
        return str(self._signer.dumps("open"))

    def lets_in(self, request: Request) -> bool:
        """Whether the request brings the token as a bearer, or a cookie that is still good."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        # Headers come decoded as Latin-1, whatever they hold.
        if scheme.lower() == "bearer" and self.is_token(given.strip().encode("latin-1").decode("utf-8", "replace")):
            return True
        try:
            return self._signer.loads(request.cookies.get(COOKIE, ""), max_age=OPEN_SECONDS) == "open"
        except BadData:
            return False


@dataclass(frozen=True, slots=True)
class _Pages:
    """Makes the page's states in a language."""

    renderer: Renderer
    assistant: Answering

    def numbers(self, reading: Reading, weeks: int, language: Language) -> HTMLResponse:
        seen = reading.insight
        html = self.renderer.page(
            "insight.html",
            language,
            path="/innsikt",
            reading=reading,
            seen=seen,
            topics=[(self.names(topic.place), is_remainder(topic, seen.topics), topic) for topic in gaps(seen.topics)],
            highest=max((week.asked for week in seen.weeks), default=1),
            weeks=weeks,
            periods=PERIODS,
        )
        return HTMLResponse(html, headers=HEADERS)

    def csv(self, reading: Reading, language: Language) -> Response:
        csv = to_csv(reading, self.renderer.texts(language), self.assistant.documents)
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="tillit-innsikt.csv"'}
        return Response(csv.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    def names(self, place: Place) -> tuple[str, str]:
        """The innermost heading, and where it stands."""
        *around, inner = place_names(place, self.assistant.documents) or ("",)
        return inner, " › ".join(around)

    def door(self, language: Language, *, wrong: bool) -> HTMLResponse:
        html = self.renderer.page("insight_door.html", language, path="/innsikt", wrong=wrong)
        return HTMLResponse(html, 401, headers=HEADERS)

    def problem(self, status: int, what: Literal["closed", "failed"], language: Language) -> HTMLResponse:
        texts = self.renderer.texts(language)
        html = self.renderer.page(
            "viewer_problem.html",
            language,
            title=texts[f"insight.{what}_title"],
            message=texts[f"insight.{what}"],
            whole=None,
        )
        return HTMLResponse(html, status, headers=HEADERS)


def insight_router(
    records: Records, assistant: Answering, renderer: Renderer, token: str | None, today: Callable[[], date]
) -> APIRouter:
    """The page, its numbers as CSV, and the way in and out; without a token only a page that says how to open it."""
    pages = _Pages(renderer, assistant)
    return _open_router(records, pages, Gate(token), today) if token else _closed_router(pages)


def _closed_router(pages: _Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.api_route("/innsikt", methods=["GET", "POST"])
    def page(lang: Lang = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        return pages.problem(404, "closed", pages.renderer.language(lang))

    return router


def _open_router(records: Records, pages: _Pages, gate: Gate, today: Callable[[], date]) -> APIRouter:
    router = APIRouter(prefix="/innsikt", include_in_schema=False)

    def guarded(request: Request, lang: str, respond: Callable[[Language], Response]) -> Response:
        language = pages.renderer.language(lang)
        if not gate.lets_in(request):
            return pages.door(language, wrong=False)
        try:
            return respond(language)
        except RecordsError:
            return pages.problem(503, "failed", language)

    @router.get("")
    def page(request: Request, weeks: Weeks = 12, lang: Lang = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        return guarded(request, lang, lambda language: pages.numbers(read(records, weeks, today()), weeks, language))

    @router.get("/tall.csv")
    def numbers(request: Request, weeks: Weeks = 12, lang: Lang = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        return guarded(request, lang, lambda language: pages.csv(read(records, weeks, today()), language))

    @router.post("")
    async def enter(request: Request, lang: Lang = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        language = pages.renderer.language(lang)
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        if not gate.is_token(fields.get("token", [""])[0].strip()):
            return pages.door(language, wrong=True)
        response = RedirectResponse(f"/innsikt?lang={language}", 303, headers=HEADERS)
        response.set_cookie(
            COOKIE,
            gate.cookie(),
            max_age=OPEN_SECONDS,
            path="/innsikt",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return response

    @router.post("/ut")
    def leave(lang: Lang = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        response = RedirectResponse(f"/innsikt?lang={pages.renderer.language(lang)}", 303, headers=HEADERS)
        response.delete_cookie(COOKIE, path="/innsikt", httponly=True, samesite="strict")
        return response

    return router
