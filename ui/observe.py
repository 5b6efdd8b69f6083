"""What is noted of every request: an id, a line in the log and a count; never its address, body or sender."""

import logging
import re
import time
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .logs import request_id
from .metrics import Metrics

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


class Observe:
    """Gives each request an id, the client's own where it is a plain one, and notes how the request went."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        identity = given if _GIVEN.fullmatch(given) else uuid4().hex
        token = request_id.set(identity)
        start = time.perf_counter()
        status, seconds = 500, 0.0

        async def send_noted(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], time.perf_counter() - start
                MutableHeaders(scope=message)[HEADER] = identity
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            route, method = _route(scope), scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.request(route, method, status, seconds or time.perf_counter() - start)
            log.info(
                "request",
                extra={"method": method, "route": route, "status": status, "ms": round(1000 * seconds, 1)},
            )
            request_id.reset(token)


def _route(scope: Scope) -> str:
    """The address as the code names it, with no value of the request in it; "other" for what no route of ours took."""
    path = getattr(scope.get("route"), "path", "")
    return path if path and not path.endswith("{path:path}") else "other"
