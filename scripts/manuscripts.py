"""Reading the manuscripts of the shipped documents: a strict subset of Markdown, so that nothing is lost in silence."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_TEXT = frozenset({"text", "softbreak"})
_STATEMENT = "Gjengitt av Tillit etter "


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph or statement (one text), a list (one text an item), notes (one text a paragraph) or a table.

    A statement is the paragraph that says what the document or a section of it is based on.
    ``level`` is 1-6 for headings and 0 otherwise; ``rows`` are a table's, its header first.
    """

    kind: Literal["heading", "paragraph", "statement", "bullets", "numbers", "notes", "table"]
    texts: tuple[str, ...] = ()
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def read_manuscript(path: Path) -> tuple[str, list[Part]]:
    """The title of the manuscript at ``path`` and what follows it, in order.

    Raises ``ValueError`` for a manuscript without a title and for anything that a ``Part`` cannot hold.
    """
    nodes = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))).children
    title, *parts = [_part(node) for node in nodes]
    if title.level != 1:
        raise ValueError(f"{path.name} does not open with a title")
    return title.texts[0], parts


def _part(node: SyntaxTreeNode) -> Part:
    match node.type:
        case "heading":
            return Part("heading", (_text(node),), int(node.tag[1]))
        case "paragraph":
            text = _text(node)
            return Part("statement" if text.startswith(_STATEMENT) else "paragraph", (text,))
        case "bullet_list":
            return Part("bullets", tuple(_only_paragraph(item) for item in node.children))
        case "ordered_list":
            return Part("numbers", tuple(_only_paragraph(item) for item in node.children))
        case "blockquote":
            return Part("notes", tuple(_text(paragraph) for paragraph in node.children))
        case "table":
            rows = (row for section in node.children for row in section.children)
            return Part("table", rows=tuple(tuple(_text(cell) for cell in row.children) for row in rows))
        case other:
            raise ValueError(f"a manuscript cannot hold a {other}")


def _only_paragraph(item: SyntaxTreeNode) -> str:
    if len(item.children) != 1:
        raise ValueError("an item of a list in a manuscript is one paragraph")
    return _text(item.children[0])


def _text(node: SyntaxTreeNode) -> str:
    (inline,) = node.children
    if marked := {child.type for child in inline.children} - _TEXT:
        raise ValueError(f"a manuscript's text is plain, but here is {marked}: {inline.content}")
    return inline.content.replace("\n", " ")
