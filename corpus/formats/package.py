"""Checks on a zipped office file before any library opens it."""

import io
import zipfile

from . import Refused

_MOST_MEMBERS = 10_000
_MOST_BYTES = 400 << 20
_HIGHEST_RATIO = 200
_SMALL = 1 << 20
_HEAD = 4096


def check_package(data: bytes) -> None:
    """Raises ``Refused`` when the package would unpack to far more than a document, or is encrypted or broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_sizes(members)
            for member in members:
                if member.flag_bits & 1:
                    message = "The file is protected with a password. Save it without one and put it back."
                    raise Refused("encrypted", message)
                if member.filename.endswith((".xml", ".rels")):
                    _check_markup(archive, member)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        message = f"The file is damaged ({error}). Open it where it was made, save it again, and put it back."
        raise Refused("damaged", message) from error


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    swollen = unpacked > _SMALL and unpacked > _HIGHEST_RATIO * max(packed, 1)
    if len(members) > _MOST_MEMBERS or unpacked > _MOST_BYTES or swollen:
        message = (
            "It unpacks to far more than a document holds, as an attack would. Save it again from where it was made."
        )
        raise Refused("too_large", message)


def _check_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as part:
        if b"<!DOCTYPE" in part.read(_HEAD):
            message = "It declares entities, which office files never do. Save it again from where it was made."
            raise Refused("damaged", message)
