"""Shares and sums of money that sentences give, and whether two of one thing can both be true."""

import re
from dataclasses import dataclass
from typing import Literal

from .numbers import YEAR

Unit = Literal["percent", "kroner"]

_VALUE = r"(?<![\w,.])(?P<value>\d{1,3}(?:[ \u00a0]\d{3})+|\d+(?:,\d+)?)"
_FIGURE = re.compile(
    rf"{_VALUE}\s*(?:(?P<percent>prosent|%)|(?P<size>million|milliard)(?:er)?(?:\s+kroner)?|(?:kroner|kr)\b)",
    re.IGNORECASE,
)
_SIZES = {"million": 1e6, "milliard": 1e9}
_YEAR = re.compile(rf"\b{YEAR}\b")
_REFERENCE = re.compile(r"\([^()]*\)")
"""What stands in brackets, such as the year of a work that is referred to."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or a sum as it is written: its value, how far rounding may have moved it, and the years named with it."""

    unit: Unit
    value: float
    rounding: float
    years: frozenset[str]


def figure_in(text: str) -> Figure | None:
    """The only share or sum that a sentence gives; ``None`` when it gives none, or several."""
    found = list(_FIGURE.finditer(text))
    if len(found) != 1:
        return None
    size = _SIZES.get((found[0]["size"] or "").lower(), 1.0)
    written = re.sub(r"\s", "", found[0]["value"])
    decimals = len(written.partition(",")[2])
    return Figure(
        unit="percent" if found[0]["percent"] else "kroner",
        value=float(written.replace(",", ".")) * size,
        rounding=0.5 * size / 10**decimals if decimals or size > 1 or found[0]["percent"] else 0.0,
        years=frozenset(_YEAR.findall(_REFERENCE.sub(" ", text))),
    )


def figures_differ(one: Figure, other: Figure) -> bool:
    """Whether both cannot be true of one thing: not of different years, and further apart than rounding explains."""
    if one.unit != other.unit or (one.years and other.years and not one.years & other.years):
        return False
    return abs(one.value - other.value) > one.rounding + other.rounding
