"""A circuit breaker: what keeps failing is left alone for a while, then tried by one caller."""

import threading
import time
from collections.abc import Callable

_LONGEST_REST = 8
"""How many times the first rest the longest is."""


class Breaker:
    """Opens after ``failures`` failures in a row, for ``rest`` seconds, then lets one caller try.

    Where that one fails the rest is twice as long, up to eight times. Safe to use from several threads at once.
    """

    def __init__(self, *, failures: int = 3, rest: float = 15.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed = failures
        self._first_rest = self._rest = rest
        self._clock = clock
        self._failed = 0
        self._until = 0.0
        self._trying = False
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """Whether to call now; who is let in says afterwards how it went."""
        with self._lock:
            if self._failed < self._allowed:
                return True
            if self._trying or self._clock() < self._until:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """The call went well: everyone is let in again."""
        with self._lock:
            self._failed, self._trying, self._rest = 0, False, self._first_rest

    def failed(self) -> None:
        """The call failed."""
        with self._lock:
            if self._trying:
                self._rest = min(2 * self._rest, _LONGEST_REST * self._first_rest)
            self._trying = False
            self._failed += 1
            if self._failed >= self._allowed:
                self._until = self._clock() + self._rest

    def abandoned(self) -> None:
        """The call was given up before it told anything."""
        with self._lock:
            self._trying = False
