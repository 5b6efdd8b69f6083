"""What a model said is read whatever form it takes, piece by piece."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.write.said import Said, SaidReader

ONE = Said("Piloten varte i tolv måneder.", (2,), "tolv måneder")
AS_ASKED = json.dumps({"sentences": [{"passage": 2, "support": ONE.support, "text": ONE.text}]}, ensure_ascii=False)


def read(text: str, *cuts: int) -> list[Said]:
    """The sentences of ``text``, read in pieces that end at ``cuts``."""
    reader = SaidReader()
    ends = sorted({*(cut % (len(text) + 1) for cut in cuts), len(text)})
    said = [one for start, end in zip([0, *ends], ends, strict=False) for one in reader.read(text[start:end])]
    return [*said, *reader.rest()]


@pytest.mark.parametrize(
    "text",
    [
        AS_ASKED,
        f"```json\n{AS_ASKED}\n```",
        f"<think>hm</think> {AS_ASKED} Var det alt?",
        AS_ASKED.replace("}]}", "},]"),
        AS_ASKED.removesuffix("]}"),
        AS_ASKED.replace('"passage": 2', '"passages": [2]'),
        AS_ASKED.replace('"passage": 2', '"passage": "[2]"'),
        AS_ASKED.replace("måneder.", "måneder. [2]"),
    ],
)
def test_a_sentence_is_read_out_of_every_form(text: str) -> None:
    assert read(text) == [ONE]


def test_lines_without_json_are_sentences_with_the_numbers_that_they_cite() -> None:
    said = read("- Piloten varte i tolv måneder [2].\n2. Den kostet mye [1, 3]\n\n```\n")
    assert [(one.text, one.passages) for one in said] == [
        ("Piloten varte i tolv måneder.", (2,)),
        ("Den kostet mye", (1, 3)),
    ]


def test_two_sentences_in_one_are_told_apart_and_a_repeated_one_ends_it() -> None:
    text = json.dumps({"sentences": [{"passage": 1, "support": "", "text": "Det ene er sant. Det andre er sant."}] * 2})
    reader = SaidReader()
    assert [one.text for one in reader.read(text)] == ["Det ene er sant.", "Det andre er sant."]
    assert reader.done


def test_a_sentence_is_there_as_soon_as_its_object_is() -> None:
    reader = SaidReader()
    assert list(reader.read(AS_ASKED[:-3])) == []
    assert list(reader.read(AS_ASKED[-3:-2])) == [ONE]


@given(st.text(max_size=300), st.lists(st.integers(0, 300), max_size=6))
def test_any_text_is_read_alike_however_it_is_cut(text: str, cuts: list[int]) -> None:
    assert read(text, *cuts) == read(text)


@given(st.lists(st.integers(0, len(AS_ASKED)), max_size=8))
def test_an_answer_is_read_alike_however_it_is_cut(cuts: list[int]) -> None:
    assert read(AS_ASKED, *cuts) == [ONE]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["text", "passage", "support", "sentences", "x"]), inner)
        ),
    )
)
def test_any_json_is_read_without_an_error(value: object) -> None:
    for said in read(json.dumps(value)):
        assert said.text == " ".join(said.text.split()) != ""
