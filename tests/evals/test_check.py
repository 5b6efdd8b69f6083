from dataclasses import replace

import pytest
from tillit.assistant.types import Question
from tillit.corpus.types import Document, Page, Source
from tillit.evals.check import census, problems
from tillit.evals.dataset import Case, Nugget, Quote

TEXT = "HELTOM varte i 12 måneder i Fana."
CASE = Case(
    id="heltom-nb",
    cluster="heltom",
    part="dev",
    kind="fact",
    register="nb",
    question=Question("Hvor lenge varte HELTOM?"),
    evidence=((Quote("norce", "varte i 12 måneder"),),),
    nuggets=(Nugget("vital", "12 måneder", "12 måneder"),),
)
REFUSED = Case(
    id="weather-nb",
    cluster="weather",
    part="test",
    kind="far-off",
    register="nb",
    question=Question("Blir det regn?"),
    refusal="out_of_scope",
)


def document(document_id: str = "norce", text: str = TEXT) -> Document:
    pages = (Page(1, 0, len(text)),)
    return Document(Source(document_id, document_id), f"{document_id}.txt", "", text, pages, (), (), {1: text})


def test_good_cases_have_no_problems() -> None:
    assert problems([CASE, REFUSED], {"originals": [document()]}) == ()


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (replace(CASE, evidence=((Quote("norce", "varte i 13 måneder"),),)), "does not stand in norce"),
        (replace(CASE, evidence=((Quote("other", "varte i 12 måneder"),),)), "has no place in originals"),
        (replace(CASE, evidence=()), "has no evidence"),
        (replace(CASE, nuggets=(Nugget("vital", "et år", "et år"),)), "finds nothing"),
        (replace(CASE, nuggets=(*CASE.nuggets, Nugget("trap", "tolv", "12"))), "the trap 'tolv'"),
        (replace(CASE, nuggets=()), "no vital nugget"),
        (replace(CASE, refusal="unsafe"), "to be refused, but has evidence"),
        (replace(CASE, kind="follow-up"), "without a history"),
        (replace(REFUSED, nuggets=CASE.nuggets), "to be refused, but has nuggets"),
    ],
)
def test_a_wrong_case_is_told(case: Case, told: str) -> None:
    assert any(told in problem for problem in problems([case], {"originals": [document()]}))


def test_an_id_used_twice_a_cluster_in_two_parts_and_a_question_asked_twice_are_told() -> None:
    told = problems([CASE, replace(CASE, part="test")], {"originals": [document()]})
    assert any("2 cases have this id" in problem for problem in told)
    assert any("several parts: dev, test" in problem for problem in told)
    assert any("ask the same" in problem for problem in told)


def test_a_required_passage_must_stand_in_every_corpus() -> None:
    told = problems([CASE], {"originals": [document()], "shipped": [document("norce-gjengitt", "noe annet")]})
    assert told == ("heltom-nb: has no place in shipped for: varte i 12 måneder",)


def test_the_census_counts_parts_with_and_without_answers() -> None:
    assert census([CASE, REFUSED])["part"] == {"dev, to answer": 1, "test, to refuse": 1}
