"""What a change of the documents does to answers: real files, a real Chroma, an embedder one can work out by hand."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.assistant.types import Answer, Citation, Question, Refusal, Sentence
from tillit.corpus.errors import TillitError
from tillit.corpus.types import Block, Document, Page, Source, Span
from tillit.evals.dataset import Case, Nugget, Part, Quote
from tillit.evals.impact.compare import Asked, Change, ImpactReport, State, compare
from tillit.evals.impact.report import show, to_html, to_json, write_html
from tillit.evals.impact.run import impact_between
from tillit.evals.impact.side_by_side import Quoted, marks, pair_quotes
from tillit.index.build import build_index
from tillit.index.generation import open_generation
from tillit.index.snapshot import Contents

from ..index.fakes import CountingEmbedding

PILOT = """# Rapport om piloten

## Møter

Sykepleierne møtes på tavlemøter hver mandag.

## Penger

Piloten kostet 12 millioner kroner i Fana.

## Lengde

Piloten varte i åtte måneder i Ytrebygda.
"""
KOMMUNEN = """# Kommunens side

## Tillit

Kommunen vil gi ansatte tillit i hverdagen.

## Ledere

Hver leder skal vise hver bruker respekt.
"""
QUESTIONS = (
    Asked("penger", Question("Hvor mange penger kostet piloten?")),
    Asked("møter", Question("Når møtes sykepleierne på tavlemøter?")),
    Asked("tillit", Question("Hva vil kommunen gi ansatte av tillit?")),
    Asked("leder", Question("Hva skal en leder vise en bruker?")),
)
COST = Case(
    id="kostnad-nb",
    cluster="kostnad",
    part="dev",
    kind="fact",
    register="nb",
    question=Question("Hva kostet piloten?"),
    evidence=((Quote("pilot", "Piloten kostet 12 millioner kroner"),),),
    nuggets=(Nugget("vital", "12 millioner", "12 millioner"),),
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "pilot.md").write_text(PILOT, "utf-8")
    (folder / "kommunen.md").write_text(KOMMUNEN, "utf-8")
    return folder


def build(corpus: Path, index: Path) -> Path:
    embedder = CountingEmbedding()
    build_index([corpus], index, embedder.model_name, lambda _: embedder, lambda _: None)
    return index


def opened(index: Path, embedder_name: str) -> Assistant:
    embedder = CountingEmbedding(embedder_name)
    policy = Policy(threshold=0.02, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    return assemble(open_generation(index, embedder), embedder, policy)


def impact(
    corpus: Path, tmp_path: Path, edits: Mapping[str, tuple[str, str]], cases: Sequence[Case] = ()
) -> ImpactReport:
    """The impact of replacing one text by another in each of the files named."""
    old = build(corpus, tmp_path / "old")
    for name, (before, after) in edits.items():
        text = (corpus / name).read_text("utf-8")
        assert text.count(before) == 1
        (corpus / name).write_text(text.replace(before, after), "utf-8")
    new = build(corpus, tmp_path / "new")
    return impact_between(old, new, cases, QUESTIONS, opened, lambda asked: asked)


def changes(report: ImpactReport) -> dict[str, Change]:
    return {one.id: one.change for one in report.answers}


def quoting(report: ImpactReport, words: str) -> set[str]:
    return {one.id for one in report.answers if any(words in quote.text for quote in one.before.quotes)}


def test_an_edited_figure_lists_exactly_the_answers_that_rest_on_it(corpus: Path, tmp_path: Path) -> None:
    report = impact(corpus, tmp_path, {"pilot.md": ("12 millioner", "14 millioner")})
    resting = quoting(report, "12 millioner")
    assert "penger" in resting
    assert len(resting) < len(QUESTIONS)
    assert {name for name, change in changes(report).items() if change == "changed"} == resting
    assert set(changes(report).values()) <= {"changed", "moved", "unchanged"}
    assert [(one.id, one.change) for one in report.corpus.documents] == [("pilot", "changed")]


def test_the_figure_that_differs_is_marked_in_both_quotes(corpus: Path, tmp_path: Path) -> None:
    report = impact(corpus, tmp_path, {"pilot.md": ("12 millioner", "140 millioner")})
    edited = next(one for one in report.answers if one.id == "penger")
    (pair,) = [pair for pair in edited.pairs if pair.before_marks]
    assert pair.before
    assert pair.after
    assert [pair.before.text[span.start : span.end] for span in pair.before_marks] == ["12"]
    assert [pair.after.text[span.start : span.end] for span in pair.after_marks] == ["140"]


def test_text_put_before_a_quote_moves_its_answer_and_no_other(corpus: Path, tmp_path: Path) -> None:
    report = impact(corpus, tmp_path, {"kommunen.md": ("## Tillit\n", "## Tillit\n\n")})
    assert set(changes(report).values()) == {"unchanged"}
    other = impact(corpus, tmp_path / "again", {"kommunen.md": ("## Ledere", "## Lederne og brukerne")})
    moved = {name for name, change in changes(other).items() if change == "moved"}
    assert moved == quoting(other, "Hver leder")
    assert set(changes(other).values()) == {"moved", "unchanged"}


def test_an_edited_figure_makes_its_case_stale_and_not_broken(corpus: Path, tmp_path: Path) -> None:
    report = impact(corpus, tmp_path, {"pilot.md": ("12 millioner", "14 millioner")}, [COST])
    assert [(one.case, one.document, one.elsewhere) for one in report.stale] == [("kostnad-nb", "pilot", ())]
    assert changes(report)["kostnad-nb"] == "changed"


def test_a_passage_that_stands_in_another_document_now_is_stale_with_where_it_is(corpus: Path, tmp_path: Path) -> None:
    old = build(corpus, tmp_path / "old")
    (corpus / "pilot.md").rename(corpus / "heltom.md")
    report = impact_between(old, build(corpus, tmp_path / "new"), [COST], (), opened, lambda asked: asked)
    (stale,) = report.stale
    assert stale.elsewhere == ("heltom",)


def test_a_case_that_never_had_its_passage_is_not_stale(corpus: Path, tmp_path: Path) -> None:
    elsewhere = replace(COST, evidence=((Quote("another", "Piloten kostet"),),))
    report = impact(corpus, tmp_path, {"pilot.md": ("12 millioner", "14 millioner")}, [elsewhere])
    assert report.stale == ()


def test_a_removed_document_loses_its_answers_and_brings_them_back(corpus: Path, tmp_path: Path) -> None:
    whole = build(corpus, tmp_path / "whole")
    (corpus / "kommunen.md").unlink()
    less = build(corpus, tmp_path / "less")
    asked = (Asked("gone", Question("Hva vil kommunen gi ansatte av tillit i hverdagen?")),)
    lost, won = (
        impact_between(*sides, (), asked, opened, lambda asked: asked) for sides in ((whole, less), (less, whole))
    )
    assert (changes(lost), changes(won)) == ({"gone": "lost"}, {"gone": "won"})
    assert [(one.id, one.change) for one in won.corpus.documents] == [("kommunen", "added")]


def test_asking_an_index_changes_none_of_its_bytes_and_leaves_nothing_beside_it(corpus: Path, tmp_path: Path) -> None:
    made = build(corpus, tmp_path / "made")
    # Copies, since Chroma writes into files when a process opens them for the first time.
    old, new = (shutil.copytree(made, tmp_path / name) for name in ("old", "new"))
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    report = impact_between(old, new, (), QUESTIONS, opened, lambda asked: asked)
    assert set(changes(report).values()) == {"unchanged"}
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["docs", "made", "new", "old"]


TEXT = "Piloten kostet 12 millioner. Den varte i åtte måneder. Lederne var fornøyd."
HELD = Document(Source("pilot", "Piloten"), "pilot.md", "", TEXT, (Page(1, 0, len(TEXT)),), (), (), {1: TEXT})


def quoted(text: str, start: int = 0) -> Quoted:
    return Quoted(text, "pilot", "Piloten", 2020, None, 1, (), start, start + len(text))


def answer(*quotes: str, start: int = 0) -> Answer:
    citations = tuple(
        Citation(
            number=number,
            document_id="pilot",
            title="Piloten",
            publisher=None,
            year=2020,
            authority=None,
            voice="original",
            based_on=None,
            page=1,
            headings=(),
            start=start,
            end=start + len(quote),
            quote=quote,
            url="",
        )
        for number, quote in enumerate(quotes, start=1)
    )
    sentences = tuple(Sentence(one.quote, (one.number,)) for one in citations)
    return Answer("?", "nb", "extractive", sentences, citations)


def refusal(reason: str = "not_in_sources") -> Answer:
    return Answer("?", "nb", "extractive", refusal=Refusal(reason, "Nei."))  # pyright: ignore[reportArgumentType]


def became(before: Answer, after: Answer, case: Case | None = None) -> Change:
    held = Contents("g", (HELD,), ())
    (one,) = compare([Asked("q", Question("?"), case)], State(held, (before,)), State(held, (after,))).answers
    return one.change


CASE = replace(COST, id="q", evidence=((Quote("pilot", "kostet 12 millioner"),),))
SHOWN, NOT_SHOWN = answer("Piloten kostet 12 millioner."), answer("Lederne var fornøyd.")


@pytest.mark.parametrize(
    ("before", "after", "case", "change"),
    [
        (SHOWN, SHOWN, CASE, "unchanged"),
        (SHOWN, answer("Piloten kostet  12\nmillioner."), CASE, "moved"),
        (answer("a", "b"), answer("b", "a"), None, "moved"),
        (SHOWN, answer("Piloten kostet 12 millioner.", start=7), CASE, "moved"),
        (SHOWN, replace(SHOWN, notices=("may_be_outdated",)), CASE, "moved"),
        (SHOWN, NOT_SHOWN, None, "changed"),
        (SHOWN, NOT_SHOWN, CASE, "broken"),
        (SHOWN, refusal(), CASE, "broken"),
        (NOT_SHOWN, SHOWN, CASE, "fixed"),
        (refusal(), SHOWN, CASE, "fixed"),
        (SHOWN, refusal(), None, "lost"),
        (NOT_SHOWN, refusal(), CASE, "lost"),
        (refusal(), NOT_SHOWN, CASE, "won"),
        (refusal(), SHOWN, replace(CASE, nuggets=(), evidence=(), refusal="not_in_sources"), "won"),
        (refusal(), refusal("unclear"), None, "changed"),
        (refusal(), refusal(), None, "unchanged"),
    ],
)
def test_a_question_has_the_gravest_change_that_holds(
    before: Answer, after: Answer, case: Case | None, change: Change
) -> None:
    assert became(before, after, case) == change


@pytest.mark.parametrize(("part", "shown"), [("dev", True), ("accept", False), ("test", False)])
def test_what_frozen_cases_expect_is_not_printed(part: Part, *, shown: bool) -> None:
    old, new = Contents("old", (HELD,), ()), Contents("new", (replace(HELD, text="Noe annet."),), ())
    report = compare([Asked("q", Question("?"), replace(CASE, part=part))], State(old, (SHOWN,)), State(new, (SHOWN,)))
    assert [bool(one.quote) for one in report.stale] == [shown]
    assert ("kostet 12 millioner" in to_json(replace(report, answers=()))) is shown


def test_documents_that_are_new_and_no_others_bring_question_drafts() -> None:
    text = "Et vurderingsteam er en gruppe som møter nye brukere. Det er til for alle som er i tjenesten på dagtid."
    new = replace(HELD, source=Source("ny", "Ny"), text=text, blocks=(Block("paragraph", 0, len(text)),))
    alone, both = State(Contents("g", (HELD,), ()), ()), State(Contents("g", (HELD, new), ()), ())
    assert [draft.question for draft in compare([], alone, both).drafts] == ["Hva er et vurderingsteam?"]
    assert compare([], both, both).drafts == ()
    assert compare([], both, alone).drafts == ()


def test_the_gravest_come_first_and_counts_add_up() -> None:
    held = Contents("g", (HELD,), ())
    asked = [Asked(name, Question(name)) for name in ("same", "lost", "won")]
    old, new = (SHOWN, SHOWN, refusal()), (SHOWN, refusal(), SHOWN)
    report = compare(asked, State(held, old), State(held, new))
    assert [one.id for one in report.answers] == ["lost", "won", "same"]
    assert sum(report.counts.values()) == 3


words = st.lists(st.sampled_from(["tillit", "12", "7,7", "og", "«sitat»", "måneder."]), max_size=8)


@given(words, words, st.sampled_from([" ", "\n", "  "]))
def test_what_is_not_marked_is_the_same_on_both_sides(before: list[str], after: list[str], space: str) -> None:
    one, other = " ".join(before), space.join(after)
    rests: list[str] = []
    for text, spans in zip((one, other), marks(one, other), strict=True):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(left.end < right.start for left, right in pairwise(spans))
        rests.append("".join(without(text, spans).split()))
    assert rests[0] == rests[1]


def without(text: str, spans: Sequence[Span]) -> str:
    return "".join(letter for at, letter in enumerate(text) if not any(s.start <= at < s.end for s in spans))


@given(words)
def test_a_text_has_no_marks_beside_itself(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert marks(text, "\n".join(tokens)) == ((), ())
    assert marks(text, text) == ((), ())


@given(st.lists(words, max_size=4), st.lists(words, max_size=4))
def test_every_quote_is_in_exactly_one_pair(before: list[list[str]], after: list[list[str]]) -> None:
    one = [quoted(" ".join(tokens), at) for at, tokens in enumerate(before)]
    other = [quoted(" ".join(tokens), at) for at, tokens in enumerate(after)]
    pairs = pair_quotes(one, other)
    assert [pair.before for pair in pairs if pair.before] == one
    assert sorted(pair.after.start for pair in pairs if pair.after) == [quote.start for quote in other]
    assert all(pair.before or pair.after for pair in pairs)


def test_the_same_words_are_paired_before_like_words() -> None:
    first, second = quoted("Piloten varte i 12 måneder."), quoted("Piloten varte i 14 måneder.")
    pairs = pair_quotes([first, second], [second])
    assert [(pair.before, pair.after) for pair in pairs] == [(first, None), (second, second)]


def hostile() -> ImpactReport:
    held = Contents("g", (HELD,), ())
    asked = [Asked("<b>id</b>", Question("[bold]Hva?[/bold] <script>alert(1)</script>"))]
    old = answer("<script>alert(12)</script> kostet 12 millioner [red]kroner[/red] i " + "lang " * 90 + "tid.")
    new = answer("<script>alert(12)</script> kostet 14 millioner [red]kroner[/red] i " + "lang " * 90 + "tid.")
    return compare(asked, State(held, (old,)), State(held, (new,)))


def test_the_page_escapes_what_it_shows_and_loads_nothing() -> None:
    page = to_html(hostile())
    assert "<script" not in page
    assert "&lt;script&gt;alert(12)" in page
    assert "<mark>12</mark>" in page
    assert "<mark>14</mark>" in page
    assert "http" not in page
    assert page == to_html(hostile())


def test_the_terminal_shows_both_quotes_cut_with_the_difference_in_brackets() -> None:
    stream = StringIO()
    show(hostile(), Console(file=stream, width=160))
    shown = stream.getvalue()
    assert "[12]" in shown
    assert "[14]" in shown
    assert "[red]kroner[/red]" in shown
    assert "…" in shown
    assert "tid." not in shown


def test_the_json_has_everything_and_is_the_same_every_time() -> None:
    report = json.loads(to_json(hostile()))
    assert report["counts"]["changed"] == 1
    assert report["answers"][0]["pairs"][0]["before_marks"] == [{"start": 34, "end": 36}]
    assert to_json(hostile()) == to_json(hostile())


def test_a_page_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="another file with --html"):
        write_html(hostile(), tmp_path / "no" / "page.html")
