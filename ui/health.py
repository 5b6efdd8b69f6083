"""Whether the process lives, and whether it can answer: for load balancers and whoever is on call."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import httpx
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..assistant.settings import Settings
from ..assistant.types import IndexState, Serving

_INDEX_SECONDS = 2.0
_LLM_SECONDS = 30.0
"""How long what was found out is believed; asking again and again must not cost the askers anything."""

_LLM_TIMEOUT = 3.0

_Found = TypeVar("_Found")


def health_router(assistant: Serving, settings: Settings) -> APIRouter:
    """``/healthz``: the process answers; ``/readyz``: the index, asked for known vectors, finds them.

    A language model that does not answer is told of and no reason to send nobody here: answers do not need it.
    """
    router = APIRouter(include_in_schema=False)
    index = _Believed(assistant.check, _INDEX_SECONDS)
    llm = _Believed(lambda: llm_problem(settings), _LLM_SECONDS)

    @router.get("/healthz")
    def healthz() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        state, problem = await asyncio.gather(asyncio.to_thread(index.get), asyncio.to_thread(llm.get))
        notes = [*_index_notes(state), *([problem] if problem else [])]
        status = "ready" if state.sound else "not_ready"
        body = {"status": status, "index": {"generation": state.generation, "passages": state.passages}, "notes": notes}
        return JSONResponse(body, 200 if state.sound else 503)

    return router


class _Believed(Generic[_Found]):
    """What ``find_out`` gave, asked again when that is older than ``seconds``; one caller at a time asks."""

    def __init__(self, find_out: Callable[[], _Found], seconds: float) -> None:
        self._find_out = find_out
        self._seconds = seconds
        self._lock = threading.Lock()
        self._found: tuple[float, _Found] | None = None

    def get(self) -> _Found:
        """What was found out last, or is now."""
        with self._lock:
            now = time.monotonic()
            if self._found is None or now - self._found[0] > self._seconds:
                self._found = now, self._find_out()
            return self._found[1]


def _index_notes(state: IndexState) -> list[str]:
    notes: list[str] = []
    if not state.sound:
        notes.append("The index does not find what it holds. Run 'tillit doctor', then 'tillit index'.")
    if state.falls_back:
        notes.append("The index in use is damaged or could not be opened; an older one answers. Run 'tillit doctor'.")
    return notes


def llm_problem(settings: Settings) -> str | None:
    """What is wrong with the language model's address, in a sentence; ``None`` when it answers or none is set."""
    if not settings.llm_url:
        return None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
    try:
        response = httpx.get(
            f"{settings.llm_url.rstrip('/')}/models", headers={"Authorization": f"Bearer {key}"}, timeout=_LLM_TIMEOUT
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return "The language model does not answer; quoted answers do not need it. See TILLIT_LLM_URL."
    if response.status_code in (401, 403):
        return "The language model refuses the key; quoted answers do not need it. See TILLIT_LLM_API_KEY."
    if response.status_code >= 500:
        return "The language model has an error of its own; quoted answers do not need it."
    return None
