"""Reading bytes as text, and refusing text that came out wrong."""

import re

from .formats import Refused

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf¦¸¥†˜…]|â€")
_NORDIC = re.compile("[æøåÆØÅäöÄÖéÉ]")
_EXPECTED = re.compile("[\\s\x20-\x7eÀ-ÖØ-öø-ÿ«»“”„‘’‚–—…•·°§©®€£½²³¼¾ºªŠšŽžŒœŸ\xa0\xad´]")
_MOST_UNEXPECTED = 0.005
_MOST_REPLACED = 0.001


def decode(data: bytes) -> str:
    """The text of UTF-8, UTF-16 or Windows-1252 bytes, every line ending in a single line feed.

    Raises ``Refused`` when the bytes are none of these, or when the text was garbled before it was saved.
    """
    text = _decoded(data)
    garbled = len(_MOJIBAKE.findall(text))
    replaced = text.count("\ufffd")
    if garbled > len(_NORDIC.findall(text)) or replaced > _MOST_REPLACED * len(text):
        raise _broken("Its letters (such as æ, ø, å) were garbled before it was saved")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    encoding = next((name for bom, name in _BOMS.items() if data.startswith(bom)), _without_bom(data))
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _broken("Its text is neither UTF-8, UTF-16 nor Windows-1252") from error
    if len(_EXPECTED.sub("", text)) > _MOST_UNEXPECTED * len(text) or _MOJIBAKE.search(text):
        raise _broken("Its text is damaged, or in an encoding other than UTF-8, UTF-16 and Windows-1252")
    return text


def _without_bom(data: bytes) -> str:
    sample = data[:4096]
    if sample[1::2].count(0) > len(sample) / 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) / 4:
        return "utf-16-be"
    return "utf-8"


def _broken(what: str) -> Refused:
    return Refused("bad_encoding", f"{what}. Open it where it was made, save it as UTF-8, and put it back.")
