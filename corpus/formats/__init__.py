"""One small module a format, each with ``parse(data: bytes) -> Content``."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "empty",
    "no_text",
    "encrypted",
    "damaged",
    "wrong_type",
    "unknown_type",
    "bad_encoding",
    "too_large",
    "too_slow",
    "unreadable",
    "missing",
    "duplicate",
]


@dataclass
class Refused(Exception):  # noqa: N818
    """Why a file is not loaded: a machine-readable reason, and a sentence that says what to do."""

    reason: Reason
    message: str
