"""The questions that were written to learn from and to measure by: whole, and none of them a case to decide by."""

from tillit.assistant.settings import Settings
from tillit.corpus.load import load
from tillit.evals.dataset import load_cases
from tillit.evals.written import read_elsewhere, read_pairs, read_unanswered


def test_what_answers_a_question_stands_in_its_document() -> None:
    texts = {document.source.id: document.text for document in load(Settings().corpus_folders).documents}
    assert [pair.question for pair in read_pairs() if pair.opening not in texts[pair.document]] == []


def test_nothing_is_learned_from_a_case_to_decide_or_report_by() -> None:
    kept = {case.question.text.casefold().strip(" ?") for case in load_cases() if case.part != "dev"}
    written = [*(one.question for one in (*read_pairs(), *read_unanswered())), *read_elsewhere()]
    assert [question for question in written if question.casefold().strip(" ?") in kept] == []


def test_no_question_is_held_to_be_answered_and_left_open() -> None:
    answered = {pair.question.casefold() for pair in read_pairs()}
    assert [one.question for one in read_unanswered() if one.question.casefold() in answered] == []
