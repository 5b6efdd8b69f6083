"""The runner and the report, on a fake assistant whose answers one can work out by hand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO

import pytest
from rich.console import Console
from tillit.assistant.types import Answer, Citation, Question, Refusal, Sentence
from tillit.assistant.verify import Judge, Verdict
from tillit.corpus.types import Document, Page, Passage, Source
from tillit.evals.dataset import Case, Nugget, Quote
from tillit.evals.report.scores import to_json
from tillit.evals.report.terminal import show
from tillit.evals.run import Evaluated, run
from tillit.evals.types import Report
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
    timings = {"retrieve": 2.0, "total": 3.0}
    return Answer(question, "nb", "extractive", sentences, citations, timings_ms=timings)


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

    def ask_anyway(self, question: Question) -> Answer:
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


def asked(assistant: Evaluated, cases: Sequence[Case], judge: Judge | None = None) -> Report:
    report, _ = run(assistant, cases, "dev", recipe={"embedder": "fake"}, judge=judge)
    return report


def evaluated(assistant: Evaluated) -> Report:
    return asked(assistant, CASES)


def test_each_measure_is_what_one_counts_by_hand() -> None:
    values = figures(evaluated(FakeAssistant(GOOD)))
    assert values == {
        "hit@1": 1.0,  # the first passage covers a passage that each case needs
        "hit@5": 1.0,
        "recall@5": 1.0,
        "MRR": 1.0,
        "nDCG@10": 1.0,
        "context precision": 1.0,  # the one case needs the first of two passages, the other both
        "nugget recall": 0.75,
        "nuggets in 40 words": 0.75,
        "nuggets in 80 words": 0.75,
        "nuggets in 120 words": 0.75,
        "nuggets in 200 words": 0.75,
        "median words": 6.0,
        "useful sentences": 1.0,
        "redundancy": None,
        "notices given": 0.0,
        "trap-free": 1.0,
        "quotes valid": 1.0,
        "citation recall": 1.0,
        "citation precision": 1.0,
        "faithfulness": None,
        "refusal recall": 1.0,
        "wrongly refused": 0.0,
        "AUROC": 1.0,
        "right reason": 0.0,
        "wrong answers": 0.0,
    }


def test_a_wrong_refusal_shows_no_nuggets_and_counts_as_such() -> None:
    values = figures(evaluated(FakeAssistant()))
    assert values["nugget recall"] == 0.0
    assert values["wrongly refused"] == 1.0
    assert values["median words"] is None
    assert values["quotes valid"] is None


def test_an_answer_where_a_refusal_is_due_counts_against_recall_and_has_no_reason_to_be_right() -> None:
    answered = {"Blir det regn?": answer("Blir det regn?", "Været er ikke nevnt.")}
    values = figures(asked(FakeAssistant(answered), [WEATHER]))
    assert values["refusal recall"] == 0.0
    assert values["right reason"] is None
    assert values["median words"] is None
    assert values["wrong answers"] == 1.0


def test_a_needed_passage_in_the_second_place_is_found_but_not_first() -> None:
    values = figures(asked(FakeAssistant(GOOD, spans=((34, 66), (0, 33))), [LONG]))
    assert (values["hit@1"], values["hit@5"], values["recall@5"]) == (0.0, 1.0, 1.0)
    assert (values["MRR"], values["context precision"]) == (0.5, 0.5)
    assert values["nDCG@10"] == pytest.approx(0.63093)


def test_of_two_needed_passages_one_is_a_hit_and_half_recalled() -> None:
    values = figures(asked(FakeAssistant(GOOD, spans=((0, 33),)), [COST]))
    assert (values["hit@5"], values["recall@5"]) == (1.0, 0.5)


def test_a_nugget_in_a_lead_in_does_not_count() -> None:
    case = replace(LONG, nuggets=(Nugget("vital", "2020", "2020"),))
    (row,) = asked(FakeAssistant(GOOD), [case]).rows
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
    report = asked(FakeAssistant({"Hvor lenge?": wrong}), [LONG])
    assert not report.rows[0].proven
    assert figures(report)["citation recall"] == 0.0


class Believing:
    """A judge to which a word in common with a quote is support; it keeps what it was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def verdict(self, claim: str, quotes: Sequence[str]) -> Verdict:
        self.seen.append((claim, tuple(quotes)))
        return Verdict(float(any(set(claim.split()) & set(quote.split()) for quote in quotes)))


