"""What staff are told about the service itself: privacy, and accessibility; plain pages without a script."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from ..assistant.settings import Settings
from .render import Renderer

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def pages_router(renderer: Renderer, settings: Settings) -> APIRouter:
    """``/personvern`` and ``/tilgjengelighet``, each in every language; what they say follows the settings."""
    router = APIRouter(include_in_schema=False)

    def respond(page: str, lang: str) -> HTMLResponse:
        language = renderer.language(lang)
        html = renderer.page(
            f"{page}.html",
            language,
            path="/personvern" if page == "privacy" else "/tilgjengelighet",
            contact=settings.contact or renderer.texts(language)["refusal.contact"],
            settings=settings,
        )
        return HTMLResponse(html, headers={"Content-Security-Policy": CONTENT_POLICY})

    @router.get("/personvern")
    def privacy(lang: str = "") -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        return respond("privacy", lang)

    @router.get("/tilgjengelighet")
    def accessibility(lang: str = "") -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        return respond("accessibility", lang)

    return router
