"""The source viewer: a document as a plain page, with the quote marked; no script, nothing from elsewhere."""

from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from ..assistant.types import Answering, Language
from ..corpus.types import Document, Span
from .render import Renderer
from .source_page import source_pages
from .wording import authority_label, voice_label

LANGUAGE: Language = "nb"

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a viewer page may load: the product's own style sheets and images."""

_LONGEST_OFFSET = 12


def viewer_router(assistant: Answering, renderer: Renderer) -> APIRouter:
    """The route that ``citation.url`` leads to."""
    router = APIRouter(include_in_schema=False)
    viewer = _Viewer(renderer)

    @router.get("/kilde/{document_id:path}")
    def source(document_id: str, start: str = "", end: str = "") -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        document = assistant.document(document_id)
        if document is None:
            return viewer.problem(404, "not_found")
        if not start and not end:
            return viewer.document(document, None)
        span = _span(start, end, document)
        if span is None:
            return viewer.problem(400, "bad_range", whole=f"/kilde/{quote(document_id, safe='')}")
        return viewer.document(document, span)

    return router


class _Viewer:
    """Makes the viewer's responses."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def document(self, document: Document, quote: Span | None) -> HTMLResponse:
        texts = self._renderer.texts(LANGUAGE)
        html = self._renderer.page(
            "viewer.html",
            LANGUAGE,
            source=document.source,
            authority=authority_label(document.source, texts),
            voice=voice_label(document.source, texts),
            original=web_address(document.source.url),
            pages=source_pages(document, quote),
            marked=quote is not None,
        )
        # The texts are escaped, so the first <mark> is where the quote begins.
        return _response(html.replace("<mark>", '<mark id="sitat">', 1), 200)

    def problem(self, status: int, code: str, whole: str | None = None) -> HTMLResponse:
        texts = self._renderer.texts(LANGUAGE)
        html = self._renderer.page(
            "viewer_problem.html",
            LANGUAGE,
            title=texts[f"viewer.{code}_title"],
            message=texts[f"viewer.{code}"],
            whole=whole,
        )
        return _response(html, status)


def _response(html: str, status: int) -> HTMLResponse:
    return HTMLResponse(html, status, headers={"Content-Security-Policy": CONTENT_POLICY})


def _span(start: str, end: str, document: Document) -> Span | None:
    """The quote that the two query values name; ``None`` when it lies outside the text or is only white space."""
    if not all(value.isascii() and value.isdigit() and len(value) <= _LONGEST_OFFSET for value in (start, end)):
        return None
    span = Span(int(start), int(end))
    inside = 0 <= span.start < span.end <= len(document.text)
    return span if inside and document.text[span.start : span.end].strip() else None


def web_address(url: str | None) -> str | None:
    """The address when it is one of the web; anything else must not become a link."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None
