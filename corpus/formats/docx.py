"""Word documents."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import cast

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell  # pyright: ignore[reportPrivateUsage]
from docx.text.paragraph import Paragraph

from ..cleaning.assemble import Content
from ..cleaning.structured import Element, build, table_rows
from .node import Node
from .package import check_package

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST = re.compile(r"list (bullet|number)(?: (\d))?", re.IGNORECASE)
_CONTENTS = re.compile(r"toc (?:\d|heading)", re.IGNORECASE)
_DEEPEST = 6
_TEXTS = (qn("w:t"), qn("m:t"))
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_LEFT_OUT = {*map(qn, ("w:pPr", "w:rPr", "w:del", "w:moveFrom", "w:drawing", "w:pict", "w:instrText"))}


def parse(data: bytes) -> Content:
    """The content of a Word document; its title is the one in its properties, else the first heading."""
    check_package(data)
    document = docx.Document(io.BytesIO(data))
    body = cast("Node", document.element.body)
    return build(_Reader(document).read(body), _title(document.core_properties.title))


def _title(title: str) -> str | None:
    return None if title.strip().casefold() in ("", "word document") else title.strip()


class _Reader:
    """Reads the body of a document in order and counts its numbered lists."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._formats = _number_formats(document)
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)

    def read(self, parent: Node) -> Iterator[Element]:
        """The paragraphs and tables inside an element, content controls looked through."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(Paragraph(cast("CT_P", child), self._document))
            elif child.tag == qn("w:tbl"):
                yield from self._table(Table(cast("CT_Tbl", child), self._document))
            elif child.tag == qn("w:sdt") and not child.findall(f".//{qn('w:docPartGallery')}"):
                for content in child.findall(qn("w:sdtContent")):
                    yield from self.read(content)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Element]:
        text = _text(cast("Node", paragraph._p))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        names = _style_names(paragraph)
        if not text.strip() or any(_CONTENTS.match(name) for name in names):
            return
        level = _heading_level(names)
        numbering = _numbering(paragraph)
        listed = next((m for name in names if (m := _LIST.match(name))), None)
        depth = int(listed.group(2) or 1) if listed else 0
        if level:
            yield Element("heading", text, level)
        elif numbering:
            yield Element("item", self._marker(*numbering) + text, max(numbering[1] + 1, depth))
        elif depth:
            yield Element("item", text, depth)
        else:
            yield Element("paragraph", text)

    def _marker(self, number_id: str, level: int) -> str:
        counts = self._counts[number_id]
        counts[level] = counts.get(level, 0) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return f"{counts[level]}. " if self._formats.get((number_id, level)) == "decimal" else ""

    def _table(self, table: Table) -> Iterator[Element]:
        if len(table.columns) == 1:
            for row in table.rows:
                for cell in row.cells:
                    yield from self.read(cast("Node", cell._tc))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
            return
        rows = [_cells(row.cells) for row in table.rows]
        yield from table_rows(rows, headed=len(rows) > 1 and all(rows[0][1:]))


def _cells(cells: Iterable[_Cell]) -> list[str]:
    """The texts of a row of cells; a cell that spans columns comes several times from the library and counts once."""
    unique = {id(cell._tc): cell._tc for cell in cells}  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    return ["\n".join(_text(node) for node in cast("Node", element).iter(qn("w:p"))) for element in unique.values()]


def _text(node: Node) -> str:
    """The text of a paragraph as accepted changes would leave it, text boxes left out."""
    parts: list[str] = []
    for child in node:
        if child.tag in _TEXTS:
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[str(child.tag)])
        elif child.tag not in _LEFT_OUT:
            parts.append(_text(child))
    return "".join(parts)


def _style_names(paragraph: Paragraph) -> list[str]:
    """The names of a paragraph's style and of the styles it is based on."""
    names: list[str] = []
    style = paragraph.style
    while style is not None and len(names) < _DEEPEST:
        names.append(style.name or "")
        style = cast("ParagraphStyle | None", style.base_style)
    return names


def _heading_level(names: list[str]) -> int:
    if "Title" in names:
        return 1
    found = next((m for name in names if (m := _HEADING.match(name))), None)
    return min(int(found.group(1)), _DEEPEST) if found else 0


def _numbering(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list a paragraph belongs to and its 0-based depth there, from the paragraph or from its style."""
    own = paragraph._p  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    for element in (own, paragraph.style.element if paragraph.style else own):
        for properties in cast("Node", element).iter(qn("w:numPr")):
            number = properties.find(qn("w:numId"))
            level = properties.find(qn("w:ilvl"))
            if number is not None and number.get(qn("w:val")) not in (None, "0"):
                depth = level.get(qn("w:val")) if level is not None else "0"
                return str(number.get(qn("w:val"))), int(depth or 0)
    return None


def _number_formats(document: Document) -> dict[tuple[str, int], str]:
    """How each level of each list is numbered ("decimal", "bullet"), by the list's id and the level."""
    try:
        numbering = cast("Node", document.part.numbering_part.element)
    except (KeyError, NotImplementedError):
        return {}
    kinds: dict[str, dict[int, str]] = {}
    for abstract in numbering.iter(qn("w:abstractNum")):
        of_level: dict[int, str] = {}
        for level in abstract.iter(qn("w:lvl")):
            kind = level.find(qn("w:numFmt"))
            if kind is not None:
                of_level[int(str(level.get(qn("w:ilvl"))))] = str(kind.get(qn("w:val")))
        kinds[str(abstract.get(qn("w:abstractNumId")))] = of_level
    formats: dict[tuple[str, int], str] = {}
    for number in numbering.iter(qn("w:num")):
        link = number.find(qn("w:abstractNumId"))
        for level, kind in kinds.get(str(link.get(qn("w:val"))) if link is not None else "", {}).items():
            formats[str(number.get(qn("w:numId"))), level] = kind
    return formats
