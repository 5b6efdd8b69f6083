"""Building the index in a process of its own: ``python -m tillit.assistant.rebuild FIELDS``.

``FIELDS`` is a JSON object of settings that win over the environment's.
"""

import json
import os
import subprocess
import sys

from ..corpus.errors import TillitError
from ..index.manifest import read_folders
from .build import build
from .settings import Settings

_LOW_PRIORITY = 10


def start_rebuild(settings: Settings) -> "subprocess.Popen[bytes]":
    """A process that builds the index anew, from the folders it was last built from unless the settings name others.

    Its exit code is 0 when a sound index is in use; else it says on stderr what is wrong.
    """
    folders = settings.corpus if "corpus" in settings.model_fields_set else read_folders(settings.index)
    fields = {"index": str(settings.index.absolute()), "embedder": settings.embedder}
    if folders:
        fields["corpus"] = ":".join(folders)
    # -P keeps the current folder off the import path. The environment stays: it is how the package was found here.
    command = [sys.executable, "-P", "-m", "tillit.assistant.rebuild", json.dumps(fields)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603


def main(fields: str) -> int:
    """Build with these settings, giving way to other processes; the exit code."""
    os.nice(_LOW_PRIORITY)
    try:
        build(Settings(**json.loads(fields)), lambda _: None)
    except TillitError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
