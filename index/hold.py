"""Holding a generation in use, so that no builder removes it under its readers; a hold ends with its process."""

import fcntl
import os
from pathlib import Path


def hold(folder: Path) -> int:
    """A descriptor that keeps the generation in ``folder`` from being removed until it is closed.

    Raises ``OSError`` when the generation is gone or being removed.
    """
    descriptor = os.open(folder / "manifest.json", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def is_held(folder: Path) -> bool:
    """Whether any process reads the generation in ``folder``; an unfinished one is read by nobody."""
    try:
        descriptor = os.open(folder / "manifest.json", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
