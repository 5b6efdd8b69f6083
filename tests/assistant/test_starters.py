"""Topics to start with: headings of the documents that are answered when asked about."""

from tillit.assistant.starters import MOST_TOPICS, QUESTIONS_EACH, topics
from tillit.corpus.types import Block, Document, Page, Source


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
