"""The seam to a language model: a prompt in, its words as they come."""

import threading
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ...corpus.errors import TillitError

Trouble = Literal["busy", "resting", "unreachable", "slow", "refused", "protocol", "gone"]
"""Why a model said nothing, or not all: too many ask, it failed before, or what went wrong now.

``refused`` is an error that the server answered with, ``gone`` that the asker has left.
"""


class Unavailable(TillitError):  # noqa: N818 - it is a state of the endpoint, and the answer is given without it
    """A language model did not say all that it had to say."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(f"The language model gave no answer: {trouble}.")
        self.trouble: Trouble = trouble


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is sent: the rules, the data, the JSON schema of its reply, and the most tokens of it."""

    rules: str
    data: str
    schema: Mapping[str, object]
    most_tokens: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an asker waits: until a moment of ``time.monotonic``, or until they have left."""

    until: float
    gone: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def of(cls, seconds: float, gone: threading.Event | None = None) -> "Patience":
        """Patience for so many seconds from now."""
        return cls(time.monotonic() + seconds, gone or threading.Event())

    def left(self) -> float:
        """Seconds that are left, at least 0."""
        return max(0.0, self.until - time.monotonic())

    def check(self) -> None:
        """Raise ``Unavailable`` when it has run out."""
        if self.gone.is_set():
            raise Unavailable("gone")
        if not self.left():
            raise Unavailable("slow")


class Talking(Protocol):
    """A language model; all of them stand behind this one method."""

    def tell(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        """What the model says, in pieces as they come; raises ``Unavailable`` when it ends before its end.

        Closing the generator ends the call.
        """
        ...
