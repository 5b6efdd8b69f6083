"""How many threads the libraries of numbers take, and how theirs wait for work: what these read when they load."""

import os

THREADS = {
    # Threads that spin while they wait make every question slow on shared cores.
    "OMP_WAIT_POLICY": "passive",
    # A question's products are small: threads for them double the processor time that each answer takes, for they too
    # spin when they have nothing to do, beside those of the embedder.
    "OPENBLAS_NUM_THREADS": "1",
}
"""What the environment is given for them, where it says nothing of its own."""


def set_threads() -> None:
    """Sets ``THREADS`` for this process and those that it starts; to be called before numpy is loaded."""
    for name, value in THREADS.items():
        os.environ.setdefault(name, value)