def test_the_judge_says_of_each_shown_sentence_whether_its_quotes_entail_it() -> None:
    judge = Believing()
    report = asked(FakeAssistant(GOOD), CASES, judge)
    assert figures(report)["faithfulness"] == 1.0
    assert ("HELTOM varte i 12 måneder i Fana.", ("HELTOM varte i 12 måneder i Fana.",)) in judge.seen


@pytest.mark.parametrize(("judge", "supports"), [(None, None), (Believing(), True)])
def test_free_wording_is_supported_when_the_judge_says_so_and_unknown_without_one(
    judge: Judge | None, supports: bool | None
) -> None:
    good = GOOD["Hvor lenge?"]
    reworded = replace(good, engine="llm", sentences=(Sentence("Det tok 12 måneder.", (1,)),))
    (row,) = asked(FakeAssistant({"Hvor lenge?": reworded}), [LONG], judge).rows
    assert row.shown[0].quotes[0].supports is supports
    assert row.proven


def test_an_answer_that_differs_when_asked_again_is_told_but_its_time_may_differ() -> None:
    class Fickle(FakeAssistant):
        def ask(self, question: Question) -> Answer:
            self.times = getattr(self, "times", 0) + 1
            one = super().ask(question)
            later = replace(one, timings_ms={"total": float(self.times)})
            return (
                replace(later, notices=("partial",)) if question.text == "Blir det regn?" and self.times % 2 else later
            )

    report = asked(Fickle(GOOD), CASES)
    assert [row.id for row in report.rows if not row.repeatable] == ["weather-nb"]
    assert report.rows[0].id == "weather-nb"


def test_times_are_kept_apart_from_what_is_measured() -> None:
    report, timings = run(FakeAssistant(GOOD), CASES, "dev", recipe={})
    assert timings == {"retrieve": (2.0, 2.0), "total": (3.0, 3.0)}
    assert "timings" not in to_json(report)


def test_a_row_names_the_document_in_which_its_answer_stands() -> None:
    assert {row.id: row.document for row in evaluated(FakeAssistant(GOOD)).rows} == {
        "long-nb": "norce",
        "cost-en": "norce",
        "weather-nb": None,
    }


def test_a_required_passage_that_stands_nowhere_is_a_miss_and_named() -> None:
    (row,) = asked(FakeAssistant(GOOD, documents={"norce": document("Noe annet.")}), [LONG]).rows
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
    report = asked(FakeAssistant(GOOD), [LONG, replace(COST, part="test")])
    assert [row.id for row in report.rows] == ["long-nb"]


def test_groups_hold_the_cases_of_a_kind_a_register_and_a_document() -> None:
    groups = {(group.by, group.name): group.cases for group in evaluated(FakeAssistant(GOOD)).groups}
    assert groups == {
        ("kind", "fact"): 2,
        ("kind", "far-off"): 1,
        ("register", "en"): 1,
        ("register", "nb"): 2,
        ("document", "norce"): 2,
    }


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


def test_the_cases_of_the_test_part_are_measured_but_not_shown() -> None:
    out = StringIO()
    hidden = [replace(case, part="test") for case in CASES]
    report, _ = run(FakeAssistant(GOOD), hidden, "test", recipe={})
    show(report, Console(file=out, width=120))
    assert "nugget recall" in out.getvalue()
    assert "not shown: midlertidig" not in out.getvalue()
