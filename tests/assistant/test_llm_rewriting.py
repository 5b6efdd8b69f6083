"""What a model said and nothing proves is asked for once more, in other words; then its quotes stand in for it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble, llm_writer
from tillit.assistant.llm.capacity import Capacity
from tillit.assistant.types import Answer, Piece, Question
from tillit.index.generation import Generation

from ..index.fakes import CountingEmbedding
from .scripted import Reply, Server, endpoint, events, number_of, saying, sentences, serving

QUESTION = Question("Hva kostet piloten?")
QUOTE = "Piloten kostet 12 millioner kroner."
WRONG = "Piloten kostet 13 millioner kroner."
MONEY = "En leder mente at det var mye penger."
RIGHT = "Piloten kostet altså 12 millioner kroner."


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def assistant_at(generation: Generation, server: Server, patience: float) -> Iterator[Assistant]:
    with endpoint(server.url) as talking:
        policy = Policy(0.02, None, 3, lambda: date(2026, 1, 1), lambda: "llm", patience)
        yield assemble(generation, CountingEmbedding(), policy, llm_writer(generation, talking, Capacity))


@pytest.fixture
def assistant(generation: Generation, server: Server) -> Iterator[Assistant]:
    yield from assistant_at(generation, server, 5.0)


def shown(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def asked_again(asked: dict[str, Any]) -> dict[str, Any] | None:
    """What was to be rewritten; ``None`` when a question was asked."""
    last = json.loads(asked["messages"][1]["content"].splitlines()[-1])
    return last if "rewrite" in last else None


def first(asked: dict[str, Any], *texts: str) -> str:
    return sentences(*((number_of(asked, "millioner"), "kostet", text) for text in texts))


def script(again: Reply, *texts: str) -> Callable[[int, dict[str, Any]], Reply]:
    return lambda _, asked: again if asked_again(asked) else saying(first(asked, *texts))


def test_other_words_for_a_sentence_come_after_those_that_were_proven(server: Server, assistant: Assistant) -> None:
    server.script = script(saying(sentences((1, "kostet", RIGHT))), WRONG, MONEY)
    answer = assistant.ask(QUESTION)
    assert (answer.engine, shown(answer), answer.notices) == ("llm", [MONEY, RIGHT], ())
    (quotes,) = [one.quote for one in answer.citations if one.number in answer.sentences[1].citations]
    assert quotes == QUOTE
    before, again = server.asked
    assert before["messages"][0] == again["messages"][0]
    assert [json.loads(line) for line in again["messages"][1]["content"].splitlines()] == [
        {"passage": 1, "text": QUOTE},
        {"rewrite": [{"passage": 1, "text": WRONG}], "language": "bokmål"},
    ]


@pytest.mark.parametrize(
    "again",
    [
        saying(sentences((1, "kostet", "Piloten kostet 14 millioner kroner."))),
        saying(sentences((1, "kostet", "Men piloten kostet 12 millioner kroner."))),
        saying(sentences((2, "kostet", RIGHT))),
        saying(sentences()),
        saying("I will not."),
        Reply(status=500, kind="application/json", pieces=(b"{}",)),
    ],
    ids=["wrong again", "follows on", "another number", "nothing", "no JSON", "an error"],
)
def test_what_cannot_be_proven_then_either_is_replaced_by_its_quotes(
    server: Server, assistant: Assistant, again: Reply
) -> None:
    server.script = script(again, WRONG, MONEY, "En leder sa at det var mye penger.")
    answer = assistant.ask(QUESTION)
    assert shown(answer)[-1] == QUOTE
    assert MONEY in shown(answer)
    assert (answer.engine, len(server.asked), "llm_unavailable" in answer.notices) == ("llm", 2, False)


def test_what_is_proven_does_not_wait_for_what_is_not(server: Server, assistant: Assistant) -> None:
    server.script = script(Reply(silent=20), WRONG, MONEY)
    gone = threading.Event()
    stream = assistant.stream(QUESTION, gone)
    piece = next(stream)
    assert isinstance(piece, Piece)
    assert [one.text for one in piece.sentences] == [MONEY]
    threading.Timer(0.3, gone.set).start()
    *_, answer = stream
    assert isinstance(answer, Answer)
    assert server.broken_off.wait(3)


def test_a_model_that_took_most_of_the_time_is_not_asked_again(server: Server, generation: Generation) -> None:
    server.script = lambda _, asked: Reply(events(first(asked, WRONG, MONEY)), silent=0.5)
    for assistant in assistant_at(generation, server, 0.8):
        started = time.monotonic()
        answer = assistant.ask(QUESTION)
        assert time.monotonic() - started < 0.8
        assert shown(answer)[:2] == [MONEY, QUOTE]
        assert len(server.asked) == 1


def test_an_answer_asks_once_more_at_most_and_for_a_few_sentences(server: Server, assistant: Assistant) -> None:
    wrong = [f"Piloten kostet {at} millioner kroner." for at in range(13, 19)]
    server.script = lambda _, asked: saying(sentences() if asked_again(asked) else first(asked, *wrong))
    assistant.ask(Question("Hva kostet piloten? Hvor mange millioner kroner kostet piloten?"))
    again = [found for found in map(asked_again, server.asked) if found]
    assert [len(one["rewrite"]) for one in again] == [3]
    assert len(server.asked) == 3


def test_an_answer_that_was_cut_short_is_not_asked_about_again(server: Server, assistant: Assistant) -> None:
    server.script = lambda _, asked: Reply(events(first(asked, WRONG, MONEY)[:-2])[:-1], cut=True)
    answer = assistant.ask(QUESTION)
    assert QUOTE in shown(answer)
    assert (answer.notices, len(server.asked)) == (("llm_unavailable",), 1)
