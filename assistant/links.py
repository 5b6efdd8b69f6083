"""Addresses inside the product, so that answers and the pages that they lead to agree."""

from urllib.parse import quote as encoded

LONGEST_QUOTE = 200
"""Characters of a quote that a link to it carries: enough to know it again when the document has changed."""


def viewer_url(document_id: str, start: int, end: int, quote: str = "") -> str:
    """The address, relative to the server's root, that opens a document at the quote ``text[start:end]``.

    With the ``quote`` it still tells what it led to when the document has changed since.
    """
    told = f"&sitat={encoded(quote[:LONGEST_QUOTE], safe='')}" if quote else ""
    return f"/kilde/{encoded(document_id, safe='')}?start={start}&end={end}{told}#sitat"
