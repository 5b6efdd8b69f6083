"""An answer in a language model's words: proven like any other, and shown as soon as it is said."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble, llm_writer
from tillit.assistant.llm.breaker import Breaker
from tillit.assistant.llm.capacity import Capacity
from tillit.assistant.llm.endpoint import Endpoint
from tillit.assistant.types import Answer, Piece, Question, Turn
from tillit.index.generation import Generation

from ..index.fakes import CountingEmbedding
from .scripted import KEY, Reply, Server, endpoint, events, number_of, saying, sentences, serving

COST = (1, "kostet 12 millioner", "Piloten kostet 12 millioner kroner.")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def talking(server: Server) -> Iterator[Endpoint]:
    with endpoint(server.url) as made:
        yield made


def assistant_with(generation: Generation, talking: Endpoint, patience: float = 5.0) -> Assistant:
    policy = Policy(0.02, None, 3, lambda: date(2026, 1, 1), lambda: "llm", patience)
    return assemble(generation, CountingEmbedding(), policy, llm_writer(generation, talking, Capacity))


@pytest.fixture
def assistant(generation: Generation, talking: Endpoint) -> Assistant:
    return assistant_with(generation, talking)


def shown(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def test_a_sentence_in_other_words_is_shown_with_the_quote_that_proves_it(server: Server, assistant: Assistant) -> None:
    server.script = lambda _, asked: saying(
        sentences((number_of(asked, "millioner"), "12 millioner", "Prisen for piloten: 12 millioner kroner."))
    )
    answer = assistant.ask(Question("Hva kostet piloten?"))
    assert answer.engine == "extractive"
    server.script = lambda _, asked: saying(
        sentences((number_of(asked, "millioner"), "kostet 12 millioner", "Piloten kostet altså 12 millioner kroner."))
    )
    answer = assistant.ask(Question("Hva kostet piloten?"))
    assert (answer.engine, shown(answer)) == ("llm", ["Piloten kostet altså 12 millioner kroner."])
    (citation,) = answer.citations
    assert citation.quote == "Piloten kostet 12 millioner kroner."
    assert assistant.documents[citation.document_id].text[citation.start : citation.end] == citation.quote
    assert answer.sentences[0].lead_in == "Ifølge Rapport om piloten (2020):"
    assert answer.notices == ()


@pytest.mark.parametrize(
    "text",
    [
        "Piloten kostet 13 millioner kroner.",
        "Piloten kostet tolv milliarder kroner.",
        "Piloten kostet ikke 12 millioner kroner.",
        "Oslo kostet 12 millioner kroner.",
        "Piloten i Drammen kostet 12 millioner kroner.",
        "Piloten kostet 12 millioner kroner i mars.",
        "Piloten kostet halvparten av 12 millioner kroner.",
        "Se https://example.org for piloten som kostet 12 millioner kroner.",
        "Piloten kostet 12 millioner kroner. <img src=x>",
        "Piloten kostet **12 millioner kroner**.",
        "Alle sykehjem i landet mister støtten hvis lederne klager over piloten.",
    ],
)
def test_what_its_quotes_do_not_hold_is_replaced_by_them(server: Server, assistant: Assistant, text: str) -> None:
    server.script = lambda _, asked: saying(sentences((number_of(asked, "millioner"), "kostet 12 millioner", text)))
    answer = assistant.ask(Question("Hva kostet piloten?"))
    assert text not in shown(answer)
    assert "Piloten kostet 12 millioner kroner." in shown(answer)
    assert answer.engine == "extractive" or shown(answer)[0] == "Piloten kostet 12 millioner kroner."


def test_where_little_can_be_proven_the_quoted_answer_comes_with_a_word_on_why(
    server: Server, assistant: Assistant
) -> None:
    server.script = lambda _, __: saying(sentences((1, "finnes ikke", "Været er fint i fjellet i dag.")))
    answer = assistant.ask(Question("Hva kostet piloten?"))
    assert "llm_unproven" in answer.notices
    assert "Piloten kostet 12 millioner kroner." in shown(answer)


def test_a_list_is_quoted_whole_though_the_model_names_its_items_in_a_sentence(
    server: Server, assistant: Assistant
) -> None:
    text = (
        "Målene er mer tillit til den ansatte, færre besøk hos hver bruker og bedre møter mellom leder og sykepleier."
    )
    server.script = lambda _, asked: saying(sentences((number_of(asked, "tre mål"), "tre mål for omsorgsteam", text)))
    answer = assistant.ask(Question("Hvilke mål har piloten?"))
    (citation,) = answer.citations
    assert citation.quote.startswith("Piloten har tre mål for omsorgsteam (OT):")
    assert citation.quote.endswith("bedre møter mellom leder og sykepleier")


def test_the_model_gets_the_question_that_a_follow_up_stands_for_and_no_personal_data(
    server: Server, assistant: Assistant
) -> None:
    history = (Turn("user", "Hva er piloten? Kari Nordmann, 01017012345, lurer."), Turn("assistant", "En utprøving."))
    assistant.ask(Question("og hva kostet det, spør 01017012345 på tlf. 912 34 567?", history))
    sent = json.dumps(server.asked, ensure_ascii=False)
    assert "Hva er piloten?" in sent
    assert "og hva kostet det" in sent
    for personal in ("01017012345", "912 34 567", "91234567"):
        assert personal not in sent


def test_the_prompt_opens_alike_and_numbers_its_passages_in_the_documents_order(
    server: Server, assistant: Assistant
) -> None:
    for text in ("Hva kostet piloten?", "Hvilke mål har piloten?"):
        assistant.ask(Question(text))
    rules = {asked["messages"][0]["content"] for asked in server.asked}
    assert len(rules) == 1
    for asked in server.asked:
        lines = [json.loads(line) for line in asked["messages"][1]["content"].splitlines()]
        assert [line["passage"] for line in lines[:-1]] == list(range(1, len(lines)))
        assert asked["response_format"]["json_schema"]["schema"]["required"] == ["sentences"]
        assert (asked["temperature"], asked["stream"]) == (0, True)


def test_a_server_without_json_schema_is_asked_without_from_then_on(server: Server, assistant: Assistant) -> None:
    def script(_: int, asked: dict[str, Any]) -> Reply:
        if "response_format" in asked:
            return Reply((b'{"error": {"message": "response_format is not supported"}}',), 400, "application/json")
        return saying(f"- Piloten kostet 12 millioner kroner [{number_of(asked, 'millioner')}]\n")

    server.script = script
    for _ in range(2):
        answer = assistant.ask(Question("Hva kostet piloten?"))
        assert "Piloten kostet 12 millioner kroner" in shown(answer)[0]
        assert "llm_unavailable" not in answer.notices
    assert ["response_format" in asked for asked in server.asked] == [True, False, False]


def test_a_sentence_is_there_before_the_model_has_ended(server: Server, assistant: Assistant) -> None:
    def script(_: int, asked: dict[str, Any]) -> Reply:
        text = sentences((number_of(asked, "millioner"), "kostet 12 millioner", "Piloten kostet 12 millioner kroner."))
        return Reply(events(text.removesuffix("]}"))[:-1], hold=20)

    server.script = script
    gone = threading.Event()
    stream = assistant.stream(Question("Hva kostet piloten?"), gone)
    first = next(stream)
    assert isinstance(first, Piece)
    assert first.sentences[0].text == "Piloten kostet 12 millioner kroner."
    assert [citation.number for citation in first.citations] == [1]
    gone.set()
    *_, answer = stream
    assert isinstance(answer, Answer)
    assert 0 < answer.timings_ms["first_sentence"] < answer.timings_ms["total"]
    assert server.broken_off.wait(3)


def test_who_leaves_ends_the_call_though_nothing_has_come(server: Server, assistant: Assistant) -> None:
    server.script = lambda _, __: Reply(silent=20)
    gone = threading.Event()
    threading.Timer(0.2, gone.set).start()
    started = time.monotonic()
    *_, answer = assistant.stream(Question("Hva kostet piloten?"), gone)
    assert isinstance(answer, Answer)
    assert time.monotonic() - started < 3
    assert server.broken_off.wait(3)


def test_a_model_that_repeats_itself_is_broken_off(server: Server, assistant: Assistant) -> None:
    def script(_: int, asked: dict[str, Any]) -> Reply:
        one = {
            "passage": number_of(asked, "millioner"),
            "support": "kostet",
            "text": "Piloten kostet 12 millioner kroner.",
        }
        text = '{"sentences": [' + ", ".join([json.dumps(one)] * 400)
        return saying(text, pause=0.005)

    server.script = script
    answer = assistant.ask(Question("Hva kostet piloten?"))
    assert shown(answer) == ["Piloten kostet 12 millioner kroner."]
    assert answer.notices == ()
    assert server.broken_off.wait(3)


def test_questions_in_another_language_are_answered_with_quotes_and_nobody_is_asked(
    server: Server, assistant: Assistant
) -> None:
    answer = assistant.ask(Question("What did the pilot cost in kroner?"))
    assert (answer.engine, server.asked) == ("extractive", [])


def test_no_more_calls_run_at_once_than_allowed(server: Server, generation: Generation) -> None:
    server.script = lambda _, __: Reply(events(sentences()), silent=0.1)
    with endpoint(server.url, at_once=2) as talking:
        assistant = assistant_with(generation, talking)
        threads = [threading.Thread(target=assistant.ask, args=(Question("Hva kostet piloten?"),)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(server.asked), server.most_at_once) == (6, 2)


def test_a_dead_endpoint_is_left_alone_and_tried_again_later(server: Server, generation: Generation) -> None:
    now = [0.0]
    server.script = lambda _, __: Reply(status=500, kind="application/json", pieces=(b"{}",))
    with endpoint(server.url, breaker=Breaker(failures=2, rest=10, clock=lambda: now[0])) as talking:
        assistant = assistant_with(generation, talking)
        for _ in range(5):
            assert "llm_unavailable" in assistant.ask(Question("Hva kostet piloten?")).notices
        assert len(server.asked) == 2
        now[0] = 11
        assistant.ask(Question("Hva kostet piloten?"))
        assert len(server.asked) == 3
        now[0] = 22
        assistant.ask(Question("Hva kostet piloten?"))
        assert len(server.asked) == 3
        now[0] = 60
        server.script = lambda _, asked: saying(sentences((number_of(asked, "millioner"), *COST[1:])))
        assert assistant.ask(Question("Hva kostet piloten?")).engine == "llm"
        assert assistant.ask(Question("Hva kostet piloten?")).engine == "llm"


def test_the_key_goes_to_the_endpoint_and_into_nothing_that_is_shown(server: Server, assistant: Assistant) -> None:
    server.script = lambda _, __: Reply(
        status=401, kind="application/json", pieces=(json.dumps({"error": KEY}).encode(),)
    )
    answer = assistant.ask(Question("Hva kostet piloten?"))
    assert KEY not in repr(answer)
    assert replace(answer, timings_ms={}).notices == ("llm_unavailable",)
