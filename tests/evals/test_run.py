"""The runner and the report, on a fake assistant whose answers one can work out by hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import StringIO

import pytest
from rich.console import Console
from tillit.assistant.types import Answer, Citation, Question, Refusal, Sentence
from tillit.corpus.types import Document, Page, Passage, Source
from tillit.evals.dataset import Case, Nugget, Quote
from tillit.evals.report import show, to_json
from tillit.evals.run import Evaluated, Report, run
from tillit.index.types import Hit

TEXT = "HELTOM varte i 12 måneder i Fana. Kostnadene økte med 7,7 prosent. Været er ikke nevnt."


def document(text: str = TEXT) -> Document:
    pages = (Page(1, 0, len(text)),)
    return Document(Source("norce", "NORCE"), "norce.txt", "", text, pages, (), (), {1: text})


def passage(start: int, end: int) -> Passage:
    return Passage(f"norce:{start}", "norce", start, end, TEXT[start:end], 1, (), ())


def answer(question: str, *quotes: str) -> Answer:
    citations = tuple(
        Citation(
            number=number,
            document_id="norce",
            title="NORCE",
            publisher=None,
            year=2020,
            authority="research",
            voice="original",
            based_on=None,
            page=1,
            headings=(),
            start=TEXT.index(quote),
            end=TEXT.index(quote) + len(quote),
            quote=quote,
            url="",
        )
        for number, quote in enumerate(quotes, start=1)
    )
    sentences = tuple(Sentence(c.quote, (c.number,), lead_in="Ifølge NORCE fra 2020:") for c in citations)
    return Answer(question, "nb", "extractive", sentences, citations)


def refusal(question: str) -> Answer:
    return Answer(question, "nb", "extractive", refusal=Refusal("not_in_sources", "Nei."))


@dataclass
class FakeAssistant:
    """Answers and finds what it was given; what it was not given, it refuses."""

    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    spans: tuple[tuple[int, int], ...] = ((0, 33), (34, 66))
    documents: Mapping[str, Document] = field(default_factory=lambda: {"norce": document()})

    def ask(self, question: Question) -> Answer:
        return self.answers.get(question.text, refusal(question.text))

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        del question
        return tuple(Hit(rank, 0, passage(*span), "NORCE", 0, 0, 0) for rank, span in enumerate(self.spans[:k], 1))

    def answerability(self, question: Question) -> float:
        return float(question.text in self.answers)


LONG = Case(
    id="long-nb",
    cluster="long",
    part="dev",
    kind="fact",
    register="nb",
    question=Question("Hvor lenge?"),
    evidence=((Quote("norce", "varte i 12 måneder"),),),
    nuggets=(Nugget("vital", "12 måneder", "12 måneder"), Nugget("trap", "7,7", "7,7")),
)
COST = replace(
    LONG,
    id="cost-en",
    cluster="cost",
    register="en",
    question=Question("What did it cost?"),
    evidence=((Quote("norce", "økte med 7,7 prosent"),), (Quote("norce", "12 måneder"),)),
    nuggets=(Nugget("vital", "7,7 prosent", "7,7"), Nugget("vital", "midlertidig", "midlertidig")),
    notices=("may_be_outdated",),
)
WEATHER = Case(
    id="weather-nb",
    cluster="weather",
    part="dev",
    kind="far-off",
    register="nb",
    question=Question("Blir det regn?"),
    refusal="out_of_scope",
)
CASES = (LONG, COST, WEATHER)
GOOD = {
    "Hvor lenge?": answer("Hvor lenge?", "HELTOM varte i 12 måneder i Fana."),
    "What did it cost?": answer("What did it cost?", "Kostnadene økte med 7,7 prosent."),
}


def figures(report: Report) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in report.headline}


def evaluated(assistant: Evaluated) -> Report:
    return run(assistant, CASES, "dev")


def test_each_measure_is_what_one_counts_by_hand() -> None:
    values = figures(evaluated(FakeAssistant(GOOD)))
    assert values == {
        "hit@1": 1.0,  # the first passage covers a passage that each case needs
        "hit@5": 1.0,
        "MRR": 1.0,
        "nugget recall": 0.75,
        "median words": 6.0,
        "refusal recall": 1.0,
        "wrongly refused": 0.0,
        "AUROC": 1.0,
        "right reason": 0.0,
        "quotes valid": 1.0,
        "notices given": 0.0,
        "trap-free": 1.0,
    }


def test_a_wrong_refusal_shows_no_nuggets_and_counts_as_such() -> None:
    values = figures(evaluated(FakeAssistant()))
    assert values["nugget recall"] == 0.0
    assert values["wrongly refused"] == 1.0
    assert values["median words"] is None
    assert values["quotes valid"] is None


def test_an_answer_where_a_refusal_is_due_counts_against_recall_and_has_no_reason_to_be_right() -> None:
    answered = {"Blir det regn?": answer("Blir det regn?", "Været er ikke nevnt.")}
    values = figures(run(FakeAssistant(answered), [WEATHER], "dev"))
    assert values["refusal recall"] == 0.0
    assert values["right reason"] is None
    assert values["median words"] is None


def test_a_nugget_in_a_lead_in_does_not_count() -> None:
    case = replace(LONG, nuggets=(Nugget("vital", "2020", "2020"),))
    (row,) = run(FakeAssistant(GOOD), [case], "dev").rows
    assert row.nuggets == 0.0


@pytest.mark.parametrize("damage", ["quote", "place", "document", "sentence", "citation"])
def test_a_sentence_without_a_quote_that_stands_in_its_document_is_unproven(damage: str) -> None:
    good = GOOD["Hvor lenge?"]
    (citation,), (sentence,) = good.citations, good.sentences
    match damage:
        case "quote":
            wrong = replace(good, citations=(replace(citation, quote=citation.quote.replace("12", "13")),))
        case "place":
            wrong = replace(good, citations=(replace(citation, start=citation.start + 1),))
        case "document":
            wrong = replace(good, citations=(replace(citation, document_id="other"),))
        case "sentence":
            wrong = replace(good, sentences=(replace(sentence, text="HELTOM varte i 13 måneder."),))
        case _:
            wrong = replace(good, sentences=(replace(sentence, citations=()),))
    report = run(FakeAssistant({"Hvor lenge?": wrong}), [LONG], "dev")
    assert figures(report)["quotes valid"] == 0.0


def test_a_required_passage_that_stands_nowhere_is_a_miss_and_named() -> None:
    (row,) = run(FakeAssistant(GOOD, documents={"norce": document("Noe annet.")}), [LONG], "dev").rows
    assert row.hit_5 == 0.0
    assert row.absent == ("varte i 12 måneder",)
    assert row.missed == ()


def test_a_trap_that_is_shown_comes_first_among_the_worst() -> None:
    trapped = {**GOOD, "Hvor lenge?": answer("Hvor lenge?", "HELTOM varte i 12 måneder i Fana.", "7,7 prosent")}
    report = evaluated(FakeAssistant(trapped))
    assert report.rows[0].id == "long-nb"
    assert report.rows[0].traps_shown == ("7,7",)
    assert figures(report)["trap-free"] == pytest.approx(2 / 3)


def test_only_the_cases_of_the_part_are_asked() -> None:
    report = run(FakeAssistant(GOOD), [LONG, replace(COST, part="test")], "dev")
    assert [row.id for row in report.rows] == ["long-nb"]


def test_groups_hold_the_cases_of_a_kind_and_of_a_register() -> None:
    groups = {group.name: group.cases for group in evaluated(FakeAssistant(GOOD)).groups}
    assert groups == {"kind: fact": 2, "kind: far-off": 1, "register: en": 1, "register: nb": 2}


def test_the_same_answers_give_the_same_bytes() -> None:
    first, second = (to_json(evaluated(FakeAssistant(GOOD))) for _ in range(2))
    assert first == second
    assert json.loads(first)["part"] == "dev"


def test_the_terminal_tells_what_was_missing() -> None:
    out = StringIO()
    show(evaluated(FakeAssistant(GOOD)), Console(file=out, width=120))
    text = out.getvalue()
    assert "nugget recall" in text
    assert "not shown: midlertidig" in text
    assert "notice missing: may_be_outdated" in text
    assert "expected the refusal 'out_of_scope', got not_in_sources" in text
    assert "long-nb" not in text
