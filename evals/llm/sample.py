"""The cases that a language model is tried on: few, for each takes it half a minute on a small machine."""

from collections.abc import Iterable
from pathlib import Path

from ..dataset import Case

SAMPLE = Path(__file__).parent / "sample.txt"
"""Their ids, one a line: Norwegian cases of dev and accept, one of a cluster, ten of them without an answer.

They were drawn by the order of hashes, and stay the same whatever cases are added. The first few are themselves a
sample.
"""


def sample(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Those of ``cases`` that are in the sample, in its order; raises ``KeyError`` when one is missing."""
    by_id = {case.id: case for case in cases}
    return tuple(by_id[name] for name in SAMPLE.read_text(encoding="utf-8").split())
