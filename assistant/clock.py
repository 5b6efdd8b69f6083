"""How long the stages of one answer took."""

import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager


class Clock:
    """Milliseconds of the stages of one answer; what no stage is charged with is writing."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._laps: dict[str, float] = {"retrieve": 0.0, "write": 0.0, "verify": 0.0, "model": 0.0}

    @contextmanager
    def timed(self, stage: str) -> Generator[None]:
        """Charge what happens inside to the stage."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.charge(stage, time.perf_counter() - started)

    def charge(self, stage: str, seconds: float) -> None:
        """Charge the stage with so many seconds more."""
        self._laps[stage] += 1000 * seconds

    def mark(self, moment: str) -> None:
        """Note when something happened for the first time."""
        self._laps.setdefault(moment, self._now())

    def laps(self) -> Mapping[str, float]:
        """Every stage's time, the moments marked, and the total until now."""
        total = self._now()
        charged = sum(self._laps[stage] for stage in ("retrieve", "verify", "model"))
        laps = {**self._laps, "write": max(0.0, total - charged), "total": total}
        return {stage: round(milliseconds, 3) for stage, milliseconds in laps.items()}

    def _now(self) -> float:
        return 1000 * (time.perf_counter() - self._start)
