"""What reading one file may cost."""

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: size on disk, CPU and wall-clock seconds, memory and answer in bytes.

    A report of two hundred pages is within them; a maintainer who trusts a larger one can allow more.
    """

    file: int = 50 * MEGABYTE
    cpu_seconds: int = 5
    wall_factor: int = 12
    memory: int = 512 * MEGABYTE
    answer: int = 32 * MEGABYTE
