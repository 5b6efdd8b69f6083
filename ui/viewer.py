"""The source viewer: a document as a plain page, with the quote marked; no script, nothing from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote as encoded
from urllib.parse import urlsplit

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse, Response

from ..assistant.links import LONGEST_QUOTE
from ..assistant.texts import LANGUAGES
from ..assistant.types import Answering, Language
from ..corpus.types import Document, Span
from .originals import Originals
from .reading import Place, Quoted, find_place, read_quoted, read_span, way
from .render import Renderer
from .source_page import source_pages
from .wording import authority_label, voice_label

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What a viewer page may load: the product's own style sheets and images. The chat shows it in a frame."""

_LANGUAGES: Mapping[str, Language] = {language: language for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks for: a place with the quote that stood there, among the quotes of an answer."""

    document_id: str
    span: Span | None
    anywhere: bool
    quote: str
    among: tuple[Quoted, ...]
    language: Language


def viewer_router(assistant: Answering, renderer: Renderer, originals: Originals) -> APIRouter:
    """The route that ``citation.url`` leads to, and those of the original files and of pictures of their pages."""
    router = APIRouter(include_in_schema=False)
    viewer = _Viewer(assistant, renderer, originals)

    @router.get("/kilde/{document_id:path}")
    def source(  # pyright: ignore[reportUnusedFunction]
        document_id: str,
        start: str = "",
        end: str = "",
        sitat: str = "",
        lang: str = "",
        q: Annotated[Sequence[str], Query()] = (),
    ) -> HTMLResponse:
        language = _LANGUAGES.get(lang, "nb")
        anywhere = not start and not end
        asked = _Asked(
            document_id, read_span(start, end), anywhere, sitat[:LONGEST_QUOTE], read_quoted(tuple(q)), language
        )
        return viewer.page(asked)

    @router.get("/kildefil/{document_id:path}")
    def file(document_id: str, lang: str = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        document = assistant.document(document_id)
        path = document and originals.file(document)
        if path is None:
            return viewer.problem(404, "not_found", _LANGUAGES.get(lang, "nb"))
        # Never shown as a page of ours: a file may hold scripts.
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)

    @router.get("/kildebilde/{page}/{document_id:path}")
    def picture(page: int, document_id: str, start: str = "", end: str = "") -> Response:  # pyright: ignore[reportUnusedFunction]
        document = assistant.document(document_id)
        drawn = document and originals.picture(document, page, read_span(start, end))
        if not drawn:
            return Response(status_code=404)
        return Response(drawn.png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    return router


class _Viewer:
    """Makes the viewer's responses."""

    def __init__(self, assistant: Answering, renderer: Renderer, originals: Originals) -> None:
        self._assistant = assistant
        self._renderer = renderer
        self._originals = originals

    def page(self, asked: _Asked) -> HTMLResponse:
        """The document with the quote marked, or what there is to say when it cannot be."""
        document = self._assistant.document(asked.document_id)
        if document is None:
            return self.problem(404, "not_found", asked.language, gone=asked.quote)
        place = find_place(document, asked.span, asked.quote)
        if place is None and not asked.anywhere:
            whole = f"/kilde/{encoded(asked.document_id, safe='')}"
            return self.problem(400, "bad_range", asked.language, whole=whole)
        return self._document(document, place, asked)

    def _document(self, document: Document, place: Place | None, asked: _Asked) -> HTMLResponse:
        language = asked.language
        texts = self._renderer.texts(language)
        span = place.span if place else None
        pages = source_pages(document, span)
        html = self._renderer.page(
            "viewer.html",
            language,
            source=document.source,
            authority=authority_label(document.source, texts),
            voice=voice_label(document.source, texts),
            original=web_address(document.source.url),
            file=f"/kildefil/{encoded(document.source.id, safe='')}" if self._originals.file(document) else None,
            pictures=self._pictures(document, span),
            pages=pages,
            state=place.state if place else "whole",
            told=asked.quote,
            steps=self._steps(asked),
        )
        # The texts are escaped, so the first <mark> is where the quote begins.
        return _response(html.replace("<mark>", '<mark id="sitat">', 1), 200)

    def _pictures(self, document: Document, span: Span | None) -> Mapping[int, str]:
        """The addresses of the pictures of the pages that the quote stands on, by page."""
        if span is None or not self._originals.has_pictures(document):
            return {}
        name = encoded(document.source.id, safe="")
        return {
            page.number: f"/kildebilde/{page.number}/{name}?start={span.start}&end={span.end}"
            for page in document.pages
            if page.start < span.end and page.end > span.start
        }

    def _steps(self, asked: _Asked) -> Mapping[str, object] | None:
        """Which of the answer's quotes this is, and the ways to the ones before and after it."""
        if asked.span is None or Quoted(asked.document_id, asked.span) not in asked.among:
            return None
        at = asked.among.index(Quoted(asked.document_id, asked.span))
        around = {
            "previous": asked.among[at - 1] if at else None,
            "next": asked.among[at + 1] if at + 1 < len(asked.among) else None,
        }
        ways = {name: self._way(quoted, asked) if quoted else None for name, quoted in around.items()}
        return {"number": at + 1, "count": len(asked.among), **ways}

    def _way(self, to: Quoted, asked: _Asked) -> str:
        document = self._assistant.document(to.document_id)
        text = document.text[to.span.start : to.span.end] if document else ""
        return way(to, text, asked.among, asked.language)

    def problem(
        self, status: int, code: str, language: Language, *, whole: str | None = None, gone: str = ""
    ) -> HTMLResponse:
        texts = self._renderer.texts(language)
        html = self._renderer.page(
            "viewer_problem.html",
            language,
            title=texts[f"viewer.{code}_title"],
            message=texts[f"viewer.{code}"],
            whole=whole,
            gone=gone,
        )
        return _response(html, status)


def _response(html: str, status: int) -> HTMLResponse:
    return HTMLResponse(html, status, headers={"Content-Security-Policy": CONTENT_POLICY})


def web_address(url: str | None) -> str | None:
    """The address when it is one of the web; anything else must not become a link."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None
