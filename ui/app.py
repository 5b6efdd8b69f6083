"""The web application: API, source viewer and chat over one assistant."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from ..assistant.settings import Settings
from ..assistant.texts import Texts
from ..assistant.types import Answering, Language
from .api import MAX_BODY, api_router, health_router
from .chat import mount_chat
from .errors import add_error_handlers
from .headers import SecurityHeaders
from .pool import AnsweringPool
from .render import Renderer
from .viewer import viewer_router


def create_app(assistant: Answering, texts: Mapping[Language, Texts], settings: Settings) -> FastAPI:
    """The app over an assistant that is open already; nothing is loaded per request."""
    pool = AnsweringPool(
        assistant, workers=settings.concurrency, waiting=settings.queue, timeout=settings.answer_timeout
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        pool.close()

    app = FastAPI(
        title="Tillit",
        version=version("tillit"),
        summary="Answers about the trust reform, each sentence proven by a quote.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        max_body_size=MAX_BODY,
    )
    # No foreign origin is let in. Gradio leaves CORS alone only when it finds this middleware on the app around it.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(SecurityHeaders)
    add_error_handlers(app, texts["nb"])
    renderer = Renderer(texts)
    app.include_router(api_router(assistant, pool, texts["nb"]))
    app.include_router(health_router())
    app.include_router(viewer_router(assistant, renderer))
    _add_docs(app)
    app.mount("/tillit", StaticFiles(packages=[("tillit.ui", "static")]))
    mount_chat(app, pool, renderer, assistant.starters("nb"))
    return app


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
