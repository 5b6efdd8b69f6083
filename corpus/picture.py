"""A page of a PDF as a picture, with a quote marked; drawn in a process of its own.

``python -m tillit.corpus.picture FILE PAGE QUOTE OCCURRENCE CPU_SECONDS MEMORY_BYTES`` writes one byte, ``1`` when the
quote is marked, and a PNG.
"""

import io
import os
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .fence import run_fenced
from .limits import Limits
from .types import Document, Span
from .worker import limit

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

WIDTH = 1000
"""Width of a picture, in pixels."""

_TALLEST = 3 * WIDTH
_MARK = (255, 214, 64)
_LONGEST_QUOTE = 20_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG of one page, and whether the quote is marked on it."""

    png: bytes
    marked: bool


def draw_page(path: Path, document: Document, number: int, quote: Span | None, limits: Limits) -> Picture | None:
    """The page of that number with what stands on it of the quote marked; ``None`` when it cannot be drawn.

    A quote that cannot be found on the page letter for letter is not marked.
    """
    text, before = _wanted(document, number, quote)
    answer, _, code = run_fenced("tillit.corpus.picture", [path.resolve(), number, text, before], limits)
    return Picture(answer[1:], marked=answer[:1] == b"1") if code == 0 and answer else None


def _wanted(document: Document, number: int, quote: Span | None) -> tuple[str, int]:
    """The letters of the quote on the page, and how often the same letters stand there before them."""
    page = next((page for page in document.pages if page.number == number), None)
    if page is None or quote is None or quote.end <= page.start or quote.start >= page.end:
        return "", 0
    text = letters(document.text[max(quote.start, page.start) : min(quote.end, page.end)])[:_LONGEST_QUOTE]
    before = letters(document.text[page.start : max(quote.start, page.start)])
    return text, len(_places(before, text))


def letters(text: str) -> str:
    """The letters and digits of a text alone: what cleaning, hyphens and line breaks leave as it is."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def _places(text: str, wanted: str) -> list[int]:
    places: list[int] = []
    position = text.find(wanted) if wanted else -1
    while position >= 0:
        places.append(position)
        position = text.find(wanted, position + 1)
    return places


def _boxes(page: "PdfPage", wanted: str, occurrence: int) -> list[tuple[float, float, float, float]]:
    """The boxes, in points, of the characters of the wanted letters where they stand for that time."""
    text = page.get_textpage()
    found = [
        (letter, index) for index in range(text.count_chars()) for letter in letters(text.get_text_range(index, 1))
    ]
    places = _places("".join(letter for letter, _ in found), wanted)
    if occurrence >= len(places):
        return []
    start = places[occurrence]
    first, last = found[start][1], found[start + len(wanted) - 1][1]
    return [text.get_rect(index) for index in range(text.count_rects(first, last - first + 1))]


def _draw(path: Path, number: int, wanted: str, occurrence: int) -> tuple[bool, bytes]:
    import pypdfium2
    from PIL import ImageChops, ImageDraw

    page = pypdfium2.PdfDocument(path)[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / width, _TALLEST / height)
    image = page.render(scale=scale).to_pil().convert("RGB")
    boxes = _boxes(page, wanted, occurrence)
    paint = image.copy()
    pen = ImageDraw.Draw(paint)
    for left, bottom, right, top in boxes:
        pen.rectangle(
            ((left * scale - 2, (height - top) * scale - 2), (right * scale + 2, (height - bottom) * scale + 2)),
            fill=_MARK,
        )
    # Marked like with a pen: the darker of the page and the paint stays.
    out = io.BytesIO()
    ImageChops.darker(image, paint).quantize(64).save(out, "PNG", optimize=True)
    return bool(boxes), out.getvalue()


def main(arguments: list[str]) -> None:
    """Write the picture that the arguments ask for, under the limits that they give."""
    name, number, wanted, occurrence, cpu_seconds, memory = arguments
    output = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not end up in the picture
    limit(int(cpu_seconds), int(memory))
    marked, png = _draw(Path(name), int(number), wanted, int(occurrence))
    with os.fdopen(output, "wb") as pipe:
        pipe.write((b"1" if marked else b"0") + png)


if __name__ == "__main__":
    main(sys.argv[1:])
