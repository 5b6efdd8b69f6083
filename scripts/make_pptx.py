"""A manuscript as a slide deck: a slide for each heading, with speaker notes."""

import io
from pathlib import Path
from typing import Any, cast

from manuscripts import Part, read_manuscript
from office_files import ACCENT, describe, without_times
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.shapes.shapetree import SlideShapes
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Length, Pt

_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_TITLE_SIZE, _BODY_SIZE, _FOOT_SIZE = Pt(32), Pt(22), Pt(12)
_INDENT = Inches(0.4)
_STATEMENT_TOP = Inches(1.3)
_COVER, _CONTENT = "Title Slide", "Title and Content"


def make_pptx(manuscript: Path, footer: str) -> bytes:
    """The deck of ``manuscript``, with ``footer`` at the foot of every slide.

    The title and the paragraph after it make the cover; each ``##`` opens a slide, and a block quote is its notes.
    """
    title, parts = read_manuscript(manuscript)
    deck = Presentation()
    describe(deck.core_properties, title, footer)
    _design(deck)
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    slide = deck.slides.add_slide(layouts[_COVER])
    _title(slide, title)
    for part in parts:
        if part.kind == "heading":
            slide = deck.slides.add_slide(layouts[_CONTENT])
            _title(slide, part.texts[0])
        elif part.kind == "statement" and slide.slide_layout.name != _COVER:
            _write_small(slide.shapes, part.texts[0], top=_STATEMENT_TOP)
        else:
            _add(slide, part, cover=slide.slide_layout.name == _COVER)
    _add_to_master(deck, footer)
    target = io.BytesIO()
    deck.save(target)
    return without_times(target.getvalue())


def _title(slide: Slide, text: str) -> None:
    title = slide.shapes.title
    if title is None:
        raise ValueError("the slide's layout has no title")
    _write(title.text_frame, text)


def _add(slide: Slide, part: Part, *, cover: bool) -> None:
    if part.kind == "notes":
        frame = slide.notes_slide.notes_text_frame
        if frame is None:
            raise ValueError("the deck's notes have no place for text")
    else:
        frame = cast("TextFrame", cast("Any", slide.placeholders[1]).text_frame)
    if part.kind == "table":
        raise ValueError("a slide here cannot hold a table")
    for text in part.texts:
        properties = _write(frame, text)
        if part.kind == "numbers":
            bullet = cast("Any", OxmlElement("a:buAutoNum"))
            bullet.set("type", "arabicPeriod")
            properties.append(bullet)
        elif part.kind == "paragraph" and not cover:
            properties.set("marL", "0")
            properties.set("indent", "0")
            properties.append(OxmlElement("a:buNone"))


def _write_small(shapes: SlideShapes, text: str, top: Length) -> Shape:
    """Adds one line of small text over the slide's width."""
    box = shapes.add_textbox(Inches(0.6), top, Inches(12), Inches(0.4))
    box.text_frame.word_wrap = True
    _write(box.text_frame, text)
    box.text_frame.paragraphs[0].runs[0].font.size = _FOOT_SIZE
    return box


def _write(frame: TextFrame, text: str) -> Any:  # noqa: ANN401 (an XML element of an untyped library)
    """Adds a paragraph in Norwegian to the frame and gives its properties."""
    paragraph = frame.paragraphs[-1]
    if paragraph.runs:
        paragraph = frame.add_paragraph()
    run = paragraph.add_run()
    run.text = text
    run.font.language_id = MSO_LANGUAGE_ID.NORWEGIAN_BOKMOL
    return cast("Any", paragraph._p).get_or_add_pPr()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def _design(deck: Deck) -> None:
    """Makes the library's narrow template wide, and its type left-aligned and of a size to read."""
    widened = _WIDTH / cast("Length", deck.slide_width)
    deck.slide_width, deck.slide_height = _WIDTH, _HEIGHT
    for layout in list(deck.slide_layouts):
        if layout.name not in (_COVER, _CONTENT):
            deck.slide_layouts.remove(layout)
    for part in (deck.slide_master, *deck.slide_layouts):
        for offset in cast("Any", part).element.iter(qn("a:off")):
            offset.set("x", str(round(int(offset.get("x")) * widened)))
        for extent in cast("Any", part).element.iter(qn("a:ext")):
            if extent.get("cx"):
                extent.set("cx", str(round(int(extent.get("cx")) * widened)))
    master = cast("Any", deck.slide_master).element
    title = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", str(_TITLE_SIZE.centipoints))
    title.find(qn("a:defRPr")).set("b", "1")
    _recolour(title.find(qn("a:defRPr")))
    body = master.find(f".//{qn('p:bodyStyle')}/{qn('a:lvl1pPr')}")
    body.set("marL", str(_INDENT))
    body.set("indent", str(-_INDENT))
    body.find(qn("a:defRPr")).set("sz", str(_BODY_SIZE.centipoints))
    for level in cast("Any", deck.slide_layouts.get_by_name(_COVER)).element.iter(qn("a:lvl1pPr")):
        level.set("algn", "l")


def _recolour(properties: Any) -> None:  # noqa: ANN401 (an XML element of an untyped library)
    colour = cast("Any", OxmlElement("a:srgbClr"))
    colour.set("val", ACCENT)
    fill = properties.find(qn("a:solidFill"))
    fill.clear()
    fill.append(colour)


def _add_to_master(deck: Deck, footer: str) -> None:
    """Puts a band of colour and the footer behind every slide; the library draws on slides only, so they move over."""
    shapes = deck.slides[0].shapes
    band = shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(0), Inches(0), Inches(0.2), _HEIGHT)
    band.fill.solid()
    band.fill.fore_color.rgb = RGBColor(*bytes.fromhex(ACCENT))
    band.line.fill.background()
    foot = _write_small(shapes, footer, top=Inches(6.95))
    tree = cast("Any", deck.slide_master.shapes).element
    for shape in (band, foot):
        tree.insert(2, cast("Any", shape).element)
