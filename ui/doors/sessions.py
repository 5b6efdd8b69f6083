"""Signed proof that somebody has signed in: it holds the time and what it is for, and nothing about who."""

import hashlib
import hmac
import secrets
from typing import Literal

from itsdangerous import BadData, URLSafeTimedSerializer

from ...assistant.settings import Settings

Purpose = Literal["session", "widget"]

WIDGET_SECONDS = 3600
"""How long a widget on another site may ask before its user must open the sign-in window again."""


_SIGNED_BY = {"digest_method": hashlib.sha256}


class Sessions:
    """Makes and checks the proofs; servers with the same key take each other's."""

    def __init__(self, key: str, session_seconds: int) -> None:
        self._key = key
        self._seconds: dict[Purpose, int] = {"session": session_seconds, "widget": WIDGET_SECONDS}

    @property
    def session_seconds(self) -> int:
        """How long a session lasts."""
        return self._seconds["session"]

    def issue(self, purpose: Purpose) -> str:
        """A proof that counts for one purpose, from now on."""
        return self._signer(purpose).dumps(None)

    def valid(self, purpose: Purpose, proof: str) -> bool:
        """Whether the proof was made here for this purpose and has not run out."""
        try:
            self._signer(purpose).loads(proof, max_age=self._seconds[purpose])
        except BadData:
            return False
        return True

    def _signer(self, purpose: Purpose) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=f"tillit.{purpose}", signer_kwargs=_SIGNED_BY)


def signing_key(settings: Settings) -> str:
    """The key that signs: from the secret, else from the token or client secret; else one that this process makes up.

    Whoever changes what it comes from signs everybody out.
    """
    source = settings.secret or settings.access_token or settings.oidc_client_secret
    if source is None:
        return secrets.token_hex(32)
    return hmac.new(b"tillit sign-in", source.get_secret_value().encode(), "sha256").hexdigest()
