"""Fails when a file of the package's folders is missing from the wheel: `python scripts/wheel_contents.py WHEEL`."""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("assistant", "corpus", "evals", "index", "ui")
NOT_SHIPPED = ("__pycache__", "manuscripts")


def missing(wheel: Path) -> list[str]:
    """The files, relative to the checkout, that the wheel should hold and does not."""
    held = set(zipfile.ZipFile(wheel).namelist())
    files = (path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    names = (file.as_posix() for file in files if not set(NOT_SHIPPED) & set(file.parts))
    return sorted(name for name in names if f"tillit/{name}" not in held)


if __name__ == "__main__":
    absent = missing(Path(sys.argv[1]))
    sys.exit("\n".join(f"missing from the wheel: {name}" for name in absent) or 0)
