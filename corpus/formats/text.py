"""Plain text."""

from ..cleaning.assemble import Content
from ..cleaning.layout import clean
from ..encodings import decode


def parse(data: bytes) -> Content:
    """The content of a plain text file; a form feed starts a new page."""
    return clean(dict(enumerate(decode(data).split("\f"), 1)))
