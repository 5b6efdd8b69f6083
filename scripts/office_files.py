"""What the generated Office files share: their properties, and bytes that do not depend on when they are made."""

import io
import zipfile
from datetime import datetime

LANGUAGE = "nb-NO"
ACCENT = "0B4F49"

_AUTHOR = "Tillit"
_MADE = datetime(2023, 1, 1)  # noqa: DTZ001 (the libraries take a time without zone and write it as UTC)


def describe(properties: object, title: str, subject: str) -> None:
    """Fills in the core properties of a python-docx or python-pptx file, with dates that never change."""
    values = {
        "title": title,
        "subject": subject,
        "author": _AUTHOR,
        "last_modified_by": _AUTHOR,
        "language": LANGUAGE,
        "keywords": "",
        "comments": "",
        "created": _MADE,
        "modified": _MADE,
        "revision": 1,
    }
    for name, value in values.items():
        setattr(properties, name, value)


def without_times(package: bytes) -> bytes:
    """The same zip package with the earliest possible time on every member."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
