"""Retrieval on a small corpus: what each signal is there for."""

from pathlib import Path

import numpy as np
import pytest
from tillit.assistant.understand import answer_patterns
from tillit.index.adapter import Comparable
from tillit.index.anticipated import AnticipatedQuestions
from tillit.index.embed import embed_query
from tillit.index.generation import Generation
from tillit.index.retrieve import FusedQuery, FusedRetriever, Weights, to_hits
from tillit.index.scores import Scores

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


def headings(
    generation: Generation,
    text: str,
    cue: str | None = None,
    *,
    wants_list: bool = False,
    weights: Weights | None = None,
) -> list[str]:
    retriever = FusedRetriever(generation, Comparable.of(generation), weights or Weights(), answer_patterns())
    vector = embed_query(CountingEmbedding(), text)
    nodes = retriever.retrieve(FusedQuery(text, embedding=vector.tolist(), cue=cue, wants_list=wants_list))
    return [hit.passage.headings[-1] for hit in to_hits(nodes, generation)]


def test_hits_come_best_first_with_ranks_from_one(generation: Generation) -> None:
    retriever = FusedRetriever(generation, Comparable.of(generation), Weights(), answer_patterns())
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
    retriever = FusedRetriever(generation, Comparable.of(generation), Weights(), answer_patterns())
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


ASKED = """["pilot.md"]
"Noen snakker om" = ["Hvor viser en leder tillit?"]
"penger til tavler" = ["Hva får en bruker?"]
"Hver tavle henger" = ["Hvilken pilot?"]
"""


def test_a_passage_is_found_by_a_question_that_somebody_said_it_answers(tmp_path: Path, generation: Generation) -> None:
    asked = generation_of(tmp_path, {"pilot.md": TEXT, "questions.toml": ASKED})
    question = "Når har man tillit som leder?"
    sure = Weights(anticipated=2.0)
    assert headings(generation, question, weights=sure)[0] != "Om penger"
    assert headings(asked, question, weights=sure)[0] == "Om penger"


def test_the_unit_that_answers_an_anticipated_question_is_likest_and_others_say_nothing(tmp_path: Path) -> None:
    asked = generation_of(tmp_path, {"pilot.md": TEXT, "questions.toml": ASKED})
    units = [np.array([row]) for row in range(len(asked.units))]
    near = Comparable.of(asked).anticipated.near(embed_query(CountingEmbedding(), "Har hun tillit som leder?"))
    likeness = AnticipatedQuestions(asked, units).likeness(near)
    assert asked.unit_text(int(likeness.argmax())) == "Noen snakker om penger hele dagen."
    assert np.count_nonzero(likeness) == 3


def test_where_no_question_is_anticipated_nothing_is_raised(generation: Generation) -> None:
    near = Comparable.of(generation).anticipated.near(embed_query(CountingEmbedding(), "Hva kostet piloten?"))
    assert not AnticipatedQuestions(generation, generation.passage_units).likeness(near).any()


def test_anticipated_questions_compared_beforehand_rank_the_same(tmp_path: Path) -> None:
    asked = generation_of(tmp_path, {"pilot.md": TEXT, "questions.toml": ASKED})
    comparable = Comparable.of(asked)
    retriever = FusedRetriever(asked, comparable, Weights(anticipated=2.0), {})
    vector = embed_query(CountingEmbedding(), "Når har man tillit som leder?")
    near = comparable.anticipated.near(vector)

    def ranked(anticipated: Scores | None) -> list[tuple[str, float | None]]:
        query = FusedQuery("leder", embedding=vector.tolist(), anticipated=anticipated)
        return [(node.node_id, node.score) for node in retriever.retrieve(query)]

    assert ranked(near) == ranked(None) != ranked(np.zeros_like(near))
