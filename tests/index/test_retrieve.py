"""Retrieval on a small corpus: what each signal is there for."""

import pytest
from tillit.assistant.understand import answer_patterns
from tillit.index.embed import embed_query
from tillit.index.generation import Generation
from tillit.index.retrieve import FusedQuery, FusedRetriever, Weights, to_hits

from .fakes import CountingEmbedding, generation_of

TEXT = """# Piloten

## Penger

Piloten kostet tolv millioner kroner, og det var mye penger.

## Spørsmål

Hva tenker du om penger? Har du nok penger?

## Om penger

Noen snakker om penger hele dagen.

## Liste

- penger til tavler
- penger til en bruker
- penger til en leder

## Tavler

Hver tavle henger på veggen. En bruker så en tavle.
"""


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return generation_of(tmp_path_factory.mktemp("generation"), {"pilot.md": TEXT})


def headings(generation: Generation, text: str, cue: str | None = None, *, wants_list: bool = False) -> list[str]:
    retriever = FusedRetriever(generation, Weights(), answer_patterns())
    vector = embed_query(CountingEmbedding(), text)
    nodes = retriever.retrieve(FusedQuery(text, embedding=vector.tolist(), cue=cue, wants_list=wants_list))
    return [hit.passage.headings[-1] for hit in to_hits(nodes, generation)]


def test_hits_come_best_first_with_ranks_from_one(generation: Generation) -> None:
    retriever = FusedRetriever(generation, Weights(), answer_patterns())
    vector = embed_query(CountingEmbedding(), "tavle")
    hits = to_hits(retriever.retrieve(FusedQuery("tavle", embedding=vector.tolist())), generation)
    assert hits[0].passage.headings == ("Tavler",)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_questions_in_the_documents_do_not_answer_questions(generation: Generation) -> None:
    assert headings(generation, "penger").index("Spørsmål") > headings(generation, "penger").index("Penger")


def test_a_question_about_money_prefers_a_sentence_with_an_amount(generation: Generation) -> None:
    found = headings(generation, "hvor mye penger", cue="money")
    assert found[0] == "Penger"


def test_the_same_question_gives_the_same_ranking(generation: Generation) -> None:
    assert headings(generation, "penger tavle") == headings(generation, "penger tavle")


def test_a_question_for_a_list_prefers_a_list(generation: Generation) -> None:
    plain, wanted = (headings(generation, "penger", wants_list=wanted).index("Liste") for wanted in (False, True))
    assert wanted <= plain
    assert wanted == 0


def test_words_that_may_stand_for_those_of_the_question_raise_the_passage_that_holds_them(
    generation: Generation,
) -> None:
    retriever = FusedRetriever(generation, Weights(), answer_patterns())
    vector = embed_query(CountingEmbedding(), "penger").tolist()
    plain, related = (
        {
            hit.passage.headings[-1]: hit.score
            for hit in to_hits(retriever.retrieve(FusedQuery("penger", embedding=vector, related=words)), generation)
        }
        for words in ("", "tavle vegg")
    )
    gains = {heading: related[heading] - score for heading, score in plain.items()}
    assert max(gains, key=gains.__getitem__) == "Tavler"
