"""What the server counts, for Prometheus: requests, answers, waiting and the index; never what was asked or by whom."""

import os
from collections.abc import Callable

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from ..assistant.types import Answer, IndexState

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which several worker processes add up what they count."""

_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one app, in a registry of its own; every label has few values, fixed in the code."""

    def __init__(self) -> None:
        self._registry = here = CollectorRegistry()
        about = "Requests, by route, method and status."
        self._requests = Counter("tillit_requests", about, ["route", "method", "status"], registry=here)
        about = "Seconds until a response began, by route."
        self._seconds = Histogram("tillit_request_seconds", about, ["route"], buckets=_BUCKETS, registry=here)
        about = "Answers and refusals, by outcome, engine and language."
        self._answers = Counter("tillit_answers", about, ["outcome", "engine", "language"], registry=here)
        about = "Questions that are being answered or wait."
        self._taken = Gauge("tillit_questions", about, multiprocess_mode="livesum", registry=here)
        about = "1 when the index in use answers, 0 when an older one does."
        self._sound = Gauge("tillit_index_sound", about, multiprocess_mode="livemin", registry=here)
        about = "Passages of the served index."
        self._passages = Gauge("tillit_index_passages", about, multiprocess_mode="livemax", registry=here)
        self._sound.set(1)
        if SHARED not in os.environ:
            ProcessCollector(registry=self._registry)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request and the seconds until its response began."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count an answer by what became of the question."""
        outcome = answer.refusal.reason if answer.refusal else "answered"
        self._answers.labels(outcome, answer.engine, answer.language).inc()

    def taken(self, change: int) -> None:
        """Note that ``change`` more, or fewer, questions are being answered or wait."""
        self._taken.inc(change)

    def text(self, state: IndexState) -> bytes:
        """All of it in Prometheus' text format, summed over the worker processes."""
        self._sound.set(0 if state.falls_back else 1)
        self._passages.set(state.passages)
        if SHARED not in os.environ:
            return generate_latest(self._registry)
        everyone = CollectorRegistry()
        MultiProcessCollector(everyone)
        return generate_latest(everyone)


def metrics_router(metrics: Metrics, state: Callable[[], IndexState]) -> APIRouter:
    """``/metrics``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    def show() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(metrics.text(state()), media_type=CONTENT_TYPE_LATEST)

    return router
