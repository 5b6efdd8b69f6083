"""The cases that a language model is tried on: few, for each takes it half a minute on a small machine."""

import hashlib
from collections.abc import Iterable, Sequence

from ..dataset import Case

SIZE = 60
"""Cases in the sample."""

UNANSWERABLE = 10
"""Of these, how many have no answer in the documents."""

_NORWEGIAN = frozenset({"nb", "nn", "dialect", "keywords"})


def sample(cases: Iterable[Case], size: int = SIZE) -> tuple[Case, ...]:
    """A fixed sample of the Norwegian dev and accept cases, one of a cluster; the first few are themselves a sample.

    Drawn in the order of hashes, so that a new case changes the place of few others.
    """
    eligible = [case for case in cases if case.part in ("dev", "accept") and case.register in _NORWEGIAN]
    ordered = sorted(eligible, key=lambda case: hashlib.sha256(f"llm:{case.id}".encode()).digest())
    of_cluster: dict[str, Case] = {}
    for case in ordered:
        of_cluster.setdefault(case.cluster, case)
    answerable = [case for case in of_cluster.values() if case.refusal is None]
    unanswerable = [case for case in of_cluster.values() if case.refusal is not None]
    share = size * UNANSWERABLE // SIZE
    return _interleaved(answerable[: size - share], unanswerable[:share])


def _interleaved(many: Sequence[Case], few: Sequence[Case]) -> tuple[Case, ...]:
    """``few`` spread evenly among ``many``."""
    placed = [((at + 0.5) / len(many), case) for at, case in enumerate(many)]
    placed += [((at + 0.5) / len(few), case) for at, case in enumerate(few)]
    return tuple(case for _, case in sorted(placed, key=lambda one: (one[0], one[1].id)))
