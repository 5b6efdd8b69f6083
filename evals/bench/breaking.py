"""Breaking an index and its builds, for ``chaos``.

Each trial is checked by opening the index afresh in a process of its own, so that the death of one is seen.
"""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from ...corpus.errors import TillitError
from ...index.generation import open_best
from ...index.manifest import current_name, generation_folder
from .ground import WordsEmbedding, build_version, version_of, write_corpus

_PATIENCE = 600.0
_OTHER_WRONG = 70
"""Exit code of a process that met anything but a clear error."""

_LATE = 0.8
"""The share of a build after which a kill is late."""

DEVICE_MEGABYTES = 24


def kill_builds(times: int, seed: int = 1) -> Counter[str]:
    """What was there after each killed build."""
    random, outcomes = Random(seed), Counter[str]()  # noqa: S311 - nothing secret
    with _ground(versions=1) as (corpus, index, context):
        old = 2
        write_corpus(corpus, old)
        whole_build = _seconds(lambda: _run(context, _build, corpus, index))
        for trial in range(times):
            new = old + 1
            write_corpus(corpus, new)
            builder = _start(context, _build, corpus, index)
            # Every other one near the end, where the new index takes the old one's place.
            builder.join(random.uniform(_LATE if trial % 2 else 0, 1.1) * whole_build)
            finished = builder.exitcode is not None
            with suppress(ProcessLookupError):
                os.kill(builder.pid or 0, signal.SIGKILL)
            builder.join()
            found = _version(context, index)
            whole = found == new or (found == old and not finished)
            outcomes["whole: " + ("new" if found == new else "old") if whole else f"wrong: {found}"] += 1
            if trial % 10 == 9 and _run(context, _build, corpus, index) != 0:
                outcomes["wrong: the next build failed"] += 1
            old = _version(context, index)
    return outcomes


def damage_files(times: int, seed: int = 1) -> Counter[str]:
    """What was there after each damage, and after the build that followed."""
    random, outcomes = Random(seed), Counter[str]()  # noqa: S311 - nothing secret
    with _ground(versions=2) as (corpus, index, context):
        sound = index.with_name("sound")
        shutil.copytree(index, sound)
        for _ in range(times):
            shutil.rmtree(index)
            shutil.copytree(sound, index)
            _spoil(index, random)
            found = _version(context, index)
            kind = {1: "older answers", 2: "still answers", -1: "clear error"}.get(found, f"wrong: {found}")
            outcomes[kind] += 1
            built = _run(context, _build, corpus, index)
            mended = built == 0 and _version(context, index) == 2
            outcomes["built anew" if mended else f"wrong: not mended ({built})"] += 1
    return outcomes


def _spoil(index: Path, random: Random) -> None:
    """Truncate, delete, overwrite or blank one or two files of the generation in use, or the pointer to it."""
    folder = generation_folder(index, current_name(index) or "")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size] + [index / "current"]
    for path in random.sample(files, random.randint(1, 2)):
        size = path.stat().st_size
        match random.choice(("truncate", "delete", "overwrite", "blank")):
            case "truncate":
                os.truncate(path, random.randrange(size))
            case "delete":
                path.unlink()
            case "overwrite":
                with path.open("r+b") as file:
                    _ = file.seek(random.randrange(size))
                    _ = file.write(random.randbytes(64))
            case _:
                path.write_bytes(bytes(size))


def fill_disk(times: int, seed: int = 1) -> Counter[str]:
    """What was there after each build that had too little room."""
    random, outcomes = Random(seed), Counter[str]()  # noqa: S311 - nothing secret
    with _ground(versions=0) as (corpus, _, context), _small_disk() as place:
        index = place / "index"
        write_corpus(corpus, 1)
        if _run(context, _build, corpus, index) != 0:
            raise TillitError("The first index could not be built, so there is nothing to try.")
        taken = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
        old = 1
        for _ in range(times):
            filler = place / "filler"
            left = shutil.disk_usage(place).free - random.randrange(taken)
            with suppress(OSError), filler.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(left, 1))
            write_corpus(corpus, old + 1)
            code = _run(context, _build, corpus, index)
            told = {0: "there was room", 1: "clear error"}.get(code, f"wrong: the build ended with {code}")
            full = _version(context, index)
            filler.unlink()
            expected = old if code else old + 1
            if full not in (expected, -1) or _version(context, index) != expected:
                told = f"wrong: version {full} after exit code {code}"
            outcomes[f"{told}, {'answers' if full == expected else 'clear error'} while full"] += 1
            if _run(context, _build, corpus, index) != 0 or _version(context, index) != old + 1:
                outcomes["wrong: no build once there is room"] += 1
            old += 1
    return outcomes


@contextmanager
def _small_disk() -> Generator[Path]:
    with TemporaryDirectory() as name:
        size = f"size={DEVICE_MEGABYTES}m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tillit", name], check=True)  # noqa: S603, S607
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)  # noqa: S603, S607


@contextmanager
def _ground(versions: int) -> Generator[tuple[Path, Path, ForkServerContext]]:
    """A corpus, an index of its latest version with those before it, and a way to start processes quickly."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tillit.evals.bench.breaking", "tillit.index.make", "tillit.corpus.load"])
    with TemporaryDirectory(prefix="tillit-") as name:
        corpus, index = Path(name) / "corpus", Path(name) / "index"
        for version in range(1, versions + 1):
            write_corpus(corpus, version)
            if _run(context, _build, corpus, index) != 0:
                raise TillitError("The first index could not be built, so there is nothing to try.")
        yield corpus, index, context


def _build(corpus: Path, index: Path) -> None:
    _exit(lambda: build_version(corpus, index))


def _look(index: Path, answer: str) -> None:
    def look() -> None:
        Path(answer).write_text(str(version_of(open_best(index, WordsEmbedding()))))

    _exit(look)


def _exit(work: Callable[[], None]) -> None:
    """End this process: with 0, with 1 after a clear error, or with a code of its own after any other."""
    try:
        work()
    except TillitError as error:
        print(error, file=sys.stderr)  # noqa: T201
        os._exit(1)
    except BaseException as error:  # noqa: BLE001 - it is what this looks for
        print("unclear error:", repr(error), file=sys.stderr)  # noqa: T201
        os._exit(_OTHER_WRONG)
    os._exit(0)


def _version(context: ForkServerContext, index: Path) -> int:
    """The version that a newly started reader answers from; -1 when a clear error tells that there is none."""
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        code = _run(context, _look, index, str(answer))
        return int(answer.read_text()) if code == 0 else -1 if code == 1 else -abs(code) - 100


def _start(context: ForkServerContext, work: Callable[..., None], *arguments: object) -> ForkServerProcess:
    process = context.Process(target=work, args=arguments)
    process.start()
    return process


def _run(context: ForkServerContext, work: Callable[..., None], *arguments: object) -> int:
    process = _start(context, work, *arguments)
    process.join(_PATIENCE)
    if process.exitcode is None:
        process.kill()
        process.join()
    return process.exitcode if process.exitcode is not None else -signal.SIGKILL


def _seconds(work: Callable[[], object]) -> float:
    start = time.monotonic()
    _ = work()
    return time.monotonic() - start
