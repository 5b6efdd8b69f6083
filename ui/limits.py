"""How often one client may ask."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..assistant.access import Network

MOST_CLIENTS = 10_000
"""Clients that are remembered; the one that has been quiet longest is forgotten first."""

_NEIGHBOURS = 64
"""Bits of an IPv6 address that stand for one client: what comes after is the client's to choose."""


class Allowance:
    """So many requests a minute for each client, saved up to a minute's worth."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> int:
        """0, with one request of the client's used up; or the whole seconds until it may ask again."""
        now = self._clock()
        left, since = self._left.pop(client, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        allowed = left >= 1
        self._left[client] = (left - 1 if allowed else left, now)
        while len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, ceil((1 - left) * 60 / self._most))


class RateLimit:
    """Turns away with status 429 a client that sends more POST requests a minute than it is allowed."""

    def __init__(self, app: ASGIApp, per_minute: int, proxies: Sequence[Network], body: Mapping[str, object]) -> None:
        self._app = app
        self._proxies = proxies
        self._allowance = Allowance(per_minute)
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or says when to ask again."""
        if scope["type"] == "http" and scope["method"] == "POST":
            wait = self._allowance.wait(client_of(scope, self._proxies))
            if wait:
                response = JSONResponse(self._body, 429, headers={"Retry-After": str(wait)})
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)


def client_of(scope: Scope, proxies: Sequence[Network]) -> str:
    """Who asks, by network address: the peer's, or where that is a trusted proxy's, the one that it names.

    Each proxy adds to the right what it saw, so the first from the right that is no proxy's counts; what stands left of
    it came from the client, who may write anything there.
    """
    peer: str = (scope.get("client") or ("",))[0]
    named = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    for host in (peer, *(name.strip() for name in reversed(named))):
        address = _address(host)
        if address is None:
            return peer
        if not any(address in network for network in proxies if network.version == address.version):
            return _client(address)
    return peer


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _client(address: IPv4Address | IPv6Address) -> str:
    bits = _NEIGHBOURS if address.version == 6 else 32
    return str(ip_network((address, bits), strict=False).network_address)
