"""The options that decide who gets in; part of ``Settings``."""

import ipaddress
import re
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SHORTEST_SECRET = 16
"""Characters: a secret that can be guessed is none."""

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,63}")
_COMMON_HEADERS = {"host", "accept", "user-agent", "connection", "cookie", "origin", "referer", "content-type"}


def web_address(url: str | None) -> str | None:
    """The address without a slash at its end; raises ``ValueError`` when it is none of the web, or holds a password."""
    parts = urlsplit(url or "https://none")
    known = parts.scheme in ("http", "https") and parts.hostname
    if not known or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(f"{url} is no web address. Write it like https://tillit.example.no")
    return url.rstrip("/") if url else url


class AccessSettings(BaseSettings):
    """Without any of these, everyone who reaches the server may ask; with more than one, any of them opens."""

    model_config = SettingsConfigDict(env_prefix="TILLIT_", extra="ignore", frozen=True)

    access_token: SecretStr | None = Field(
        default=None, description="A password that all share: on the sign-in page, and as a bearer token of the API."
    )
    proxy_header: str | None = Field(
        default=None, description="The header by which a proxy in trusted_proxies says who has signed in."
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(), description="Addresses or networks, separated by spaces, of the proxies whose headers count."
    )
    oidc_issuer: str | None = Field(default=None, description="The OpenID provider's issuer address.")
    oidc_client_id: str | None = Field(default=None, description="What the product is called at that provider.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Its secret there.")
    public_url: str | None = Field(
        default=None, description="The address at which people reach the server, such as https://tillit.example.no."
    )
    session_hours: float = Field(default=10.0, gt=0, le=24 * 7, description="Hours until one must sign in again.")
    secret: SecretStr | None = Field(
        default=None, description="The key that signs sign-ins; the same for all servers behind one address."
    )
    docs: bool = Field(default=True, description="Whether the API's documentation is served.")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_proxies(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("access_token", "secret")
    @classmethod
    def _check_length(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().strip()) < SHORTEST_SECRET:
            raise ValueError(
                f"it has fewer than {SHORTEST_SECRET} characters and could be guessed. "
                "Make one with: openssl rand -hex 24"
            )
        return value

    @field_validator("proxy_header")
    @classmethod
    def _check_header(cls, name: str | None) -> str | None:
        if name is not None and (not _HEADER.fullmatch(name) or name.lower() in _COMMON_HEADERS):
            raise ValueError(f"{name} is no header that only a proxy sets. Name one such as X-Remote-User")
        return name

    @field_validator("public_url", "oidc_issuer")
    @classmethod
    def _check_address(cls, url: str | None) -> str | None:
        return web_address(url)

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.proxy_header and not self.trusted_proxies:
            raise ValueError(
                "proxy_header is set without trusted_proxies, so anybody could send that header. Set "
                "TILLIT_TRUSTED_PROXIES to the addresses of your proxies, such as 127.0.0.1 10.0.0.0/24"
            )
        openid = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(openid) and not all((*openid, self.public_url)):
            raise ValueError(
                "sign-in with OpenID Connect needs TILLIT_OIDC_ISSUER, TILLIT_OIDC_CLIENT_ID, "
                "TILLIT_OIDC_CLIENT_SECRET and TILLIT_PUBLIC_URL, and not all are set"
            )
        return self

    @property
    def guarded(self) -> bool:
        """Whether one must sign in at all."""
        return bool(self.access_token or self.proxy_header or self.oidc_issuer)
