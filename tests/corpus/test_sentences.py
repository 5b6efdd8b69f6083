from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.corpus.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Det gjelder f.eks. Bergen og bl.a. Fana.",
        "Rambøll mfl. (2014, s. 2) beskriver forsøket.",
        "Se kap. 4 og avsnitt 4.3. og 4.4. om ledere.",
        "Møtet var 16. juli 2016 kl. 12.30.",
        "Det var den 3. utgaven.",
        "Ca. 5 200 ansatte, jf. nr. 3.",
        "J.S. Talley og A. Bentzen deltok.",
        "Kostnaden økte med 7,7 prosent, dvs. 6.75 mill. kroner.",
        "Han sa «Nei!» og gikk.",
    ],
)
def test_an_abbreviation_ordinal_initial_or_figure_does_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reformen kom i 2017. Bergen vedtok den.", ["Reformen kom i 2017.", "Bergen vedtok den."]),
        ("Ledere, ansatte osv. Alle var med.", ["Ledere, ansatte osv.", "Alle var med."]),
        ("Hvem? Alle! Ja.", ["Hvem?", "Alle!", "Ja."]),
        ("Det er få. (Se s. 44.) Flere kommer.", ["Det er få.", "(Se s. 44.)", "Flere kommer."]),
        ("Han sa: «Vi er klare.» Så gikk de.", ["Han sa: «Vi er klare.»", "Så gikk de."]),
        ("Det er 12. Ni er igjen.", ["Det er 12.", "Ni er igjen."]),
        ("Første linje\nandre linje", ["Første linje", "andre linje"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from("aBÆ1. ,!?…\n()«»\"'–-"), max_size=200))
def test_no_character_but_white_space_is_lost_and_spans_are_exact(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
