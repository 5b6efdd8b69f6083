"""Small real files of every format, made on the spot."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import docx
import typst
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter
from tillit.corpus.types import Block, BlockKind, Document, Page, Run, Source


def document(parts: Iterable[tuple[BlockKind, int, str]], source: Source | None = None) -> Document:
    """A document of one page with these blocks (kind, level, text), as its file has them."""
    blocks: list[Block] = []
    text = ""
    for kind, level, piece in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(kind, len(text), len(text) + len(piece), level))
        text += piece
    return Document(
        source=source or Source(id="d", title="Tittel"),
        file="d.txt",
        sha256="",
        text=text,
        pages=(Page(1, 0, len(text)),),
        blocks=tuple(blocks),
        runs=(Run(0, len(text), 1, 0),),
        raw_pages={1: text},
    )


def pdf(source: str, folder: Path) -> bytes:
    """A PDF that Typst sets from its markup."""
    path = folder / "source.typ"
    path.write_text(source, "utf-8")
    return typst.compile(path)


def encrypted_pdf(data: bytes) -> bytes:
    """The same PDF behind a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("hemmelig", algorithm="RC4-128")
    return _written(writer)


def blank_pdf() -> bytes:
    """A PDF with a page that holds no text, as a scan does."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def word() -> bytes:
    """A Word document with headings, lists, and a table between two paragraphs."""
    document = docx.Document()
    document.add_heading("Om teamene", 0)
    document.add_heading("Hvem er med?", 1)
    document.add_paragraph("Disse er med i et helsetjenesteteam:")
    document.add_paragraph("sykepleiere", style="List Bullet")
    document.add_paragraph("fysioterapeuter", style="List Bullet")
    document.add_paragraph("kvelden", style="List Bullet 2")
    table = document.add_table(rows=0, cols=2)
    for cells in (("Team", "Ansatte"), ("HT", "14"), ("OT", "16")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Slik var fordelingen i piloten.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def slides() -> bytes:
    """Two slides: a title slide, and one with a list, a text box, a table and speaker's notes."""
    presentation = Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[0])
    _fill(first.shapes.title, "Tillitsreformen")
    second = presentation.slides.add_slide(presentation.slide_layouts[1])
    _fill(second.shapes.title, "Tre mål")
    body = second.placeholders[1].text_frame  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
    body.text = "Mer tid til brukerne\nMer tillit\nMindre kontroll"  # pyright: ignore[reportUnknownMemberType]
    second.shapes.add_textbox(Inches(1), Inches(6), Inches(4), Inches(1)).text_frame.text = "Vedtatt av bystyret."
    notes = second.notes_slide.notes_text_frame
    if notes:
        notes.text = "Husk å nevne piloten."
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def _fill(shape: object, text: str) -> None:
    shape.text_frame.text = text  # type: ignore[attr-defined] # pyright: ignore


def zip_of(members: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def replaced(package: bytes, member: str, data: bytes) -> bytes:
    """A ZIP archive with one member's content exchanged."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zip_of({**members, member: data})


def blocks(text: str, found: tuple[Block, ...]) -> list[tuple[str, int, str]]:
    """The blocks as (kind, level, text), to compare with what is expected."""
    return [(block.kind, block.level, text[block.start : block.end]) for block in found]


def document_blocks(document: Document) -> list[tuple[str, int, str]]:
    """The same for a document."""
    return blocks(document.text, document.blocks)
