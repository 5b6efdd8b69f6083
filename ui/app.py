"""The web application: API, source viewer, widget and chat over one assistant."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import date
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from ..assistant.control import ControlWatch
from ..assistant.settings import Settings
from ..assistant.texts import Texts
from ..assistant.types import Answering, Language, Serving
from .api import api_router
from .chat import mount_chat
from .doors.add import add_door
from .doors.door import Door, open_door
from .embed import embed_router
from .errors import add_error_handlers, error_body
from .front import page_policy
from .health import health_router
from .limits import RateLimit
from .metrics import Metrics, metrics_router
from .middleware import BodyLimit, SecurityHeaders
from .observe import Observe
from .originals import Originals
from .pages import pages_router
from .pool import AnsweringPool
from .records.feedback import feedback_router
from .records.insight import insight_router
from .records.service import Recording, make_recording
from .records.types import Records
from .render import STATIC, Renderer
from .status import status_router
from .viewer import viewer_router

MAX_BODY = 64 * 1024
"""Largest request body, in bytes."""


def create_app(
    assistant: Serving,
    texts: Mapping[Language, Texts],
    settings: Settings,
    records: Records | None = None,
    *,
    background: Callable[[], AbstractContextManager[None]] = nullcontext,
    today: Callable[[], date] = date.today,
) -> FastAPI:
    """The app over an assistant that is open already; nothing is loaded per request.

    Without ``records`` nothing is counted and no feedback is asked for. ``background`` is entered when the app starts
    and left when it stops.
    """
    recording = make_recording(records, assistant, settings, today) if records else None
    answering = recording.assistant if recording else assistant
    tickets = recording.tickets if recording else None
    kept_days = settings.retention_days if recording and settings.keep_questions else None
    renderer = Renderer(texts, tickets, kept_days, abbreviations=assistant.abbreviations)
    control = ControlWatch(settings.index).now
    metrics = Metrics()
    pool = AnsweringPool(
        answering,
        workers=settings.concurrency,
        waiting=settings.queue,
        timeout=settings.give_up_after,
        control=control,
        metrics=metrics,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        with background():
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
    door = open_door(settings)
    _add_middleware(app, settings, texts["nb"], renderer, door, metrics)
    add_error_handlers(app, texts["nb"])
    if recording:
        _add_records(app, recording, answering, renderer, settings, today)
    app.include_router(pages_router(renderer, settings))
    app.include_router(status_router(control, texts, door))
    app.include_router(api_router(answering, pool, renderer, texts["nb"], tickets))
    app.include_router(health_router(assistant, settings))
    app.include_router(metrics_router(metrics, assistant.state))
    app.include_router(viewer_router(answering, renderer, Originals(settings.corpus_folders)))
    app.include_router(embed_router(answering, renderer, settings.origins, door))
    if settings.docs:
        _add_docs(app)
    app.mount("/tillit", StaticFiles(packages=[("tillit.ui", "static")]))
    app.add_api_route("/manifest.json", _manifest, include_in_schema=False)
    mount_chat(app, pool, renderer, answering)
    return app


def _add_middleware(
    app: FastAPI, settings: Settings, texts: Texts, renderer: Renderer, door: Door | None, metrics: Metrics
) -> None:
    """What every request passes; what is added last is passed first."""
    if door:
        add_door(app, door, settings, renderer)
    app.add_middleware(GZipMiddleware)  # events that stream are left as they are
    app.add_middleware(BodyLimit, limit=MAX_BODY, seconds=settings.request_timeout)
    if settings.rate_limit:
        app.add_middleware(
            RateLimit,
            per_minute=settings.rate_limit,
            proxies=settings.trusted_proxies,
            body=error_body("too_often", texts),
        )
    # Only listed origins are let in, and none with cookies. Gradio leaves CORS alone only when it finds this middleware
    # on the app around it.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.add_middleware(SecurityHeaders, https=(settings.public_url or "").startswith("https:"))
    app.add_middleware(Observe, metrics=metrics)


def _add_records(
    app: FastAPI,
    recording: Recording,
    assistant: Answering,
    renderer: Renderer,
    settings: Settings,
    today: Callable[[], date],
) -> None:
    """Feedback, and what leaders see of it."""
    app.include_router(feedback_router(recording.recorder, recording.tickets, recording.scrubber, today))
    token = settings.insight_token.get_secret_value() if settings.insight_token else None
    app.include_router(insight_router(recording.records, assistant, renderer, token, today))


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
