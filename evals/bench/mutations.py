"""Spoiling files in the ways that files are spoiled, by accident and on purpose."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from importlib.resources import files
from random import Random

from pypdf import PdfReader, PdfWriter

Mutation = Callable[[bytes, Random], bytes]

_NUMBER = re.compile(rb"\d+")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TOKENS = (
    *(b"<", b">", b"</w:p>", b"<w:tbl>", b"&#0;", b"&lt;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<![CDATA[", b"]]>"),
    *(b"<<", b">>", b"[", b"]", b"( ", b" R", b"endobj", b"stream\n", b"xref", b"/Kids", b"/Parent 1 0 R", b"q", b"BT"),
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(), b"\r", b"\f", b"|", b"- ", b"> ", b"```", b"#", b"---\n"),
)
_NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e400", b"NaN")


def seed_files() -> Mapping[str, bytes]:
    """A sound file of each format, by name: the shipped ones, the PDF cut to two pages."""
    folder = files("tillit.corpus").joinpath("documents")
    names = ("dfo-notat-2023-1.docx", "bergen-lysbilder.pptx", "bergen-organisering.html", "bufetat-partssamarbeid.md")
    seeds = {name: folder.joinpath(name).read_bytes() for name in names}
    seeds["tidslinje.txt"] = folder.joinpath("tidslinje.md").read_bytes()
    return seeds | {"norce-heltom.pdf": _first_pages(folder.joinpath("norce-heltom.pdf").read_bytes())}


def _first_pages(data: bytes) -> bytes:
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(data)).pages[4:6]:
        writer.add_page(page)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def mutated(name: str, data: bytes, random: Random) -> bytes:
    """The file spoiled in one to four ways; inside of its parts, too, where it is an archive or holds streams."""
    inside = random.random()
    if name.endswith(("docx", "pptx")) and inside < 0.7:
        return _in_archive(data, random)
    if name.endswith("pdf") and inside < 0.5:
        return _in_stream(data, random)
    return _spoiled(data, random)


def _spoiled(data: bytes, random: Random) -> bytes:
    for _ in range(random.randint(1, 4)):
        data = random.choice(_MUTATIONS)(data, random)
    return data


def _in_archive(data: bytes, random: Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in random.sample(sorted(members), random.randint(1, 2)):
        members[name] = _spoiled(members[name], random)
    if random.random() < 0.2:
        del members[random.choice(sorted(members))]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _in_stream(data: bytes, random: Random) -> bytes:
    streams = list(_STREAM.finditer(data))
    if not streams:
        return _spoiled(data, random)
    stream = random.choice(streams)
    try:
        content = zlib.compress(_spoiled(zlib.decompress(stream[1]), random), 1)
    except zlib.error:
        content = _spoiled(stream[1], random)
    return data[: stream.start(1)] + content + data[stream.end(1) :]


def _place(data: bytes, random: Random) -> int:
    return random.randrange(len(data) + 1)


def _flip(data: bytes, random: Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(random.choice((1, 3, 30)) if spoiled else 0):
        spoiled[random.randrange(len(spoiled))] ^= 1 << random.randrange(8)
    return bytes(spoiled)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: _place(data, random)]


def _drop(data: bytes, random: Random) -> bytes:
    start = _place(data, random)
    return data[:start] + data[start + random.choice((1, 8, 200, 5000)) :]


def _repeat(data: bytes, random: Random) -> bytes:
    start = _place(data, random)
    part = data[start : start + random.choice((1, 20, 400))]
    return data[:start] + part * random.choice((2, 50, 1000)) + data[start:]


def _insert(data: bytes, random: Random) -> bytes:
    start = _place(data, random)
    return data[:start] + random.choice(_TOKENS) * random.choice((1, 1, 20, 3000)) + data[start:]


def _noise(data: bytes, random: Random) -> bytes:
    start = _place(data, random)
    return data[:start] + random.randbytes(random.choice((1, 16, 500))) + data[start + 8 :]


def _renumber(data: bytes, random: Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    number = random.choice(found)
    return data[: number.start()] + random.choice(_NUMBERS) + data[number.end() :]


def _swap(data: bytes, random: Random) -> bytes:
    one, two, three = sorted(_place(data, random) for _ in range(3))
    return data[:one] + data[two:three] + data[one:two] + data[three:]


_MUTATIONS: tuple[Mutation, ...] = (_flip, _cut, _drop, _repeat, _insert, _noise, _renumber, _swap)
