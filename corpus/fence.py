"""Parsing a file in a process of its own, so that no file can hang, exhaust or crash the product."""

import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

from .cleaning.assemble import Content
from .codec import decode
from .formats import Refused
from .limits import MEGABYTE, Limits


def parse_file(path: Path, limits: Limits) -> Content:
    """The content of a file, parsed in a subprocess under the limits; raises ``Refused`` when there is none."""
    size = path.stat().st_size
    if size > limits.file:
        message = f"The file is larger than {limits.file // MEGABYTE} MB. Split it, or save it without its pictures."
        raise Refused("too_large", message)
    answer, errors, code = run_fenced("tillit.corpus.worker", [path.resolve()], limits)
    if len(answer) > limits.answer:
        raise Refused("too_large", "It holds far more text than a document. Split it into several files.")
    if code == 0:
        return _content(answer)
    raise _crash(code, errors, limits)


def run_fenced(module: str, arguments: Sequence[object], limits: Limits) -> tuple[bytes, str, int]:
    """What a module, run in a process of its own, writes to its output and to its errors, and its exit code.

    It gets the CPU seconds and the bytes of memory that it may use as its last arguments, and is ended when it takes
    ``limits.wall_factor`` times these seconds or answers more than ``limits.answer`` bytes.
    """
    # -P keeps the current folder off the import path. The environment stays: it is how the package was found here.
    bounds = (limits.cpu_seconds, limits.memory)
    command = [sys.executable, "-P", "-m", module, *map(str, (*arguments, *bounds))]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)  # noqa: S603
        timer = threading.Timer(limits.cpu_seconds * limits.wall_factor, process.kill)
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
        return answer, errors.read(MEGABYTE).decode(errors="replace"), code


def _content(answer: bytes) -> Content:
    fields = cast("dict[str, Any]", json.loads(answer))
    if "reason" in fields:
        raise Refused(fields["reason"], fields["message"])
    return decode(fields)


def _crash(code: int, errors: str, limits: Limits) -> Refused:
    """Why a process that gave no answer ended: killed by a limit, or by an error that the parser did not expect."""
    last = errors.strip().splitlines()[-1] if errors.strip() else f"reading it ended with code {code}"
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        message = (
            f"Reading it took more than {limits.cpu_seconds} seconds of computing. Split it, or save it again "
            "from where it was made; if you trust it, allow more with TILLIT_PARSE_SECONDS."
        )
        return Refused("too_slow", message)
    if last.startswith("MemoryError"):
        message = (
            f"Reading it takes more than {limits.memory // MEGABYTE} MB of memory. Split it, or save it without its "
            "pictures; if you trust it, allow more with TILLIT_PARSE_MEMORY."
        )
        return Refused("too_large", message)
    message = f"The file is damaged ({last[:200]}). Open it where it was made, save it again, and put it back."
    return Refused("damaged", message)
