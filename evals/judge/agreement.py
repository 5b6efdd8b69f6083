"""How far two who answer yes or no agree."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many claims two judged, the share on which they agree, and how much of that is more than chance."""

    claims: int
    share: float | None
    kappa: float | None


def agreement(answers: Sequence[tuple[bool, bool]]) -> Agreement:
    """How far the pairs of ``answers`` agree; ``None`` where there is nothing to measure."""
    same = sum(mine == theirs for mine, theirs in answers)
    return Agreement(len(answers), same / len(answers) if answers else None, kappa(answers))


def kappa(answers: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa (1960): 1 for agreement throughout, 0 for what chance would give, less for less.

    ``None`` without answers, and where both always gave the same one: chance alone then agrees throughout.
    """
    if not answers:
        return None
    mine, theirs = (sum(pair[side] for pair in answers) / len(answers) for side in (0, 1))
    by_chance = mine * theirs + (1 - mine) * (1 - theirs)
    if by_chance == 1:
        return None
    return (sum(one == other for one, other in answers) / len(answers) - by_chance) / (1 - by_chance)
