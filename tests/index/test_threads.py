"""What the libraries of numbers are told of threads."""

import os
import subprocess
import sys

import pytest
from tillit.index.threads import THREADS

SCRIPT = """
import os
from tillit.index.threads import set_threads
set_threads()
import numpy
numpy.ones((500, 500)) @ numpy.ones((500, 500))
print(os.environ["OMP_WAIT_POLICY"], os.environ["OPENBLAS_NUM_THREADS"], len(os.listdir("/proc/self/task")))
"""


def told(**set_already: str) -> list[str]:
    around = {name: value for name, value in os.environ.items() if name not in THREADS}
    command = [sys.executable, "-c", SCRIPT]
    run = subprocess.run(command, env=around | set_already, capture_output=True, text=True, check=True)
    return run.stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_small_products_take_no_threads_of_their_own() -> None:
    assert told() == ["passive", "1", "1"]


@pytest.mark.skipif(sys.platform != "linux" or os.cpu_count() == 1, reason="threads are counted in /proc")
def test_what_the_environment_sets_counts() -> None:
    assert told(OPENBLAS_NUM_THREADS="2") == ["passive", "2", "2"]
