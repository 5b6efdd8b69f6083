"""Whether any file gets out of the fence that it is parsed behind: ``python -m tillit.evals.bench.hostile``.

Each spoiled file is parsed in a process of its own under the product's limits, forked from one that has the parsers
loaded. What it costs is measured, and what it gives is read back as the product does. A file escapes when it takes
more than it may, gives what cannot be read back, or does not end.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Pipe
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ...corpus.cleaning.assemble import Content
from ...corpus.codec import decode, encode
from ...corpus.formats import Refused
from ...corpus.limits import MEGABYTE, Limits
from ...corpus.worker import limit, parse_named
from .mutations import mutated, seed_files

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    _End = Connection[bytes, bytes]

_KIB = 1024  # the unit in which Linux gives a process's greatest memory

_SLACK = 1.1
"""CPU seconds that a process may take beyond its limit until the system's next look at it."""


@dataclass
class Tally:
    """How many files were parsed, what became of them, what the costliest took, and those that escaped."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    most_cpu: float = 0.0
    most_memory: int = 0
    escaped: list[str] = field(default_factory=list[str])

    def as_json(self) -> dict[str, object]:
        """The figures, as they are printed."""
        return {
            "files": self.outcomes.total(),
            "outcomes": dict(self.outcomes.most_common()),
            "most_cpu_s": round(self.most_cpu, 2),
            "most_memory_mb": round(self.most_memory / MEGABYTE),
            "escapes": len(self.escaped),
        }


def main(
    *,
    count: Annotated[int, typer.Option(min=1, help="How many spoiled files.")] = 20_000,
    seed: Annotated[int, typer.Option(help="What the spoiling is drawn by.")] = 1,
    keep: Annotated[Path | None, typer.Option(help="Folder for the files that escape.")] = None,
) -> None:
    """Spoil files of every format, parse them, print what became of them, and fail when one escaped."""
    tally = parse_spoiled(count, seed, keep, lambda done: print(f"{done} files", file=sys.stderr))  # noqa: T201
    typer.echo(json.dumps(tally.as_json()))
    for escape in tally.escaped:
        typer.echo(escape, err=True)
    raise typer.Exit(int(bool(tally.escaped)))


def parse_spoiled(
    count: int, seed: int, keep: Path | None = None, tell: Callable[[int], None] = lambda _: None
) -> Tally:
    """Parse ``count`` spoiled files, the formats in turn."""
    tally, limits = Tally(), Limits()
    seeds = list(seed_files().items())
    for name, data in seeds:  # loads every parser before the first process forks
        parse_named(name, data)
    for number in range(count):
        name, data = seeds[number % len(seeds)]
        spoiled = mutated(name, data, Random(f"{seed}-{number}"))  # noqa: S311 - nothing secret
        problem = _parse(name, spoiled, limits, tally)
        if problem:
            tally.escaped.append(f"file {number} of seed {seed}, made of {name}: {problem}")
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{number}-{name}").write_bytes(spoiled)
        if number % 1000 == 999:
            tell(number + 1)
    return tally


def _parse(name: str, data: bytes, limits: Limits, tally: Tally) -> str | None:
    """What is wrong with how the parsing of one file went, if anything."""
    ours, theirs = cast("tuple[_End, _End]", Pipe(duplex=False))
    child = os.fork()
    if child == 0:
        ours.close()
        _in_child(name, data, limits, theirs)
    theirs.close()
    answer = _received(ours, limits.cpu_seconds * limits.wall_factor)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss * _KIB
    tally.most_cpu, tally.most_memory = max(tally.most_cpu, cpu), max(tally.most_memory, memory)
    outcome, problem = _outcome(answer, os.waitstatus_to_exitcode(status))
    tally.outcomes[outcome] += 1
    if cpu > limits.cpu_seconds + _SLACK or memory > limits.memory:
        return f"it took {cpu:.1f} CPU seconds and {memory // MEGABYTE} MB"
    return problem


def _in_child(name: str, data: bytes, limits: Limits, pipe: "_End") -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    # The parsers are loaded already, and their memory counts; so does the CPU that loading them would take.
    limit(limits.cpu_seconds, limits.memory)
    try:
        pipe.send_bytes(encode(parse_named(name, data)).encode())
    except Refused as refused:
        pipe.send_bytes(json.dumps({"reason": refused.reason, "message": refused.message}).encode())
    except BaseException as error:  # noqa: BLE001 - whatever it is ends this process, as it does the product's
        pipe.send_bytes(json.dumps({"error": type(error).__name__}).encode())
    os._exit(0)


def _received(pipe: "_End", seconds: float) -> bytes | None:
    """What the process sent; empty when it ended without a word, ``None`` when it did not end."""
    try:
        return pipe.recv_bytes() if pipe.poll(seconds) else None
    except EOFError:
        return b""
    finally:
        pipe.close()


def _outcome(answer: bytes | None, code: int) -> tuple[str, str | None]:
    """What became of a file, and what is wrong with that, if anything."""
    if answer is None:
        return "hung", "it did not end"
    if not answer:
        return ("too_slow" if code in (-signal.SIGXCPU, -signal.SIGKILL) else "crashed"), None
    fields = json.loads(answer)
    if "error" in fields:
        return ("too_large" if fields["error"] == "MemoryError" else "damaged"), None
    if "reason" in fields:
        return fields["reason"], None if fields["message"].endswith(".") else "its reason is no sentence"
    return "parsed", _unfit(decode(fields))


def _unfit(content: Content) -> str | None:
    """Why a parsed file could not be split or quoted."""
    size = len(content.text)
    spans = [
        *((page.start, page.end) for page in content.pages),
        *((block.start, block.end) for block in content.blocks),
    ]
    if not all(0 <= start <= end <= size for start, end in spans):
        return "a page or block lies outside its text"
    try:
        content.text.encode()
    except UnicodeEncodeError:
        return "its text cannot be stored"
    return None


if __name__ == "__main__":
    typer.run(main)
