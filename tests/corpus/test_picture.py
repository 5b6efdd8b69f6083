"""A page of a PDF as a picture: what is marked is what is quoted, and nothing else."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tillit.corpus.fence import Limits
from tillit.corpus.load import load
from tillit.corpus.picture import WIDTH, Picture, draw_page
from tillit.corpus.types import Document, Span

from .making import pdf

PAGES = """#set page(width: 10cm, height: 7cm)
#set text(lang: "nb", hyphenate: false)
#set par(justify: true)
Teamet møtes hver dag.

Fagpersonene samarbeider om hverdagsrehabilitering og kompetanseutvikling i hjemmetjenesten i bydelen.

Teamet møtes hver dag.
#pagebreak()
Neste side har sitt eget flott ord om fire ting: effektivitet.
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    folder = tmp_path_factory.mktemp("pdf")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "plan.pdf").write_bytes(pdf(PAGES, folder))
    return corpus / "plan.pdf", load([corpus]).documents[0]


def drawn(loaded: tuple[Path, Document], page: int, span: Span | None) -> Picture:
    picture = draw_page(*loaded, page, span, Limits())
    assert picture
    return picture


def yellow_rows(picture: Picture) -> list[int]:
    """The rows of the picture that are marked."""
    pixels = np.asarray(Image.open(io.BytesIO(picture.png)).convert("RGB"))
    yellow = (pixels[:, :, 0] > 200) & (pixels[:, :, 2] < 120)
    return np.flatnonzero(yellow.any(axis=1)).tolist()


def span_of(document: Document, quote: str, after: int = 0) -> Span:
    start = document.text.index(quote, after)
    return Span(start, start + len(quote))


def test_a_quote_over_several_lines_is_marked_on_each_of_them(loaded: tuple[Path, Document]) -> None:
    quote = "Fagpersonene samarbeider om hverdagsrehabilitering og kompetanseutvikling i hjemmetjenesten i bydelen."
    picture = drawn(loaded, 1, span_of(loaded[1], quote))
    single = drawn(loaded, 1, span_of(loaded[1], "Teamet møtes hver dag."))
    assert picture.marked
    assert len(yellow_rows(picture)) > 1.8 * len(yellow_rows(single))


def test_of_two_equal_sentences_the_quoted_one_is_marked(loaded: tuple[Path, Document]) -> None:
    first = span_of(loaded[1], "Teamet møtes hver dag.")
    second = span_of(loaded[1], "Teamet møtes hver dag.", first.end)
    above, below = (yellow_rows(drawn(loaded, 1, span)) for span in (first, second))
    assert max(above) < min(below)


def test_ligatures_and_the_second_page_are_found(loaded: tuple[Path, Document]) -> None:
    page = loaded[1].pages[1]
    assert drawn(loaded, 2, Span(page.start, page.end)).marked


def test_a_page_without_the_quote_or_with_other_letters_than_the_text_has_no_mark(
    loaded: tuple[Path, Document],
) -> None:
    path, document = loaded
    other = replace(document, text="x" * 500)
    for picture in (
        drawn(loaded, 2, span_of(document, "Teamet møtes hver dag.")),
        drawn(loaded, 1, None),
        drawn((path, other), 1, Span(0, 20)),
    ):
        assert not picture.marked
        assert yellow_rows(picture) == []


def test_a_picture_is_as_wide_as_agreed_and_small(loaded: tuple[Path, Document]) -> None:
    picture = drawn(loaded, 1, None)
    assert Image.open(io.BytesIO(picture.png)).width == WIDTH
    assert len(picture.png) < 100_000


def test_a_file_that_cannot_be_drawn_gives_none(loaded: tuple[Path, Document], tmp_path: Path) -> None:
    damaged = tmp_path / "plan.pdf"
    damaged.write_bytes(b"%PDF-1.7 and nothing more")
    assert draw_page(damaged, loaded[1], 1, None, Limits()) is None
    assert draw_page(loaded[0], loaded[1], 99, None, Limits()) is None
