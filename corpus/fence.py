"""Parsing a file in a process of its own, so that no file can hang, exhaust or crash the product."""

import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from .cleaning.assemble import Content
from .codec import decode
from .formats import Refused

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: size on disk, CPU and wall-clock seconds, memory and answer in bytes."""

    file: int = 50 * _MEGABYTE
    cpu_seconds: int = 10
    cpu_seconds_per_megabyte: int = 10
    most_cpu_seconds: int = 120
    wall_factor: int = 4
    memory: int = 1536 * _MEGABYTE
    answer: int = 64 * _MEGABYTE

    def cpu(self, size: int) -> int:
        """CPU seconds allowed to a file of ``size`` bytes: a small file that takes long is an attack or a defect."""
        return min(self.most_cpu_seconds, self.cpu_seconds + self.cpu_seconds_per_megabyte * size // _MEGABYTE)


def parse_file(path: Path, limits: Limits) -> Content:
    """The content of a file, parsed in a subprocess under the limits; raises ``Refused`` when there is none."""
    size = path.stat().st_size
    if size > limits.file:
        message = f"The file is larger than {limits.file // _MEGABYTE} MB. Split it, or save it without its pictures."
        raise Refused("too_large", message)
    cpu = limits.cpu(size)
    answer, errors, code = run_fenced("tillit.corpus.worker", [path.resolve(), cpu, limits.memory], cpu, limits)
    if len(answer) > limits.answer:
        raise Refused("too_large", "It holds far more text than a document. Split it into several files.")
    if code == 0:
        return _content(answer)
    raise _crash(code, errors, cpu)


def run_fenced(module: str, arguments: Sequence[object], cpu: int, limits: Limits) -> tuple[bytes, str, int]:
    """What a module, run in a process of its own, writes to its output and to its errors, and its exit code.

    It is ended when it takes ``limits.wall_factor`` times ``cpu`` seconds or answers more than ``limits.answer`` bytes.
    """
    # -P keeps the current folder off the import path. The environment stays: it is how the package was found here.
    command = [sys.executable, "-P", "-m", module, *map(str, arguments)]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)  # noqa: S603
        timer = threading.Timer(cpu * limits.wall_factor, process.kill)
        timer.start()
        try:
            answer = cast("IO[bytes]", process.stdout).read(limits.answer + 1)
            if len(answer) > limits.answer:
                process.kill()
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
            process.communicate()
        errors.seek(0)
        return answer, errors.read(_MEGABYTE).decode(errors="replace"), code


def _content(answer: bytes) -> Content:
    fields = cast("dict[str, Any]", json.loads(answer))
    if "reason" in fields:
        raise Refused(fields["reason"], fields["message"])
    return decode(fields)


def _crash(code: int, errors: str, cpu: int) -> Refused:
    """Why a process that gave no answer ended: killed by a limit, or by an error that the parser did not expect."""
    last = errors.strip().splitlines()[-1] if errors.strip() else f"reading it ended with code {code}"
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        message = f"Reading it took more than {cpu} seconds of computing. Save it again from where it was made."
        return Refused("too_slow", message)
    if last.startswith("MemoryError"):
        return Refused("too_large", "Reading it takes too much memory. Split it, or save it without its pictures.")
    message = f"The file is damaged ({last[:200]}). Open it where it was made, save it again, and put it back."
    return Refused("damaged", message)
