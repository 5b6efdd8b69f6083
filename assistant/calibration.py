"""How sure the assistant must be for the share of wrong answers that the maintainer accepts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ..corpus.errors import TillitError


@dataclass(frozen=True, slots=True)
class Setting:
    """What one threshold came to on the cases.

    ``answered`` is the share of the answerable questions that were answered, ``wrong`` the share of all answers that
    were wrong, and ``at_most`` the upper end of its one-sided 90 % interval.
    """

    threshold: float
    answered: float
    wrong: float
    at_most: float


SETTINGS = TypeAdapter(tuple[Setting, ...])

CALIBRATION = Path(__file__).parent / "calibration.json"
"""The settings measured for this version, as ``tillit eval calibrate --save`` writes them."""


def read_calibration() -> tuple[Setting, ...]:
    """The settings measured for this version, lowest threshold first."""
    return SETTINGS.validate_json(CALIBRATION.read_bytes())


def lowest_threshold(accepted: float, settings: Sequence[Setting]) -> float | None:
    """The lowest threshold at which, by the upper end of the interval, at most ``accepted`` of the answers are wrong.

    ``None`` when none keeps it.
    """
    return min((setting.threshold for setting in settings if setting.at_most <= accepted), default=None)


def threshold_for(accepted: float, settings: Sequence[Setting]) -> float:
    """The lowest threshold that keeps ``accepted``.

    Raises ``TillitError`` that names the lowest share within reach when none is low enough.
    """
    threshold = lowest_threshold(accepted, settings)
    if threshold is None:
        lowest = min(settings, key=lambda setting: setting.at_most)
        raise TillitError(
            f"TILLIT_ACCEPTED_WRONG is {accepted:.0%}, but no threshold of this version is known to keep wrong answers "
            f"that low, so it was not started. The lowest that can be kept is {math.ceil(100 * lowest.at_most)}%, with "
            f"{lowest.answered:.0%} of the answerable questions answered. Set it to that or more, or leave it out."
        )
    return threshold
