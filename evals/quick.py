"""A quick profile: a third of the cases that still has every kind of question."""

import hashlib
import math
from collections.abc import Sequence

from .dataset import Case

SHARE = 3
"""One cluster in this many is asked."""


def some_of_each(cases: Sequence[Case], seed: int = 0) -> tuple[Case, ...]:
    """The cases of a third of the clusters of each kind, at least one; a cluster's kind is that of its first case.

    Clusters are drawn in the order of their hashes, so that a new one changes the place of no other.
    """
    clusters: dict[str, list[Case]] = {}
    for case in cases:
        clusters.setdefault(case.cluster, []).append(case)
    order = sorted(clusters, key=lambda cluster: hashlib.sha256(f"{seed}:{cluster}".encode()).digest())
    of_kind: dict[str, list[str]] = {}
    for cluster in order:
        of_kind.setdefault(clusters[cluster][0].kind, []).append(cluster)
    drawn = {name for names in of_kind.values() for name in names[: math.ceil(len(names) / SHARE)]}
    kinds = {cluster: {case.kind for case in members} for cluster, members in clusters.items()}
    for kind in sorted(set[str]().union(*kinds.values())):
        if not any(kind in kinds[cluster] for cluster in drawn):
            drawn.add(next(cluster for cluster in order if kind in kinds[cluster]))
    return tuple(case for case in cases if case.cluster in drawn)
