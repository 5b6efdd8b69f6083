"""Questions in everyday words, nynorsk, dialect and other languages, put in the words that the documents use."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tillit.assistant.vocabulary import Vocabulary
from tillit.assistant.wording import Wording

HELD = "forskere bil sykehus lytter økonomi samlingen felles møter vanskeligere prinsippene forsøket".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(Vocabulary(HELD))


@pytest.mark.parametrize(
    ("text", "bokmal"),
    [
        ("Kva gjer sjukepleiarane?", "hva gjør sykepleierne?"),
        ("koffor snakka forskeran ikkje me oss", "hvorfor snakket forskerne ikke me oss"),
        ("Vert det vanskelegare med prinsippan?", "blir det vanskeligere med prinsippene?"),
        ("Hva er e-helse på kommunen.no?", "Hva er e-helse på kommunen.no?"),
    ],
)
def test_nynorsk_and_dialect_read_like_bokmal(wording: Wording, text: str, bokmal: str) -> None:
    assert wording.bokmal(text) == bokmal


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("Who pays the nurses?", "betale lønn sykepleiere"),
        ("Co robią pielęgniarki?", "sykepleiere"),
        ("Was machen die Beschäftigten in der Gemeinde?", "ansatte kommune"),
        ("¿Qué es la reforma?", "reform"),
        ("Hvem?", ""),
        ("Was it a car?", "bil"),
        ("Kupili samochody?", "bil"),
        ("Wer fährt mit dem Auto zum Krankenhaus?", "bil sykehus"),
    ],
)
def test_other_languages_are_glossed_in_norwegian(wording: Wording, text: str, gloss: str) -> None:
    assert " ".join(wording.gloss(text)) == gloss


def test_a_dictionary_tells_only_what_the_documents_hold(wording: Wording) -> None:
    assert wording.gloss("a car and a banana") == ("bil",)
    assert Wording(Vocabulary(())).gloss("a car and a banana") == ()


def test_each_thing_asked_about_keeps_its_words_together(wording: Wording) -> None:
    assert wording.gloss("Who pays the nurses?") == ("betale lønn", "sykepleiere")


def test_the_longest_phrase_wins(wording: Wording) -> None:
    assert wording.gloss("sick leave") == ("sykefravær",)


def test_everyday_words_find_those_of_reports(wording: Wording) -> None:
    assert "kostnad" in wording.synonyms("Hvor mye penger brukte de?").split()
    assert wording.synonyms("Hva er HELTOM?") == ""


@given(st.text())
@example("ſystem Kvİ kvı")
def test_any_text_can_be_put_in_other_words(wording: Wording, text: str) -> None:
    assert isinstance(wording.bokmal(text), str)
    assert all(wording.gloss(text))
    assert isinstance(wording.synonyms(text), str)


def _table(name: str) -> dict[str, dict[str, str]]:
    read: dict[str, Any] = tomllib.loads(files("tillit.assistant").joinpath(name).read_text(encoding="utf-8"))
    return read


def test_every_key_can_match_and_every_gloss_says_something() -> None:
    glosses = _table("glosses.toml")
    for table in (*glosses.values(), _table("nynorsk.toml")["words"], _table("synonyms.toml")["nb"]):
        assert all(key == key.lower().strip() and value.strip() for key, value in table.items())
