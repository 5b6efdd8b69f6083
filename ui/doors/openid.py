"""Signing in at an OpenID provider, with Authlib; what the provider says of the person is checked and dropped."""

import logging
from collections.abc import Awaitable, Mapping
from typing import Protocol

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...assistant.settings import Settings
from ..render import Renderer
from .door import Door
from .sessions import signing_key
from .sign_in import SignInPages, local_address, signed_in

TRIP_SECONDS = 900
"""How long the trip to the provider and back may take."""

PROVIDER_TIMEOUT = 10.0
"""Seconds to wait for the provider's answer to a request of ours."""

log = logging.getLogger(__name__)


class _Provider(Protocol):
    """What is used of Authlib's client, which has no types."""

    async def authorize_redirect(self, request: Request, redirect_uri: str) -> Response: ...

    async def authorize_access_token(self, request: Request) -> Mapping[str, object]: ...


def openid_app(door: Door, settings: Settings, renderer: Renderer) -> Starlette:
    """``/start``, which leads to the provider, and ``/tilbake``, to which it leads back; to be mounted at ``/oidc``.

    The code is bound to this browser by state, nonce and PKCE, kept meanwhile in a signed cookie of these paths alone.
    """
    provider = _provider_of(settings)
    pages = SignInPages(door, renderer)
    came_back = f"{settings.public_url}/oidc/tilbake"

    async def start(request: Request) -> Response:
        request.session["neste"] = local_address(request.query_params.get("neste", ""))
        return await told(request, provider.authorize_redirect(request, came_back))

    async def callback(request: Request) -> Response:
        return await told(request, enter(request))

    async def enter(request: Request) -> Response:
        back = local_address(request.session.get("neste", ""))
        token = await provider.authorize_access_token(request)
        request.session.clear()
        return signed_in(door, back) if token.get("userinfo") else pages.problem(request, "not_accepted", 403)

    async def told(request: Request, step: Awaitable[Response]) -> Response:
        # An error's name alone is logged: its text can hold what the provider says of the person.
        try:
            return await step
        except (AuthlibBaseError, JoseError) as error:
            log.warning("a sign-in was not accepted: %s", type(error).__name__)
            return pages.problem(request, "not_accepted", 403)
        except (httpx2.HTTPError, ValueError, RuntimeError) as error:
            log.error("the OpenID provider could not be asked: %s", type(error).__name__)
            return pages.problem(request, "provider_silent", 502)

    trip = Middleware(
        SessionMiddleware,
        secret_key=signing_key(settings),
        session_cookie="tillit_oidc",
        max_age=TRIP_SECONDS,
        path="/oidc",
        same_site="lax",
        https_only=door.secure,
    )
    return Starlette(routes=[Route("/start", start), Route("/tilbake", callback)], middleware=[trip])


def _provider_of(settings: Settings) -> _Provider:
    assert settings.oidc_client_secret  # noqa: S101 - the settings ask for it with the issuer
    return OAuth().register(  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        "tillit",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "timeout": PROVIDER_TIMEOUT},
    )
