"""What other sites embed: the widget's script, what it is made of, and the page that shows it in a frame.

There is one renderer: the widget shows the HTML that ``Renderer.answer`` makes, and the frame shows the widget.
"""

import re
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from ..assistant.texts import LANGUAGES, Texts
from ..assistant.types import Answering, Language
from .doors.door import Door
from .render import STATIC, Renderer

STYLES = ("tokens.css", "answer.css", "feedback.css", "widget.css")
"""The widget's style sheets, in order; all but the last are the chat's too."""

SPOKEN_BY_WIDGET = ("about.", "api.", "chat.", "widget.")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
"""What the page in a frame may load; the origins that may frame it follow."""

_COMMENT = re.compile(r"//.*|/\*.*\*/")


def embed_router(
    assistant: Answering, renderer: Renderer, origins: Sequence[str], door: Door | None = None
) -> APIRouter:
    """``/widget.js``, ``/widget/LANGUAGE`` with its texts and styles, and ``/embed``, which ``origins`` may frame.

    All of it is the same for everyone and open to all, save the starters, for they are drawn from the documents.
    """
    router = APIRouter(include_in_schema=False)
    styles = [_compact(name) for name in STYLES]
    languages: dict[str, Language] = {language: language for language in LANGUAGES}
    policy = CONTENT_POLICY + " ".join(("'self'", *origins))

    @router.get("/widget.js")
    def script() -> FileResponse:  # pyright: ignore[reportUnusedFunction]
        return FileResponse(STATIC / "widget.js", headers={"Cache-Control": "max-age=3600"})

    @router.get("/widget/{language}")
    def parts(request: Request, language: Language) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        may_ask = door is None or door.admits(request.scope) is not None
        made_of = {
            "language": language,
            "texts": _texts(renderer.texts(language)),
            "kept": renderer.texts(language)("about.kept", days=renderer.kept_days) if renderer.kept_days else "",
            "starters": assistant.starters(language) if may_ask else [],
            "styles": styles,
            "may_ask": may_ask,
        }
        # /embed asks without an Origin: a browser must not give its copy to the widget on another site.
        kept = "private, max-age=600" if door is None else "no-store"
        return JSONResponse(made_of, headers={"Cache-Control": kept, "Vary": "Origin"})

    @router.get("/embed")
    def page(lang: str = "", accent: str = "", theme: str = "") -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        html = renderer.page("embed.html", languages.get(lang, "nb"), accent=accent, theme=theme)
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    return router


def _compact(name: str) -> str:
    """The file without comments on lines of their own and the white space around lines: no text goes over several."""
    lines = (line.strip() for line in (STATIC / name).read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not _COMMENT.fullmatch(line))


def _texts(texts: Texts) -> dict[str, str]:
    return {key: texts[key] for key in sorted(texts.keys()) if key.startswith(SPOKEN_BY_WIDGET)}
