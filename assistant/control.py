"""The off switch and the banner: a small file beside the index, which every server that shares the index reads."""

import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from ..corpus.errors import TillitError

LONGEST_MESSAGE = 300
"""Characters of a reason or banner; both must fit on a phone."""

LOOK_EVERY = 0.5
"""Seconds between two looks at the file."""

_Message = Annotated[str, Field(max_length=LONGEST_MESSAGE)]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Control:
    """Whether questions are turned away, with the reason that askers are given, and what everyone is told above all."""

    paused: bool = False
    reason: _Message = ""
    banner: _Message = ""


_CONTROL = TypeAdapter(Control)

UNREADABLE = Control(paused=True)
"""What counts when nobody can tell whether the switch is off."""


def control_file(index_dir: Path) -> Path:
    """Where the state is kept: with the index, so that servers with one index have one switch."""
    return index_dir / "control.json"


def read_control(index_dir: Path) -> Control:
    """The state as it is set; running and without a banner when nobody ever set it.

    Raises ``TillitError`` when the file cannot be read.
    """
    path = control_file(index_dir)
    try:
        return _CONTROL.validate_json(path.read_bytes())
    except FileNotFoundError:
        return Control()
    except (OSError, ValidationError) as error:
        raise TillitError(
            f"The file {path} cannot be read, so questions are turned away. "
            "Run 'tillit resume' or 'tillit pause' to write it anew."
        ) from error


def write_control(index_dir: Path, control: Control) -> None:
    """Puts the state in force, whole or not at all; raises ``TillitError`` when it cannot be written."""
    path = control_file(index_dir)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(control), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise TillitError(
            f"{path} could not be written: {error.strerror or error}. Nothing was changed. "
            "Run the command as the user that the service runs as, with the same TILLIT_INDEX."
        ) from error


def checked_message(text: str) -> str:
    """A reason or banner on one line; raises ``TillitError`` when it is too long."""
    message = " ".join(text.split())
    if len(message) > LONGEST_MESSAGE:
        raise TillitError(f"The message has {len(message)} characters, and may have {LONGEST_MESSAGE}. Shorten it.")
    return message


class ControlWatch:
    """The state in force, looked up anew after ``every`` seconds; a file that cannot be read counts as switched off."""

    def __init__(
        self, index_dir: Path, *, every: float = LOOK_EVERY, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._index_dir = index_dir
        self._every = every
        self._clock = clock
        self._seen = Control()
        self._looked: float | None = None

    def now(self) -> Control:
        """The state, at most ``every`` seconds old."""
        moment = self._clock()
        if self._looked is None or moment - self._looked >= self._every:
            self._looked = moment
            self._seen = self._read()
        return self._seen

    def _read(self) -> Control:
        try:
            return read_control(self._index_dir)
        except TillitError as error:
            if self._seen != UNREADABLE:
                log.error("%s", error)
            return UNREADABLE
