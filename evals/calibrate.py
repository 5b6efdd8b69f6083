"""Calibrating refusal: what each threshold would come to, on dev and accept together."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..assistant.calibration import SETTINGS, Setting, lowest_threshold
from .metrics import share, wilson_interval
from .types import Row

ACCEPTED = (0.05, 0.1, 0.2, 0.3, 0.4)
"""The shares of wrong answers that the report shows the setting for."""

_Z_90 = 1.2816
"""The 90th percentile of the normal distribution, for a one-sided interval."""

_STEPS = 100


def calibrated(rows: Sequence[Row]) -> tuple[Setting, ...]:
    """What every hundredth threshold from 0 to 1 comes to, those left out that leave nothing to answer.

    The interval is Wilson's, with a cluster as one trial: wordings of one question go wrong together.
    """
    found = (setting_at(step / _STEPS, rows) for step in range(_STEPS + 1))
    return tuple(setting for setting in found if setting)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a part came to at the threshold that was calibrated for a share of wrong answers.

    ``reached`` is ``None`` where no threshold was known to keep it, or where it left nothing to answer.
    """

    accepted: float
    threshold: float | None
    reached: Setting | None


def kept(rows: Sequence[Row], calibration: Sequence[Setting]) -> tuple[Kept, ...]:
    """What each of ``ACCEPTED`` shares came to on ``rows``."""
    found: list[Kept] = []
    for accepted in ACCEPTED:
        threshold = lowest_threshold(accepted, calibration)
        found.append(Kept(accepted, threshold, None if threshold is None else setting_at(threshold, rows)))
    return tuple(found)


def setting_at(threshold: float, rows: Sequence[Row]) -> Setting | None:
    """What ``threshold`` comes to on ``rows``; ``None`` when it leaves nothing to answer."""
    answered = [row for row in rows if row.risk is not None and row.answerability >= threshold]
    wrong = share(bool(row.risk) for row in answered)
    reached = share(row in answered for row in rows if row.expected is None)
    if wrong is None or reached is None:
        return None
    by_cluster: dict[str, list[bool]] = {}
    for row in answered:
        by_cluster.setdefault(row.cluster, []).append(bool(row.risk))
    failures = sum(sum(risks) / len(risks) for risks in by_cluster.values())
    at_most = wilson_interval(failures, len(by_cluster), z=_Z_90)[1]
    return Setting(threshold, round(reached, 4), round(wrong, 4), round(at_most, 4))


def to_json(calibration: Sequence[Setting]) -> str:
    """The file that ``read_calibration`` reads, a line each."""
    lines = [SETTINGS.dump_json((setting,)).decode()[1:-1] for setting in calibration]
    return "[\n" + ",\n".join(lines) + "\n]"
