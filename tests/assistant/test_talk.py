"""Small talk, and questions that only begin like it."""

import time

import pytest
from tillit.assistant.talk import SmallTalk


@pytest.fixture(scope="module")
def talk() -> SmallTalk:
    return SmallTalk()


@pytest.mark.parametrize(
    "text",
    [
        "hei",
        "Hei :)",
        "tusen takk for hjelpen!",
        "hvem er du?",
        "Kva kan eg spørje deg om?",
        "Thanks a lot",
        "dzień dobry",
    ],
)
def test_greetings_thanks_and_questions_about_the_assistant_are_small_talk(talk: SmallTalk, text: str) -> None:
    assert talk.is_all_of(text)


@pytest.mark.parametrize(
    "text", ["", "Hei, hva er HELTOM?", "takk, og hva er OT?", "hva er tillit", "hvem er prosjektleder"]
)
def test_a_question_of_the_documents_is_not(talk: SmallTalk, text: str) -> None:
    assert not talk.is_all_of(text)


def test_a_thousand_characters_of_small_talk_cost_nothing(talk: SmallTalk) -> None:
    start = time.perf_counter()
    assert not talk.is_all_of("da skjønner jeg " * 60 + "x")
    assert time.perf_counter() - start < 0.5
