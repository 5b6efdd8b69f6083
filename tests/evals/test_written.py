"""The questions that were written to learn from and to measure by: whole, and none of them a case to decide by."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest
from tillit.assistant.settings import Settings
from tillit.corpus.load import load
from tillit.evals.dataset import load_cases
from tillit.evals.written import Corpus, read_elsewhere, read_pairs, read_twins, read_unanswered


def test_what_answers_a_question_stands_in_its_document() -> None:
    assert not_there("shipped", Settings().corpus_folders) == []


def test_what_answers_a_question_stands_in_the_original(originals: Path) -> None:
    assert not_there("originals", [originals]) == []


def not_there(corpus: Corpus, folders: Sequence[Path]) -> list[str]:
    texts = {document.source.id: document.text for document in load(folders).documents}
    pairs = [*read_pairs(corpus), *(twins.answered for twins in read_twins(corpus))]
    return [pair.question for pair in pairs if pair.opening not in texts[pair.document]]


def test_nothing_is_learned_from_a_case_to_decide_or_report_by() -> None:
    kept = {case.question.text.casefold().strip(" ?") for case in load_cases() if case.part != "dev"}
    ours = [one.question for corpus in get_args(Corpus) for one in (*read_pairs(corpus), *read_unanswered(corpus))]
    written = [*ours, *read_elsewhere()]
    assert [question for question in written if question.casefold().strip(" ?") in kept] == []


@pytest.mark.parametrize("corpus", get_args(Corpus))
def test_no_twin_is_a_case_or_was_learned_from(corpus: Corpus) -> None:
    cases = {case.question.text.casefold().strip(" ?") for case in load_cases()}
    learned = [one.question for some in (read_pairs(corpus), read_unanswered(corpus)) for one in some]
    known = cases | {question.casefold().strip(" ?") for question in (*learned, *read_elsewhere())}
    twins = [question for one in read_twins(corpus) for question in (one.answered.question, one.unanswered)]
    assert len(twins) > 1_000
    assert [question for question in twins if question.casefold().strip(" ?") in known] == []


@pytest.mark.parametrize("corpus", get_args(Corpus))
def test_no_question_is_held_to_be_answered_and_left_open(corpus: Corpus) -> None:
    answered = {pair.question.casefold() for pair in read_pairs(corpus)}
    assert [one.question for one in read_unanswered(corpus) if one.question.casefold() in answered] == []
