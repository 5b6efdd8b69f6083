"""The web application: API, source viewer, widget and chat over one assistant."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from ..assistant.settings import Settings
from ..assistant.texts import Texts
from ..assistant.types import Language, Serving
from .api import api_router
from .chat import mount_chat
from .embed import embed_router
from .errors import add_error_handlers, error_body
from .health import health_router
from .limits import RateLimit
from .metrics import Metrics, metrics_router
from .middleware import BodyLimit, SecurityHeaders
from .observe import Observe
from .pool import AnsweringPool
from .render import STATIC, Renderer
from .viewer import viewer_router

MAX_BODY = 64 * 1024
"""Largest request body, in bytes."""


def create_app(
    assistant: Serving,
    texts: Mapping[Language, Texts],
    settings: Settings,
    background: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> FastAPI:
    """The app over an assistant that is open already; nothing is loaded per request.

    ``background`` is entered when the app starts and left when it stops.
    """
    metrics = Metrics()
    pool = AnsweringPool(
        assistant,
        workers=settings.concurrency,
        waiting=settings.queue,
        timeout=settings.answer_timeout,
        metrics=metrics,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        with background():
            yield
        pool.close()

    app = FastAPI(
        title="Tillit",
        version=version("tillit"),
        summary="Answers about the trust reform, each sentence proven by a quote.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    # What is added last is passed first.
    app.add_middleware(BodyLimit, limit=MAX_BODY, seconds=settings.request_timeout)
    if settings.rate_limit:
        app.add_middleware(
            RateLimit,
            per_minute=settings.rate_limit,
            proxies=settings.trusted_proxies,
            body=error_body("too_often", texts["nb"]),
        )
    # Only listed origins are let in, and none with cookies. Gradio leaves CORS alone only when it finds this middleware
    # on the app around it.
    app.add_middleware(
        CORSMiddleware, allow_origins=settings.origins, allow_methods=["GET", "POST"], allow_headers=["Content-Type"]
    )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observe, metrics=metrics)
    add_error_handlers(app, texts["nb"])
    renderer = Renderer(texts)
    app.include_router(api_router(assistant, pool, renderer, texts["nb"]))
    app.include_router(health_router(assistant, settings))
    app.include_router(metrics_router(metrics, assistant.state))
    app.include_router(viewer_router(assistant, renderer))
    app.include_router(embed_router(assistant, renderer, settings.origins))
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
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="Tillit API",
            swagger_js_url="/swagger/swagger-ui-bundle.js",
            swagger_css_url="/swagger/swagger-ui.css",
            swagger_favicon_url="/tillit/favicon.png",
        )
