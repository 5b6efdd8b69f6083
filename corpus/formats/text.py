"""Plain text."""

from ..assemble import Content
from ..encodings import decode
from ..layout import clean


def parse(data: bytes) -> Content:
    """The content of a plain text file; a form feed starts a new page."""
    return clean(dict(enumerate(decode(data).split("\f"), 1)))
