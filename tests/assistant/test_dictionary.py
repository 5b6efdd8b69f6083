"""The general dictionaries: how words in whatever form are looked up, and what of a translation is of use."""

from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.dictionary import ALGORITHMS, Dictionary


@pytest.fixture(scope="module", params=sorted(ALGORITHMS))
def dictionary(request: pytest.FixtureRequest) -> Dictionary:
    return Dictionary(str(request.param), lambda _: True)


def test_a_word_is_met_in_its_other_forms() -> None:
    assert list(Dictionary("en", lambda word: word == "bil").translate(["the", "cars"])) == [(1, 2, ("bil",))]


def test_the_longest_headword_wins() -> None:
    found = list(Dictionary("en", lambda _: True).translate(["gold", "standard"]))
    assert [(start, end) for start, end, _ in found] == [(0, 2)]


def test_function_words_say_nothing(dictionary: Dictionary) -> None:
    assert not list(dictionary.translate(sorted(dictionary.function_words)))


def test_a_headword_without_use_is_known_but_says_nothing() -> None:
    assert list(Dictionary("en", lambda _: False).translate(["car"])) == [(0, 1, ())]


@given(st.lists(st.text().map(str.lower), max_size=6))
def test_any_words_can_be_looked_up(dictionary: Dictionary, words: list[str]) -> None:
    spans = [(start, end) for start, end, _ in dictionary.translate(words)]
    assert all(0 <= start < end <= len(words) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_every_line_is_a_headword_and_its_translations() -> None:
    for language in ALGORITHMS:
        text = files("tillit.assistant").joinpath("dictionaries", f"{language}.tsv").read_text(encoding="utf-8")
        rows = [line.split("\t") for line in text.splitlines()]
        assert all(len(row) == 2 and all(row) and all(row[1].split("|")) for row in rows)
        assert [row[0] for row in rows] == sorted({row[0] for row in rows})
