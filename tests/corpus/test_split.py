from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tillit.corpus.split import LONGEST, LONGEST_UNIT, SHOWN, joined, split
from tillit.corpus.types import BlockKind, Document

from . import making

words = st.text(alphabet="abcæøå .,:;", min_size=1, max_size=900).map(str.strip).filter(bool)
pieces = st.lists(st.tuples(st.sampled_from(["heading", "paragraph", "item", "row"]), words), max_size=25)


def document_of(parts: list[tuple[BlockKind, str]]) -> Document:
    return making.document((kind, int(kind in ("heading", "item")), piece) for kind, piece in parts)


@given(pieces)
def test_every_passage_and_unit_is_an_exact_bounded_piece_of_the_text(parts: list[tuple[BlockKind, str]]) -> None:
    document = document_of(parts)
    passages = split(document)
    for passage in passages:
        assert passage.text == document.text[passage.start : passage.end]
        assert len(passage.text) <= LONGEST
        assert passage.units[0].start == passage.start
        assert passage.units[-1].end == passage.end
        assert all(0 < unit.end - unit.start <= LONGEST_UNIT for unit in passage.units)
        assert all(a.end <= b.start for a, b in pairwise(passage.units))


@given(pieces)
def test_every_word_outside_headings_is_in_some_passage(parts: list[tuple[BlockKind, str]]) -> None:
    document = document_of(parts)
    covered = [False] * len(document.text)
    for passage in split(document):
        covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
    for block in document.blocks:
        if block.kind != "heading":
            assert all(covered[i] or document.text[i].isspace() for i in range(block.start, block.end))


def test_a_list_stays_with_its_lead_in() -> None:
    document = document_of(
        [
            ("paragraph", "Setning. " * 80 + "Reformen har disse målene:"),
            *[("item", f"mål nummer {n}") for n in range(9)],
        ]
    )
    last = split(document)[-1]
    assert last.units[-10:][0].kind == "sentence"
    assert document.text[last.units[-10].start : last.units[-10].end] == "Reformen har disse målene:"
    assert [unit.kind for unit in last.units[-9:]] == ["item"] * 9


def test_a_passage_knows_its_headings_and_never_crosses_one() -> None:
    document = document_of(
        [("heading", "Tittel"), ("paragraph", "Innledning."), ("heading", "Mål"), ("paragraph", "Målet er tillit.")]
    )
    assert [(p.headings, p.text) for p in split(document)] == [((), "Innledning."), (("Mål",), "Målet er tillit.")]


def test_neighbouring_passages_of_running_text_share_one_sentence() -> None:
    document = document_of([("paragraph", " ".join(f"Dette er setning nummer {n} i teksten." for n in range(40)))])
    first, second, *_ = split(document)
    assert second.units[0] == first.units[-1]


def test_a_small_passage_is_shown_with_its_small_neighbours_under_the_same_heading() -> None:
    parts: list[tuple[BlockKind, int, str]] = [
        ("heading", 1, "Ord"),
        ("heading", 2, "HT"),
        ("paragraph", 0, "HT er et team."),
        ("heading", 2, "OT"),
        ("paragraph", 0, "OT er et annet team."),
        ("heading", 1, "År"),
        ("heading", 2, "2020"),
        ("paragraph", 0, "Setning. " * 100),
        ("heading", 2, "2021"),
        ("paragraph", 0, "HELTOM var ferdig."),
    ]
    document = making.document(parts)
    passages = split(document)

    whole = joined(passages, {"d": document})

    assert [whole[passage.id].text for passage in passages] == [
        "HT er et team.\n\nOT\n\nOT er et annet team.",
        "HT er et team.\n\nOT\n\nOT er et annet team.",
        passages[2].text,
        "HELTOM var ferdig.",
    ]
    assert whole[passages[0].id].units == (*passages[0].units, *passages[1].units)


@given(pieces)
def test_what_is_shown_of_a_passage_holds_it_and_is_a_bounded_piece_of_the_text(
    parts: list[tuple[BlockKind, str]],
) -> None:
    document = document_of(parts)
    passages = split(document)

    whole = joined(passages, {"d": document})

    for passage in passages:
        shown = whole[passage.id]
        assert shown.text == document.text[shown.start : shown.end]
        assert shown.start <= passage.start <= passage.end <= shown.end
        assert shown == passage or len(shown.text) <= SHOWN
