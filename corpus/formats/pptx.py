"""PowerPoint presentations: a slide is a page."""

import io
from collections.abc import Iterable, Iterator
from typing import Any, cast

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.text.text import TextFrame

from ..cleaning.assemble import Content
from ..cleaning.structured import Element, build, table_rows
from .package import check_package

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_BODIES = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_FURNITURE = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER)


def parse(data: bytes) -> Content:
    """The content of a presentation, speaker's notes behind each slide; its title is the first slide's."""
    check_package(data)
    slides = list(Presentation(io.BytesIO(data)).slides)
    elements = [element for number, slide in enumerate(slides, 1) for element in _slide(slide, number)]
    return build(elements, pages=max(1, len(slides)))


def _slide(slide: Slide, page: int) -> Iterator[Element]:
    shapes = sorted(_shapes(slide.shapes), key=_place)
    for shape in shapes:
        yield from _shape(shape, page)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    for paragraph in notes.paragraphs if notes else ():
        yield Element("paragraph", _clean(paragraph.text), 0, page)


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _place(shape: BaseShape) -> tuple[bool, int, int]:
    """Where a shape is read: the title first, then from the top down and from left to right."""
    return _role(shape) not in _TITLES, cast("int | None", shape.top) or 0, cast("int | None", shape.left) or 0


def _role(shape: BaseShape) -> PP_PLACEHOLDER | None:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _shape(shape: BaseShape, page: int) -> Iterator[Element]:
    role = _role(shape)
    if role in _FURNITURE:
        return
    if isinstance(shape, GraphicFrame) and shape.has_table:
        rows = [[_clean(cell.text) for cell in row.cells] for row in shape.table.rows]
        yield from table_rows(rows, headed=bool(shape.table.first_row), page=page)
    elif shape.has_text_frame:
        frame = cast("TextFrame", cast("Any", shape).text_frame)
        if role in _TITLES:
            yield Element("heading", _clean(frame.text), 1 if page == 1 else 2, page)
        else:
            yield from _frame(frame, page, listed=role in _BODIES)


def _frame(frame: TextFrame, page: int, *, listed: bool) -> Iterator[Element]:
    paragraphs = [paragraph for paragraph in frame.paragraphs if paragraph.text.strip()]
    counts: dict[int, int] = {}
    for paragraph in paragraphs:
        properties = cast("Any", paragraph._p).pPr  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        bullets = {mark: properties is not None and properties.find(qn(f"a:{mark}")) is not None for mark in _MARKS}
        level = paragraph.level + 1
        marker = ""
        if bullets["buAutoNum"]:
            counts[level] = counts.get(level, 0) + 1
            marker = f"{counts[level]}. "
        marked = bullets["buChar"] or bullets["buAutoNum"] or (listed and len(paragraphs) > 1 and not bullets["buNone"])
        text = marker + _clean(paragraph.text)
        yield Element("item", text, level, page) if marked else Element("paragraph", text, 0, page)


_MARKS = ("buChar", "buAutoNum", "buNone")


def _clean(text: str) -> str:
    return text.replace("\v", "\n")
