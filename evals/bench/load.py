"""What the server takes: ``python -m tillit.evals.bench.load``, and ``--swaps`` for an index that changes meanwhile.

Starts ``tillit serve`` on a copy of the index. Users ask one question after the other, with a pause between; then five
times as many with none.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx
import typer

from ...assistant.settings import Settings
from ...index.manifest import Manifest, current_manifest, generation_folder, set_current, write_manifest
from ..dataset import in_part, load_cases

OVERLOAD = 5
"""How many times as many users ask in the second part."""

_MEGABYTE = 1024  # /proc counts in kibibytes


@dataclass
class Seen:
    """What the users met: how many answers of each status, and the seconds of those with 200."""

    statuses: Counter[str] = field(default_factory=Counter[str])
    seconds: list[float] = field(default_factory=list[float])

    def row(self, name: str, **more: float) -> dict[str, object]:
        """The figures, as they are printed."""
        return {
            "part": name,
            "statuses": dict(self.statuses),
            "median_s": round(median(self.seconds), 3) if self.seconds else None,
            "p95_s": round(self.p95, 3) if self.p95 else None,
            **more,
        }

    @property
    def p95(self) -> float | None:
        """The seconds that 95 of 100 answers took at most."""
        return quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else None

    @property
    def wrong(self) -> int:
        """Answers that are neither 200 nor a 429 that says when to come back."""
        return sum(count for status, count in self.statuses.items() if status not in ("200", "429"))


def main(
    *,
    users: Annotated[int, typer.Option(min=1, help="Who ask at the same time.")] = 20,
    minutes: Annotated[float, typer.Option(min=0.01, help="How long; the overload takes a fifth of it.")] = 10,
    swaps: Annotated[int, typer.Option(min=0, help="Instead of the overload, change the index so many times.")] = 0,
    pause: Annotated[float, typer.Option(min=0, help="Seconds between a user's answer and next question.")] = 2.0,
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8419,
) -> None:
    """Ask, print what came of it, and fail when anything but 200 and 429 did."""
    with TemporaryDirectory(prefix="tillit-") as name, _served(Path(name) / "index", port) as (server, address):
        ways = _Ways(address, Path(name) / "index", server.pid, users, pause, 60 * minutes)
        rows, wrong = asyncio.run(ways.with_swaps(swaps) if swaps else ways.with_overload())
    for row in rows:
        typer.echo(json.dumps(row))
    raise typer.Exit(int(bool(wrong)))


@dataclass(frozen=True, slots=True)
class _Ways:
    """How the server is asked."""

    address: str
    index: Path
    pid: int
    users: int
    pause: float
    seconds: float

    async def with_overload(self) -> tuple[list[dict[str, object]], int]:
        """Its usual load, then five times that without a pause."""
        _ = await self.ask(self.users, self.seconds / 10, self.pause)
        before = resident(self.pid)
        usual = await self.ask(self.users, self.seconds, self.pause)
        between = resident(self.pid)
        much = await self.ask(OVERLOAD * self.users, self.seconds / 5, 0)
        rows = [
            usual.row("usual", users=self.users, before_mb=before, after_mb=between),
            much.row("overload", users=OVERLOAD * self.users, before_mb=between, after_mb=resident(self.pid)),
        ]
        return rows, usual.wrong + much.wrong

    async def with_swaps(self, swaps: int) -> tuple[list[dict[str, object]], int]:
        """The same load with the index as it is, and with one that changes again and again."""
        twins = _twins(self.index)
        _ = await self.ask(self.users, self.seconds / 10, self.pause)
        before = resident(self.pid)
        still = await self.ask(self.users, self.seconds, self.pause)
        swapping = asyncio.create_task(self.ask(self.users, self.seconds, self.pause))
        taken = 0
        for swap in range(swaps):
            name = twins[swap % 2].name
            set_current(self.index, name)
            await asyncio.sleep(self.seconds / swaps)
            taken += await self._answers_from(name)
        moving = await swapping
        after = resident(self.pid)
        rows = [
            still.row("still", before_mb=before),
            moving.row("swaps", swaps=swaps, taken_in_use=taken, after_mb=after),
        ]
        if still.p95 and moving.p95:
            rows.append({"p95_ratio": round(moving.p95 / still.p95, 2)})
        return rows, still.wrong + moving.wrong

    async def _answers_from(self, generation: str) -> bool:
        async with httpx.AsyncClient(base_url=self.address, timeout=120) as client:
            answer = await client.get("/readyz")
        return answer.json()["index"]["generation"] == generation

    async def ask(self, users: int, seconds: float, pause: float) -> Seen:
        """What so many users met in so many seconds."""
        questions = [case.question.text for case in in_part(load_cases(), "dev")]
        seen, end = Seen(), time.monotonic() + seconds
        limits = httpx.Limits(max_connections=users)
        client = httpx.AsyncClient(base_url=self.address, timeout=120, limits=limits)
        async with client, asyncio.TaskGroup() as group:
            for number in range(users):
                random = Random(number)  # noqa: S311 - nothing secret
                _ = group.create_task(_user(client, questions, random, end, pause, seen))
        return seen


async def _user(
    client: httpx.AsyncClient, questions: Sequence[str], random: Random, end: float, pause: float, seen: Seen
) -> None:
    await asyncio.sleep(random.random() * pause)
    while time.monotonic() < end:
        start = time.monotonic()
        try:
            answer = await client.post("/api/v1/ask", json={"question": random.choice(questions)})
        except httpx.HTTPError as error:
            seen.statuses[type(error).__name__] += 1
            continue
        status, wait = answer.status_code, answer.headers.get("Retry-After")
        seen.statuses["429 without Retry-After" if status == 429 and not wait else str(status)] += 1
        if status == 200:
            seen.seconds.append(time.monotonic() - start)
        await asyncio.sleep(pause or (0.2 if status == 429 else 0))


@contextmanager
def _served(index: Path, port: int) -> Generator[tuple["subprocess.Popen[str]", str]]:
    """The server on a copy of the index in use, with no limit on what one address may ask."""
    _ = shutil.copytree(Settings().index, index)
    command = [str(Path(sys.executable).with_name("tillit")), "serve", "--port", str(port), "--index", str(index)]
    environment = os.environ | {"TILLIT_RATE_LIMIT": "0"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:  # noqa: S603
        try:
            yield server, next(line.split()[-1] for line in server.stderr or () if line.startswith("Tillit:"))
        finally:
            server.terminate()


def _twins(index: Path) -> tuple[Manifest, Manifest]:
    """A copy of the generation in use under another name, and itself."""
    from dataclasses import replace

    manifest = current_manifest(index)
    twin = replace(manifest, name=f"{manifest.name[:-1]}{'0' if manifest.name[-1] != '0' else '1'}")
    folder = generation_folder(index, twin.name)
    _ = shutil.copytree(generation_folder(index, manifest.name), folder)
    write_manifest(folder, twin)
    return twin, manifest


def resident(pid: int) -> int:
    """The megabytes of memory that a process holds (on Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // _MEGABYTE


if __name__ == "__main__":
    typer.run(main)
