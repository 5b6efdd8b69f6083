"""Addresses inside the product, so that answers and the pages that they lead to agree."""

from urllib.parse import quote


def viewer_url(document_id: str, start: int, end: int) -> str:
    """The address, relative to the server's root, that opens a document at the quote ``text[start:end]``."""
    return f"/kilde/{quote(document_id, safe='')}?start={start}&end={end}#sitat"
