"""The process that parses one file and ends: ``python -m tillit.corpus.worker FILE CPU_SECONDS MEMORY_BYTES``.

Writes one JSON object to standard output: the content, or the reason for which the file is refused.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from .cleaning.assemble import Content
from .codec import encode
from .detect import Format, format_of
from .formats import Refused

MOST_CHARACTERS = 3_000_000
"""Longest text of one document; more is an archive or a dump rather than a document."""

_MOST_WRITTEN = 1 << 20


def main(arguments: list[str]) -> None:
    """Parse the file that the arguments name, under the limits that they give."""
    name, cpu_seconds, memory = arguments[0], int(arguments[1]), int(arguments[2])
    output = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not end up in the answer
    result = _result(Path(name), cpu_seconds, memory)
    with os.fdopen(output, "w", encoding="utf-8") as pipe:
        pipe.write(result)


def _result(path: Path, cpu_seconds: int, memory: int) -> str:
    limit(cpu_seconds, memory)
    try:
        content = parse_named(path.name, path.read_bytes())
    except Refused as refused:
        return json.dumps({"reason": refused.reason, "message": refused.message})
    return encode(content)


def parse_named(name: str, data: bytes) -> Content:
    """The content of a file by its name and bytes; raises ``Refused`` when there is none, or an error of a parser."""
    content = _parser(format_of(name, data))(data)
    _check(content)
    return content


def limit(cpu_seconds: int, memory: int) -> None:
    """Bound what this process may use from now on: CPU seconds, bytes of memory, and bytes written to a file."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _parser(name: Format) -> Callable[[bytes], Content]:
    """The parser of a format; only that format's library is imported, since every file starts a process."""
    match name:
        case "pdf":
            from .formats.pdf import parse
        case "html":
            from .formats.html import parse
        case "docx":
            from .formats.docx import parse
        case "pptx":
            from .formats.pptx import parse
        case "markdown":
            from .formats.markdown import parse
        case "text":
            from .formats.text import parse
    return parse


def _check(content: Content) -> None:
    if any("\ud800" <= character <= "\udfff" for part in (content.text, content.title or "") for character in part):
        message = "Its text holds half characters. Open it where it was made, save it again, and put it back."
        raise Refused("bad_encoding", message)
    if not any(character.isalpha() for character in content.text):
        message = "No text was found in it. If it is scanned, run text recognition (OCR) on it and put the result here."
        raise Refused("no_text", message)
    if len(content.text) > MOST_CHARACTERS:
        message = f"It holds more than {MOST_CHARACTERS // 1_000_000} million characters. Split it into several files."
        raise Refused("too_large", message)


if __name__ == "__main__":
    main(sys.argv[1:])
