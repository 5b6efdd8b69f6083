"""The cases seen through the mask: only those that hold personal data change."""

from pathlib import Path

from tillit.assistant.build import public_names
from tillit.assistant.health import HealthDetails
from tillit.assistant.privacy import mask
from tillit.corpus.load import load
from tillit.evals.dataset import load_cases

SHIPPED = Path(__file__).parents[2] / "corpus" / "documents"


def test_no_question_without_personal_data_is_changed() -> None:
    cases = [case for case in load_cases() if case.part != "test" and case.kind != "personal-data"]
    texts = [text for case in cases for text in (case.question.text, *(turn.content for turn in case.question.history))]
    assert len(texts) > 300
    assert [text for text in texts if mask(text).found] == []


def test_every_question_that_is_to_be_told_so_is_masked() -> None:
    cases = [case for case in load_cases() if case.part != "test" and "personal_data_masked" in case.notices]
    assert cases
    assert [case.id for case in cases if not mask(case.question.text).found] == []


def test_names_that_stand_in_no_document_are_hidden_without_hiding_a_word_of_any_case() -> None:
    is_public = public_names(load([SHIPPED]).documents)
    cases = [case for case in load_cases() if case.part != "test" and case.kind != "personal-data"]
    texts = [text for case in cases for text in (case.question.text, *(turn.content for turn in case.question.history))]
    assert [text for text in texts if mask(text, is_public).found] == []
    assert mask("Har Kari Nordmann rett til et fast team?", is_public).text == "Har […] rett til et fast team?"


def test_no_case_is_taken_for_health_details_but_those_about_somebody_in_care() -> None:
    details = HealthDetails()
    told = [case for case in load_cases() if case.part != "test" and details.told_in(case.question.text)]
    assert {case.kind for case in told} <= {"clinical", "personal-data"}
