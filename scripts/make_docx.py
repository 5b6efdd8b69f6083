"""A manuscript as a Word document with real headings, lists and page numbers."""

import io
from pathlib import Path
from typing import Any, cast

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from manuscripts import Part, read_manuscript
from office_files import ACCENT, LANGUAGE, describe, without_times

_FONT = "Calibri"
_STATEMENT = "Kilde"
_SIZES = {"Normal": 11, "Title": 24, "Heading 1": 18, "Heading 2": 14, "Heading 3": 12, _STATEMENT: 9}


def make_docx(manuscript: Path, header: str) -> bytes:
    """The Word file of ``manuscript``, with ``header`` at the top of every page and page numbers at its foot."""
    title, parts = read_manuscript(manuscript)
    document = docx.Document()
    describe(document.core_properties, title, header)
    _set_styles(document)
    _set_margins(document, header)
    document.add_paragraph(title, style="Title")
    for part in parts:
        _add(document, part)
    target = io.BytesIO()
    document.save(target)
    return without_times(target.getvalue())


def _add(document: Document, part: Part) -> None:
    match part.kind:
        case "heading":
            document.add_heading(part.texts[0], part.level - 1)
        case "paragraph":
            leads_in = part.texts[0].endswith(":")
            document.add_paragraph(part.texts[0]).paragraph_format.keep_with_next = leads_in
        case "statement":
            document.add_paragraph(part.texts[0], style=_STATEMENT).paragraph_format.keep_with_next = True
        case "bullets":
            for text in part.texts:
                document.add_paragraph(text, style="List Bullet")
        case "numbers":
            number = _new_numbering(document)
            for text in part.texts:
                _set_numbering(document.add_paragraph(text, style="List Number"), number)
        case other:
            raise ValueError(f"a Word document here cannot hold {other}")


def _new_numbering(document: Document) -> int:
    """The id of a numbered list that starts at 1; without one of its own, a list goes on where the last one ended."""
    style = cast("Any", document.styles["List Number"]).element
    numbering = cast("Any", document.part.numbering_part).element
    used = numbering.num_having_numId(style.pPr.numPr.numId.val)
    number = numbering.add_num(used.abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _set_numbering(paragraph: Paragraph, number: int) -> None:
    properties = cast("Any", paragraph._p).get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _set_styles(document: Document) -> None:
    cast("Any", document.styles).add_style(_STATEMENT, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    for name, size in _SIZES.items():
        style = cast("ParagraphStyle", document.styles[name])
        style.font.name = _FONT
        style.font.size = Pt(size)
        fonts = cast("Any", style.element).rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor.from_string(ACCENT)
    for language in cast("Any", document.styles.element).iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _set_margins(document: Document, header: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.header.paragraphs[0].text = header
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>')
    cast("Any", foot._p).append(field)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
