"""No file gets out of the process that reads it; ``evals.bench.hostile`` tries it at length."""

import resource
from pathlib import Path

import pytest
from tillit.corpus.fence import parse_file
from tillit.corpus.formats import Refused
from tillit.corpus.limits import Limits
from tillit.evals.bench.hostile import parse_spoiled

from .attacks import attacks

QUICK = Limits(cpu_seconds=2)
"""Less than the product allows, to be done sooner."""


@pytest.mark.timeout(900)
def test_each_attack_is_refused_with_a_reason_or_read_within_the_limits(tmp_path: Path) -> None:
    for name, data in attacks().items():
        (tmp_path / name).write_bytes(data)
        before = _cpu()
        assert _outcome(tmp_path / name), name
        assert _cpu() - before < QUICK.cpu_seconds + 1.5, name
        (tmp_path / name).unlink()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < QUICK.memory // 1024


@pytest.mark.timeout(900)
def test_of_a_thousand_spoiled_files_of_all_formats_none_escapes() -> None:
    tally = parse_spoiled(1000, seed=7)
    assert tally.outcomes.total() == 1000
    assert tally.escaped == []


def _outcome(file: Path) -> bool:
    """Whether the file gave a text, or a sentence that says why not."""
    try:
        return bool(parse_file(file, QUICK).text)
    except Refused as refused:
        return refused.message.endswith(".")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
