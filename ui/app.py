"""The web application: API, source viewer, widget and chat over one assistant."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from ..assistant.control import ControlWatch
from ..assistant.settings import Settings
from ..assistant.texts import Texts
from ..assistant.types import Answering, Language
from .api import api_router, health_router
from .chat import mount_chat
from .doors.add import add_door
from .doors.door import open_door
from .embed import embed_router
from .errors import add_error_handlers
from .front import page_policy
from .middleware import BodyLimit, SecurityHeaders
from .pages import pages_router
from .pool import AnsweringPool
from .records.feedback import feedback_router
from .records.insight import insight_router
from .records.service import make_recording
from .records.types import Records
from .render import STATIC, Renderer
from .status import status_router
from .viewer import viewer_router

MAX_BODY = 64 * 1024
"""Largest request body, in bytes."""


def create_app(
    assistant: Answering,
    texts: Mapping[Language, Texts],
    settings: Settings,
    records: Records | None = None,
    *,
    today: Callable[[], date] = date.today,
) -> FastAPI:
    """The app over an assistant that is open already; nothing is loaded per request.

    Without ``records`` nothing is counted and no feedback is asked for.
    """
    recording = make_recording(records, assistant, settings, today) if records else None
    assistant = recording.assistant if recording else assistant
    control = ControlWatch(settings.index).now
    pool = AnsweringPool(
        assistant,
        workers=settings.concurrency,
        waiting=settings.queue,
        timeout=settings.give_up_after,
        control=control,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        if recording:
            recording.recorder.start()
        yield
        pool.close()
        if recording:
            recording.recorder.close()

    app = FastAPI(
        title="Tillit",
        version=version("tillit"),
        summary="Answers about the trust reform, each sentence proven by a quote.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if settings.docs else None,
    )
    tickets = recording.tickets if recording else None
    renderer = Renderer(texts, tickets, settings.retention_days if recording and settings.keep_questions else None)
    door = open_door(settings)
    if door:
        add_door(app, door, settings, renderer)
    # Only listed origins are let in, and none with cookies. Gradio leaves CORS alone only when it finds this middleware
    # on the app around it.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.add_middleware(BodyLimit, limit=MAX_BODY)
    app.add_middleware(SecurityHeaders, https=(settings.public_url or "").startswith("https:"))
    add_error_handlers(app, texts["nb"])
    if recording:
        app.include_router(feedback_router(recording.recorder, recording.tickets, recording.scrubber, today))
        token = settings.insight_token.get_secret_value() if settings.insight_token else None
        app.include_router(insight_router(recording.records, assistant, renderer, token, today))
    app.include_router(pages_router(renderer, settings))
    app.include_router(status_router(control, texts, door))
    app.include_router(api_router(assistant, pool, renderer, texts["nb"], tickets))
    app.include_router(health_router())
    app.include_router(viewer_router(assistant, renderer))
    app.include_router(embed_router(assistant, renderer, settings.origins, door))
    if settings.docs:
        _add_docs(app)
    app.mount("/tillit", StaticFiles(packages=[("tillit.ui", "static")]))
    app.add_api_route("/manifest.json", _manifest, include_in_schema=False)
    mount_chat(app, pool, renderer, assistant.starters("nb"))
    return app


def _manifest() -> FileResponse:
    """What a phone shows when the chat is put on its home screen; Gradio's page asks for it at this address."""
    return FileResponse(STATIC / "manifest.json", media_type="application/manifest+json")


def _add_docs(app: FastAPI) -> None:
    """API documentation at ``/docs`` from the packaged Swagger UI: FastAPI's own page loads it from a CDN."""
    app.mount("/swagger", StaticFiles(packages=[("fastapi_swagger", "resources")]))

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        page = get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="Tillit API",
            swagger_js_url="/swagger/swagger-ui-bundle.js",
            swagger_css_url="/swagger/swagger-ui.css",
            swagger_favicon_url="/tillit/favicon.png",
        )
        page.headers["Content-Security-Policy"] = page_policy(bytes(page.body))
        return page
