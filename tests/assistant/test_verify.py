"""Nothing that its quotes do not hold is ever shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.types import Citation, Sentence
from tillit.assistant.verify import Proof, quote_stands
from tillit.corpus.types import Document, Page, Source

TEXT = "Piloten varte i tolv måneder. Den kostet 12 millioner kroner."
DOCUMENT = Document(Source("d", "Tittel"), "d.md", "", TEXT, (Page(1, 0, len(TEXT)),), (), (), {})
CITATION = Citation(1, "d", "Tittel", None, None, None, "original", None, 1, (), 0, 29, TEXT[:29], "/kilde/d")
SENTENCE = Sentence("Piloten varte i tolv måneder.", (1,))


def test_a_sentence_that_stands_in_its_quote_is_shown() -> None:
    assert Proof({"d": DOCUMENT}).holds(SENTENCE, {1: CITATION})


@pytest.mark.parametrize(
    ("sentence", "citation"),
    [
        (replace(SENTENCE, text="Piloten varte i to måneder."), CITATION),
        (replace(SENTENCE, citations=()), CITATION),
        (replace(SENTENCE, citations=(2,)), CITATION),
        (SENTENCE, replace(CITATION, quote="Piloten varte i tolv måneder!")),
        (SENTENCE, replace(CITATION, start=1)),
        (SENTENCE, replace(CITATION, document_id="x")),
    ],
)
def test_anything_less_is_not(sentence: Sentence, citation: Citation) -> None:
    assert not Proof({"d": DOCUMENT}).holds(sentence, {1: citation})


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.text(max_size=5))
def test_a_quote_stands_only_where_the_document_says_it(start: int, end: int, extra: str) -> None:
    quote = TEXT[start:end]
    assert quote_stands(replace(CITATION, start=start, end=end, quote=quote), {"d": DOCUMENT}) == bool(quote)
    assert not quote_stands(replace(CITATION, start=start, end=end, quote=quote + "#" + extra), {"d": DOCUMENT})
