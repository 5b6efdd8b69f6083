"""Whether a request may come in, and by which of the ways."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from ...assistant.access import Network
from ...assistant.settings import Settings
from .sessions import Sessions, signing_key

Way = Literal["token", "widget", "session", "proxy"]
"""What opened: a token that the request carries, or something that a browser or proxy adds by itself."""

WIDGET_PATHS = ("/api/v1/", "/widget/")
"""Where a widget's token counts."""


@dataclass(frozen=True, slots=True)
class TrustedProxy:
    """A proxy's word that somebody has signed in: ``header``, from one of ``networks`` alone."""

    header: str
    networks: tuple[Network, ...]

    def vouches(self, peer: str | None, headers: Headers) -> bool:
        """Whether the connection comes from a listed address and the header stands in it once, with something in it.

        Twice means that the proxy adds its own to what a client sent.
        """
        values = headers.getlist(self.header)
        return within(peer, self.networks) and len(values) == 1 and bool(values[0].strip())


@dataclass(frozen=True, slots=True)
class Door:
    """The ways in that are set up."""

    sessions: Sessions
    token: bytes | None
    proxy: TrustedProxy | None
    openid: bool
    public_url: str | None

    def admits(self, scope: Scope) -> Way | None:
        """The way by which a request comes in; ``None`` when it does not."""
        headers = Headers(scope=scope)
        bearer = _bearer(headers)
        if bearer is not None:
            if self.fits(bearer):
                return "token"
            if scope["path"].startswith(WIDGET_PATHS) and self.sessions.valid("widget", bearer):
                return "widget"
        if any(self.sessions.valid("session", proof) for proof in self._proofs(headers)):
            return "session"
        client = scope.get("client")
        if self.proxy and self.proxy.vouches(client[0] if client else None, headers):
            return "proxy"
        return None

    def fits(self, token: str) -> bool:
        """Whether this is the shared token; takes as long whatever is wrong with it."""
        return self.token is not None and hmac.compare_digest(token.strip().encode(), self.token)

    @property
    def secure(self) -> bool:
        """Whether people come by https."""
        return bool(self.public_url and self.public_url.startswith("https:"))

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers let none but this very host set one with the prefix."""
        return "__Host-tillit" if self.secure else "tillit"

    def _proofs(self, headers: Headers) -> list[str]:
        jar = SimpleCookie()
        for line in headers.getlist("cookie"):
            try:
                jar.load(line)
            except CookieError:
                continue
        return [jar[self.cookie].value] if self.cookie in jar else []


def open_door(settings: Settings) -> Door | None:
    """The door that the settings ask for; ``None`` when everyone who reaches the server may come in."""
    if not settings.guarded:
        return None
    return Door(
        sessions=Sessions(signing_key(settings), int(settings.session_hours * 3600)),
        token=settings.access_token.get_secret_value().strip().encode() if settings.access_token else None,
        proxy=TrustedProxy(settings.proxy_header, settings.trusted_proxies) if settings.proxy_header else None,
        openid=settings.oidc_issuer is not None,
        public_url=settings.public_url,
    )


def within(address: str | None, networks: Sequence[Network]) -> bool:
    """Whether the address lies in one of the networks."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in networks)


def is_own(origin: str, scope: Scope, public_url: str | None) -> bool:
    """Whether a web origin, as a browser names it, is this server's own.

    Behind a proxy that speaks https for it the server sees its own host at most, unless it was told its address.
    """
    if public_url:
        parts = urlsplit(public_url)
        return origin == f"{parts.scheme}://{parts.netloc}"
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(host) and host == Headers(scope=scope).get("host", "")


def is_foreign(scope: Scope, public_url: str | None) -> bool:
    """Whether another site's page sent this; what is not from a page has no origin."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None:
        return not is_own(origin, scope, public_url)
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def _bearer(headers: Headers) -> str | None:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" and value.strip() else None
