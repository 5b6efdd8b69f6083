"""No file gets out of the process that reads it; ``evals.bench.hostile`` tries it at length."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .attacks import attacks

CPU_SECONDS, MEGABYTES = 2, 512
"""Less processor time than the product allows, to be done sooner."""

READING = f"""
import json, resource, sys
from pathlib import Path
from tillit.corpus.fence import parse_file
from tillit.corpus.formats import Refused
from tillit.corpus.limits import Limits

limits = Limits(cpu_seconds={CPU_SECONDS}, memory={MEGABYTES} << 20)
for file in sorted(Path(sys.argv[1]).iterdir()):
    try:
        told = bool(parse_file(file, limits).text)
    except Refused as refused:
        told = refused.message.endswith(".")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps([file.name, told, used.ru_utime + used.ru_stime, used.ru_maxrss]), flush=True)
"""
"""Reads a folder in a process of its own: what a child uses is counted from what its parent had in memory."""


@pytest.mark.timeout(900)
def test_each_attack_is_refused_with_a_reason_or_read_within_the_limits(tmp_path: Path) -> None:
    for name, data in attacks().items():
        (tmp_path / name).write_bytes(data)
    told = subprocess.run([sys.executable, "-c", READING, str(tmp_path)], capture_output=True, text=True, check=True)
    files: list[tuple[str, bool, float, int]] = [json.loads(line) for line in told.stdout.splitlines()]
    assert {name for name, *_ in files} == set(attacks())
    assert [name for name, has_reason, *_ in files if not has_reason] == []
    before = 0.0
    for name, _, seconds, kilobytes in files:
        assert seconds - before < CPU_SECONDS + 1.5, name
        assert kilobytes < MEGABYTES << 10, name
        before = seconds


@pytest.mark.timeout(900)
def test_of_a_thousand_spoiled_files_of_all_formats_none_escapes() -> None:
    # In a process of its own for the same reason.
    command = [sys.executable, "-m", "tillit.evals.bench.hostile", "--count", "1000", "--seed", "7"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    tally = json.loads(told.stdout)
    assert (tally["files"], tally["escapes"]) == (1000, 0), told.stderr
