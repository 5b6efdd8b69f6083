"""The cases seen through the mask: only those that hold personal data change."""

from tillit.assistant.privacy import mask
from tillit.evals.dataset import load_cases


def test_no_question_without_personal_data_is_changed() -> None:
    cases = [case for case in load_cases() if case.part != "test" and case.kind != "personal-data"]
    texts = [text for case in cases for text in (case.question.text, *(turn.content for turn in case.question.history))]
    assert len(texts) > 300
    assert [text for text in texts if mask(text).found] == []


def test_every_question_that_is_to_be_told_so_is_masked() -> None:
    cases = [case for case in load_cases() if case.part != "test" and "personal_data_masked" in case.notices]
    assert cases
    assert [case.id for case in cases if not mask(case.question.text).found] == []
