"""Telling what a file is by its content."""

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from .formats import Refused

Format = Literal["pdf", "html", "docx", "pptx", "markdown", "text"]

SUFFIXES: dict[str, Format] = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pptx": "pptx",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
}
"""The formats that can be loaded, by the ending of the file's name."""

_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.I | re.S)
_TAG = re.compile(rb"<(?:/?[a-z][a-z0-9]*)(?:\s[^<>]*)?>", re.I)
_MAGIC = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"{\\rtf": "a rich text file (RTF)",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"SQLite format 3": "a database",
}
_NAMES: dict[str, str] = {
    "pdf": "a PDF",
    "html": "a web page (HTML)",
    "docx": "a Word document",
    "pptx": "a PowerPoint presentation",
    "markdown": "a Markdown file",
    "text": "a plain text file",
}
_OFFICE_PARTS: dict[str, Format] = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_MOST_CONTROL = 0.01


def format_of(name: str, data: bytes) -> Format:
    """The format in which to load a file.

    Raises ``Refused`` when the format cannot be loaded, the file is empty or encrypted, or its name says
    something else than its content.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Refused("empty", "The file is empty. Put the finished file here, or delete it.")
    suffix = PurePath(name).suffix.lower()
    claimed = SUFFIXES.get(suffix)
    found = _found(data)
    if claimed is None:
        is_what = _NAMES.get(found, found)
        message = f"Files named {suffix or 'without an ending'} are not loaded; this one looks like {is_what}. {_OFFER}"
        raise Refused("unknown_type", message)
    if claimed == found or (found == "text" and claimed == "markdown"):
        return claimed
    if claimed == "html" and found == "text" and _TAG.search(data):
        return claimed
    is_what = _NAMES.get(found, found)
    message = f"The file is named as {_NAMES[claimed]} but is really {is_what}. Rename it, or put the right file here."
    raise Refused("wrong_type", message)


_OFFER = "Save it as PDF, DOCX, PPTX, HTML, Markdown or plain text."


def _found(data: bytes) -> Format | str:
    """The format of the content, or a description of what else it is."""
    if b"%PDF-" in data[:_HEAD]:
        return "pdf"
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise Refused("encrypted", "The file is protected with a password. Save it without one and put it back.")
        return "an old Office file (from before 2007)"
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            return what
    if _HTML.match(data.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    return "text" if _is_text(data) else "a file of unknown content"


def _zipped(data: bytes) -> Format | str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        message = f"The file is damaged ({error}). Open it where it was made, save it again, and put it back."
        raise Refused("damaged", message) from error
    for part, name in _OFFICE_PARTS.items():
        if part in names:
            return name
    return "an Excel workbook" if "xl/workbook.xml" in names else "a ZIP archive"


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = data[: 1 << 16]
    evens, odds = sample[0::2].count(0), sample[1::2].count(0)
    if min(evens, odds) == 0 and max(evens, odds) > len(sample) / 4:
        return True
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample if byte != 27)
    return control <= _MOST_CONTROL * len(sample)
