"""How much the writer shows: what answers best first, nothing twice, and no more than helps."""

from datetime import date

import pytest
from tillit.assistant.answer import Policy
from tillit.assistant.build import assemble
from tillit.assistant.evidence import Evidence
from tillit.assistant.types import Question
from tillit.assistant.write.extractive import Choice, ExtractiveWriter
from tillit.assistant.write.model import FITTED, WriterModel
from tillit.index.generation import Generation

from ..index.fakes import CountingEmbedding, generation_of

TEXT = """# Tillit

## Penger

Piloten kostet tolv millioner kroner. Piloten kostet tolv millioner kroner. En leder møtte en bruker ved en tavle.
Lederen likte den.

## Mål

Reformen har to mål:

- tillit til hver sykepleier
- flere møter med en bruker

## Spørreskjema

Skjemaet spurte om mål:

- om reformen har klare mål
- hvor ofte en leder møtte en bruker
"""

WORDS_DECIDE = WriterModel({**dict.fromkeys(FITTED.weights, 0.0), "overlap": 9.0}, 1.0, FITTED.start)
"""A model that trusts what holds the words of the question, and nothing else."""


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return generation_of(tmp_path_factory.mktemp("generation"), {"page.md": TEXT})


def evidence(generation: Generation, question: str) -> Evidence:
    policy = Policy(0.0, None, 3, lambda: date(2026, 1, 1))
    return assemble(generation, CountingEmbedding(), policy).evidence(Question(question))[0]


def written(generation: Generation, question: str, choice: Choice) -> list[str]:
    drafts = ExtractiveWriter(generation, WORDS_DECIDE, choice).write(evidence(generation, question))
    return [generation.documents[d.document_id].text[u.start : u.end] for d in drafts for u in d.units]


def test_an_answer_ends_when_more_would_not_help(generation: Generation) -> None:
    assert written(generation, "Hva kostet piloten i millioner kroner?", Choice()) == [
        "Piloten kostet tolv millioner kroner."
    ]


def test_only_what_gives_the_sum_is_quoted_for_a_question_for_a_sum(generation: Generation) -> None:
    assert written(generation, "Hva kostet piloten i millioner kroner?", Choice(least=0.0)) == [
        "Piloten kostet tolv millioner kroner."
    ]


def test_a_sentence_that_says_the_same_again_is_not_shown(generation: Generation) -> None:
    shown = written(generation, "Er det sant at piloten kostet noe?", Choice(least=0.0))
    assert len(shown) == len(set(shown)) > 1


def test_the_best_comes_first_and_neighbours_in_reading_order(generation: Generation) -> None:
    shown = written(generation, "Er det sant at piloten kostet noe?", Choice(least=0.0))
    assert shown[0] == "Piloten kostet tolv millioner kroner."
    assert shown.index("Lederen likte den.") > shown.index("En leder møtte en bruker ved en tavle.")


def test_what_stands_before_the_best_comes_after_it(generation: Generation) -> None:
    shown = written(generation, "Er det sant at en leder møtte en bruker ved en tavle i piloten?", Choice(least=0.0))
    assert shown[:2] == ["En leder møtte en bruker ved en tavle.", "Lederen likte den."]
    assert "Piloten kostet tolv millioner kroner." in shown[2:]


def test_an_answer_keeps_to_its_words_and_units(generation: Generation) -> None:
    question = "Er det sant at piloten kostet noe?"
    assert sum(len(text.split()) for text in written(generation, question, Choice(words=12, least=0.0))) <= 12
    assert len(written(generation, question, Choice(units=2, least=0.0))) <= 2


def test_a_list_comes_whole_with_its_lead_in(generation: Generation) -> None:
    assert written(generation, "Hvilke mål har reformen?", Choice())[:3] == [
        "Reformen har to mål:",
        "tillit til hver sykepleier",
        "flere møter med en bruker",
    ]


def test_what_somebody_asked_is_quoted_only_when_that_is_asked_for(generation: Generation) -> None:
    asked = "hvor ofte en leder møtte en bruker"
    assert asked not in written(generation, "Har en leder møtte en bruker?", Choice(least=0.0))
    assert asked in written(generation, "Hva spurte skjemaet om en leder møtte en bruker?", Choice(least=0.0))


def test_what_is_found_without_evidence_is_nothing(generation: Generation) -> None:
    found = evidence(generation, "Hvilke mål har reformen?")
    bare = Evidence(found.part, found.hits, (), found.weights, 0.0, 0.0)
    assert ExtractiveWriter(generation, WORDS_DECIDE, Choice()).write(bare) == ()
