"""Topics to start with: headings of the documents that are answered when asked about."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble, made_ready
from tillit.assistant.starters import MOST_TOPICS, QUESTIONS_EACH, topics
from tillit.assistant.types import Question
from tillit.corpus.types import Block, Document, Page, Source
from tillit.index.generation import Generation

from ..index.fakes import CountingEmbedding, generation_of


def document(name: str, *headings: str, body: str = "Litt tekst.") -> Document:
    text, blocks = "", list[Block]()
    for heading in headings:
        blocks.append(Block("heading", len(text), len(text) + len(heading), 1))
        text += f"{heading}\n\n{body}\n\n"
    return Document(Source(name, f"Om {name}"), name, "", text, (Page(1, 0, len(text)),), tuple(blocks), (), {})


def test_only_headings_that_are_answered_are_offered_without_their_numbers() -> None:
    plan = document("plan", "1.2 Hva teamene gjør", "Hvem som bestemmer", "Hva det hele kostet")
    (topic,) = topics([plan], lambda heading: "kostet" not in heading)
    assert (topic.title, topic.headings) == ("Om plan", ("Hva teamene gjør", "Hvem som bestemmer"))


def test_a_heading_that_says_nothing_by_itself_is_passed_over() -> None:
    plan = document("plan", "Innledning", "Om plan", "Kort", "Et helt avsnitt som noen har gjort til overskrift " * 3)
    assert topics([plan], lambda _: True) == ()


def test_the_longest_documents_come_first_and_there_are_not_too_many() -> None:
    many = [document(f"d{n}", *(f"Temaet {n} og {m}" for m in range(9)), body="x" * n) for n in range(MOST_TOPICS + 3)]
    found = topics(many, lambda _: True)
    assert [topic.title for topic in found] == [f"Om d{n}" for n in range(MOST_TOPICS + 2, 2, -1)]
    assert {len(topic.headings) for topic in found} == {QUESTIONS_EACH}


def test_few_searches_are_made_for_a_document_that_answers_nothing() -> None:
    asked: list[str] = []
    topics([document("plan", *(f"Overskrift nummer {n}" for n in range(100)))], lambda one: bool(asked.append(one)))
    assert len(asked) <= 6


@pytest.fixture
def embedder() -> CountingEmbedding:
    return CountingEmbedding()


@pytest.fixture
def breaths() -> list[int]:
    """How many questions had been embedded at each breath."""
    return []


@pytest.fixture
def ready(embedder: CountingEmbedding, breaths: list[int]) -> Callable[[Generation], Assistant]:
    policy = Policy(threshold=0.02, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    return made_ready(
        lambda one, opening: assemble(one, opening, policy), embedder, lambda: breaths.append(len(embedder.asked))
    )


def test_nobody_waits_for_the_questions_to_start_with_and_another_index_does_not_embed_them_anew(
    tmp_path: Path, embedder: CountingEmbedding, ready: Callable[[Generation], Assistant]
) -> None:
    text = "# Piloten\n\n## Sykepleierne i piloten\n\nSykepleierne i piloten fikk mer tillit."
    generation = generation_of(tmp_path, {"pilot.md": text})
    assistant = ready(generation)
    own = list(embedder.asked)
    assert [topic.headings for topic in assistant.topics()] == [("Sykepleierne i piloten",)]
    assert ready(generation).topics() == assistant.topics()
    assert embedder.asked == own


def test_what_people_ask_is_not_kept_for_the_next_index(
    generation: Generation, embedder: CountingEmbedding, ready: Callable[[Generation], Assistant]
) -> None:
    for _ in range(2):
        assistant, before = ready(generation), len(embedder.asked)
        for _ in range(2):
            _ = assistant.ask(Question("Hva kostet piloten?"))
        assert len(embedder.asked) == before + 2


def test_askers_go_first_while_another_index_is_made_ready_but_nobody_waits_longer_for_the_first(
    generation: Generation,
    embedder: CountingEmbedding,
    ready: Callable[[Generation], Assistant],
    breaths: list[int],
) -> None:
    _ = ready(generation)
    own = len(embedder.asked)
    assert own
    assert breaths == []
    assistant = ready(generation)
    assert breaths == [own] * own
    _ = assistant.ask(Question("Hva kostet piloten?"))
    assert breaths == [own] * own
