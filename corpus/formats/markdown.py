"""Markdown."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..cleaning.assemble import Content
from ..cleaning.structured import Element, build, table_rows
from ..encodings import decode

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*\n", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_MARKUP = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)


def parse(data: bytes) -> Content:
    """The content of a Markdown file; its title is the one in the front matter, else the first heading."""
    text = decode(data)
    front = _FRONT_MATTER.match(text)
    title = _TITLE.search(front.group(1)) if front else None
    tokens = MarkdownIt("commonmark").enable("table").parse(text[front.end() :] if front else text)
    return build(_elements(tokens), (title.group(1) or None) if title else None)


def _elements(tokens: Sequence[Token]) -> Iterator[Element]:
    reader = _Reader()
    for token in tokens:
        yield from reader.read(token)


class _Reader:
    """Reads tokens in order and knows the list, heading or table that they stand in."""

    def __init__(self) -> None:
        self._depth = 0
        self._marker: str | None = None
        self._around = "paragraph"
        self._level = 0
        self._rows: list[list[str]] = []

    def read(self, token: Token) -> Iterator[Element]:
        """The blocks that end with this token."""
        if token.type == "inline":
            yield from self._text(_inline(token))
        elif token.type in ("fence", "code_block", "html_block"):
            yield Element("paragraph", _inline(token))
        elif token.type == "table_close":
            yield from table_rows(self._rows, headed=True)
        else:
            self._open(token)

    def _open(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._depth += 1
            case "bullet_list_close" | "ordered_list_close":
                self._depth -= 1
            case "list_item_open":
                self._marker = f"{token.info}{token.markup} " if token.info else ""
            case "table_open":
                self._rows = []
            case "tr_open":
                self._rows.append([])
            case "heading_open" | "paragraph_open" | "th_open" | "td_open":
                self._around = token.type.removesuffix("_open")
                self._level = int(token.tag[1]) if self._around == "heading" else 0
            case _:
                pass

    def _text(self, text: str) -> Iterator[Element]:
        if self._around in ("th", "td"):
            self._rows[-1].append(text)
        elif self._around == "heading":
            yield Element("heading", text, self._level)
        elif self._marker is not None:
            yield Element("item", self._marker + text, self._depth)
            self._marker = None
        else:
            yield Element("paragraph", text)


def _inline(token: Token) -> str:
    """The text of a token without its markup and pictures."""
    if token.type == "html_block":
        return _MARKUP.sub(" ", token.content)
    if token.children is None:
        return token.content
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    parts = [
        breaks.get(child.type, child.content) for child in token.children if child.type not in ("image", "html_inline")
    ]
    return "".join(parts)
