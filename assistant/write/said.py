"""What a model said, read as it comes: sentences with the passages that they rest on, out of JSON or of plain lines."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from ...corpus.sentences import split_sentences

_JSON_BY = 200
"""Characters without a brace after which what comes is read as lines of text."""

_MOST = 12_000
"""Characters that are read at most: a model that loops or rambles has said enough by then."""

_LONGEST = 600
"""Characters of the longest sentence; what is longer is no sentence."""

_SENTENCES = 12
"""Sentences that are read at most."""

_MARKER = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_NO_SENTENCE = re.compile(r"^\s*(?:```|[{}\[\]]|#)|^\s*$")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a model, the numbers of the passages that it names, and the words that it says it rests on."""

    text: str
    passages: tuple[int, ...]
    support: str


class SaidReader:
    """Reads a model's words piece by piece; the same words in other pieces give the same sentences.

    ``done`` says that enough was read: the model repeats itself, or goes on and on.
    """

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._opened: list[int] = []
        self._in_string = self._escaped = False
        self._seen: set[str] = set()
        self._repeated = False

    @property
    def done(self) -> bool:
        """Whether nothing more is to be expected of it."""
        return self._repeated or len(self._text) >= _MOST or len(self._seen) >= _SENTENCES

    def read(self, piece: str) -> Iterator[Said]:
        """The sentences that ``piece`` completes."""
        self._text += piece[: _MOST - len(self._text)]
        for start, end in self._objects():
            yield from self._new(_of_object(self._text[start:end]))

    def rest(self) -> Iterator[Said]:
        """The sentences of a model that wrote no JSON, once it has ended."""
        if "{" not in self._text[:_JSON_BY]:
            yield from self._new(said for line in self._text.splitlines() for said in _of_line(line))

    def _new(self, found: Iterator[Said]) -> Iterator[Said]:
        for said in found:
            key = said.text.casefold()
            self._repeated = self._repeated or key in self._seen
            if self.done:
                return
            self._seen.add(key)
            yield said

    def _objects(self) -> Iterator[tuple[int, int]]:
        """Where the braces close that were read anew, and where they were opened."""
        while self._at < len(self._text):
            character = self._text[self._at]
            self._at += 1
            if self._in_string:
                self._in_string = self._escaped or character != '"'
                self._escaped = character == "\\" and not self._escaped
            elif character == '"':
                self._in_string = bool(self._opened)
            elif character == "{":
                self._opened.append(self._at - 1)
            elif character == "}" and self._opened:
                yield self._opened.pop(), self._at


def _of_object(text: str) -> Iterator[Said]:
    try:
        found: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    if not isinstance(found, dict):
        return
    fields = cast("dict[str, object]", found)
    sentence, support = fields.get("text"), fields.get("support")
    if isinstance(sentence, str):
        numbers = _numbers(fields.get("passages", fields.get("passage")))
        yield from _sentences(sentence, numbers, support if isinstance(support, str) else "")


def _of_line(line: str) -> Iterator[Said]:
    if not _NO_SENTENCE.match(line):
        yield from _sentences(_BULLET.sub("", line), (), "")


def _sentences(text: str, numbers: tuple[int, ...], support: str) -> Iterator[Said]:
    """The sentences of ``text`` one by one, without marks of lists and citations."""
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        cited = tuple(int(number) for marker in _MARKER.finditer(sentence) for number in re.findall(r"\d+", marker[1]))
        plain = " ".join(_BULLET.sub("", _MARKER.sub("", sentence)).split())
        if plain and len(plain) <= _LONGEST:
            yield Said(plain, cited or numbers, " ".join(support.split()))


def _numbers(value: object) -> tuple[int, ...]:
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    found = (re.search(r"\d{1,3}", str(one)) for one in values if isinstance(one, int | str))
    return tuple(int(match[0]) for match in found if match)
