"""How figures and faults read, in the terminal and on the page alike."""

from collections.abc import Iterator

from ..compare import Flip
from ..measures import BY_NAME
from ..types import Row

NOTHING = "–"
"""What stands where nothing was measured."""


def number(value: float | None, name: str) -> str:
    """The value of the measure ``name``: a whole number where it counts something, else three decimals."""
    if value is None:
        return NOTHING
    return f"{value:.0f}" if _is_count(name) else f"{value:.3f}"


def signed(value: float | None, name: str) -> str:
    """A change of the measure ``name``, with its sign."""
    if value is None:
        return NOTHING
    return f"{value:+.0f}" if _is_count(name) else f"{value:+.3f}"


def between(low: float | None, high: float | None, name: str) -> str:
    """An interval of the measure ``name``."""
    return NOTHING if low is None or high is None else f"{number(low, name)} – {number(high, name)}"


def signed_between(low: float | None, high: float | None, name: str) -> str:
    """An interval of a change of the measure ``name``."""
    return NOTHING if low is None or high is None else f"{signed(low, name)} to {signed(high, name)}"


def _is_count(name: str) -> bool:
    return name in BY_NAME and BY_NAME[name].is_count


def missing(row: Row) -> Iterator[str]:
    """All that is wrong with what came back for a case, the gravest first; nothing when nothing is."""
    if not row.proven:
        yield "NOT PROVEN: a shown sentence lacks a quote that stands in its document"
    if not row.repeatable:
        yield "NOT REPEATABLE: asked twice, it gave two answers"
    if row.expected and row.refused != row.expected:
        yield f"expected the refusal '{row.expected}', got {row.refused or 'an answer'}"
    if row.refused and not row.expected:
        yield f"wrongly refused: {row.refused}"
    yield from (f"shown, but must not be: {text}" for text in row.traps_shown)
    yield from (f"stands nowhere in this corpus: {text}" for text in row.absent)
    yield from (f"not among the five best: {text}" for text in row.missed)
    yield from (f"not shown: {text}" for text in row.nuggets_missing)
    yield from (f"notice missing: {notice}" for notice in row.notices_missing)


def flip_line(flip: Flip) -> str:
    """A case that got better or worse, on one line."""
    question = f" {flip.question}" if flip.question else ""
    return f"{flip.id}: {flip.respect} {flip.before:.2f} → {flip.after:.2f}{question}"
