"""Whatever a language model's server does wrong, the asker has a proven answer soon after the time it is given."""

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble, llm_writer
from tillit.assistant.llm.breaker import Breaker
from tillit.assistant.llm.capacity import Capacity
from tillit.assistant.types import Answer, Question
from tillit.index.generation import Generation

from ..index.fakes import CountingEmbedding
from .scripted import DONE, KEY, Reply, Server, endpoint, event, events, saying, sentences, serving

PATIENCE = 0.5
"""Seconds that the model is given here: a stand-in for ``TILLIT_LLM_TIMEOUT``."""

GRACE = 3.0
"""Seconds after that within which there must be an answer."""

COST = {"passage": 1, "support": "kostet 12 millioner", "text": "Piloten kostet 12 millioner kroner."}
GOOD = json.dumps({"sentences": [COST]}, ensure_ascii=False)
LONG = json.dumps({"sentences": [{**COST, "text": f"Piloten kostet 12 millioner kroner {'og mye mer ' * 400}."}]})
ENGLISH = sentences((1, "kostet 12 millioner", "The pilot was very expensive and nobody liked it."))
JUNK = bytes(at * 37 % 251 for at in range(600))
TOOL_CALL = (
    b'data: {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"name": "rm"}}]}}]}\n\n'
)
ERROR = json.dumps({"error": {"message": f"bad request with {KEY} and the prompt", "type": "x"}}).encode()


def status(code: int, body: bytes = ERROR, **headers: str) -> Reply:
    return Reply((body,), code, "application/json", headers)


def cut_after(share: float) -> Reply:
    pieces = events(GOOD, 4)[:-1]
    return Reply(pieces[: int(len(pieces) * share)], cut=True)


def hang_after(share: float) -> Reply:
    pieces = events(GOOD, 4)[:-1]
    return Reply(pieces[: int(len(pieces) * share)], hold=30)


def texts() -> Mapping[str, str]:
    """What a model may say that is no answer of the form asked for."""
    return {
        "empty": "",
        "blank": " \n\n ",
        "no sentences": '{"sentences": []}',
        "null": "null",
        "list": "[]",
        "number": "42",
        "other object": '{"answer": "Piloten kostet 12 millioner kroner."}',
        "sentences is text": '{"sentences": "Piloten kostet 12 millioner kroner."}',
        "text is number": '{"sentences": [{"passage": 1, "support": "x", "text": 12}]}',
        "passage is object": '{"sentences": [{"passage": {"a": 1}, "support": "x", "text": "Det er 12 kroner."}]}',
        "passage is far": '{"sentences": [{"passage": 999, "support": "x", "text": "Månen er av grønn ost."}]}',
        "passage is negative": '{"sentences": [{"passage": -1, "support": null, "text": "Månen er av grønn ost."}]}',
        "no support": '{"sentences": [{"passage": 1, "text": "Piloten kostet 99 millioner kroner."}]}',
        "unclosed": GOOD[:-3],
        "unopened": GOOD[14:],
        "single quotes": GOOD.replace('"', "'"),
        "trailing comma": GOOD.replace("]}", ",]}"),
        "fenced": f"```json\n{GOOD}\n```",
        "thinks first": f"<think>Hva kostet det? {{kanskje}} mye</think>{GOOD}",
        "deep": '{"a":' * 3000,
        "deep lists": "[" * 9000,
        "only quotes": '"' * 5000,
        "only backslashes": "{" + '"\\' * 3000,
        "looping token": "kroner " * 2000,
        "looping sentence": '{"sentences": [' + ", ".join([json.dumps(COST)] * 300) + "]}",
        "looping line": "- Piloten er bra.\n" * 500,
        "over-long sentence": LONG,
        "over-long prose": "Dette er en lang tekst om ingenting. " * 500,
        "english": ENGLISH,
        "english prose": "The pilot cost twelve million kroner. I hope this helps!",
        "polish": sentences((1, "kostet", "Pilotaż kosztował dużo pieniędzy.")),
        "chinese": "试点费用为一千二百万克朗。",
        "wrong number": sentences((1, "kostet", "Piloten kostet 21 millioner kroner.")),
        "denies": sentences((1, "kostet", "Piloten kostet ikke 12 millioner kroner.")),
        "refuses": "Beklager, jeg kan ikke svare på dette spørsmålet.",
        "repeats the prompt": "Answer a question from staff in Norwegian home care, only from numbered passages.",
        "control characters": sentences((1, "kostet", "Piloten\u0000 kostet\u0007 12 millioner\u202e kroner.")),
        "lone surrogate": '{"sentences": [{"passage": 1, "support": "x", "text": "Piloten \\ud800 kostet."}]}',
        "markup": sentences((1, "kostet", "<b>Piloten</b> kostet <a href='http://x'>12 millioner</a> kroner.")),
        "huge number": '{"sentences": [{"passage": ' + "9" * 5000 + ', "support": "x", "text": "Noe annet her."}]}',
    }


def scripts() -> Iterator[tuple[str, Callable[[], Reply]]]:
    """Every fault by its name."""
    for code in (300, 302, 307, 400, 401, 402, 403, 404, 405, 408, 409, 413, 415, 418, 422, 429, 451):
        yield f"status {code}", lambda code=code: status(code, Location="http://127.0.0.1:9/elsewhere")
    for code in (500, 501, 502, 503, 504, 507, 520, 529):
        yield f"status {code}", lambda code=code: status(code)
    yield "429 with a wait", lambda: replace(status(429), headers={"Retry-After": "120"})
    yield "503 with a wait", lambda: replace(status(503), headers={"Retry-After": "120"})
    yield "error as a page", lambda: Reply((b"<h1>Bad gateway</h1>",), 502, "text/html")
    yield "error without a body", lambda: Reply((), 500)
    yield "204", lambda: Reply((), 204)
    for share in (0.0, 0.1, 0.3, 0.5, 0.8, 0.95):
        yield f"cut after {share}", lambda share=share: cut_after(share)
        yield f"hangs after {share}", lambda share=share: hang_after(share)
    yield "silent before the headers", lambda: Reply(silent=30)
    yield "slow headers", lambda: replace(saying(GOOD), silent=0.3)
    for pause in (0.02, 0.1, 0.4):
        yield f"trickles every {pause} s", lambda pause=pause: saying(GOOD, 1, pause)
        yield (
            f"trickles bytes every {pause} s",
            lambda pause=pause: Reply(tuple(bytes([byte]) for byte in b"".join(events(GOOD))), pause=pause),
        )
        yield f"keeps alive every {pause} s", lambda pause=pause: Reply((b": still here\n\n",) * 400, pause=pause)
    yield "slow error", lambda: replace(status(500), silent=0.3)
    yield "sign-in page", lambda: Reply((b"<html><p>Sign in</p></html>",), 200, "text/html")
    yield "json instead of a stream", lambda: Reply((b'{"choices": []}',), 200, "application/json")
    yield "empty stream", lambda: Reply(())
    yield "only the end", lambda: Reply((DONE,))
    yield "no end", lambda: Reply(events(GOOD)[:-1])
    yield "no choices", lambda: Reply((b'data: {"id": "1", "choices": []}\n\n', DONE))
    yield "null choices", lambda: Reply((b'data: {"id": "1", "choices": null}\n\n', DONE))
    yield "null delta", lambda: Reply((b'data: {"id": "1", "choices": [{"index": 0, "delta": null}]}\n\n', DONE))
    yield (
        "content is a list",
        lambda: Reply((b'data: {"choices": [{"index": 0, "delta": {"content": [1]}}]}\n\n', DONE)),
    )
    yield "events of text", lambda: Reply((b"data: hello\n\n", DONE))
    yield "events of numbers", lambda: Reply((b"data: 42\n\n", DONE))
    yield "broken events", lambda: Reply((b'data: {"choices": [{"delta": {"conte\n\n', DONE))
    yield "error event", lambda: Reply((b'data: {"error": {"message": "overloaded", "code": 529}}\n\n',))
    yield (
        "error event in the middle",
        lambda: Reply((*events(GOOD, 8)[:6], b'event: error\ndata: {"error": {"message": "overloaded"}}\n\n')),
    )
    yield "random bytes", lambda: Reply((JUNK,))
    yield "random bytes as an event", lambda: Reply((b"data: " + JUNK + b"\n\n", DONE))
    yield "invalid utf-8", lambda: Reply((b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n', DONE))
    yield "endless event", lambda: Reply((b"data: " + b"x" * 3_000_000,), hold=30)
    yield "tool call", lambda: Reply((TOOL_CALL, DONE))
    yield "thousands of empty events", lambda: Reply((event("") * 3000, DONE))
    for name, text in texts().items():
        yield f"says: {name}", lambda text=text: saying(text, 64)


FAULTS = dict(scripts())


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def assistant_at(generation: Generation, url: str) -> Iterator[Assistant]:
    """An assistant that never gives a server up: each fault is tried on its own."""
    with endpoint(url, timeout=PATIENCE, breaker=Breaker(failures=10_000)) as talking:
        policy = Policy(0.02, None, 3, lambda: date(2026, 1, 1), lambda: "llm", PATIENCE)
        yield assemble(generation, CountingEmbedding(), policy, llm_writer(generation, talking, Capacity))


@pytest.fixture(scope="module")
def assistant(generation: Generation, server: Server) -> Iterator[Assistant]:
    for assistant in assistant_at(generation, server.url):
        ask(assistant)  # The first call ever loads what talks.
        yield assistant


def ask(assistant: Assistant) -> tuple[Answer, float]:
    """The answer to a question about money, and the seconds it took."""
    started = time.monotonic()
    answer = assistant.ask(Question("Hva kostet piloten?"))
    return answer, time.monotonic() - started


def check(assistant: Assistant, answer: Answer, seconds: float) -> None:
    assert seconds < PATIENCE + GRACE
    assert answer.refusal is None
    quotes = {citation.number: citation for citation in answer.citations}
    for citation in answer.citations:
        assert assistant.documents[citation.document_id].text[citation.start : citation.end] == citation.quote
    assert any("12 millioner kroner" in quotes[number].quote for s in answer.sentences for number in s.citations)
    assert all(
        (s.citations and "12 millioner" in s.text) or s.text in quotes[s.citations[0]].quote for s in answer.sentences
    )
    for leak in (KEY, "overloaded", "Traceback", "numbered passages", "127.0.0.1"):
        assert leak not in repr(answer)


def test_at_least_a_hundred_faults_are_tried() -> None:
    assert len(FAULTS) >= 100


@pytest.mark.parametrize("name", FAULTS)
def test_the_asker_has_a_proven_answer_in_time(server: Server, assistant: Assistant, name: str) -> None:
    server.script = lambda _, __: FAULTS[name]()
    answer, seconds = ask(assistant)
    check(assistant, answer, seconds)
    if not name.startswith("says:") and answer.engine == "extractive":
        assert {"llm_unavailable", "llm_unproven"} & set(answer.notices)


@pytest.mark.parametrize("name", [name for name in FAULTS if not name.startswith("says:")])
def test_nor_does_a_fault_of_the_second_call_cost_more(server: Server, assistant: Assistant, name: str) -> None:
    """The first reply holds a figure that no quote has, so that other words are asked for."""
    before = len(server.asked)
    server.script = lambda number, _: FAULTS[name]() if number > before else saying(GOOD.replace("12", "13"))
    answer, seconds = ask(assistant)
    check(assistant, answer, seconds)
    assert len(server.asked) > before + 1
    assert "13 millioner" not in repr(answer)


def test_a_server_that_is_not_there_costs_no_time(generation: Generation) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        for assistant in assistant_at(generation, url):
            answer, seconds = ask(assistant)
            check(assistant, answer, seconds)
            assert answer.notices == ("llm_unavailable",)


def test_a_server_that_takes_no_connection_is_not_waited_for(generation: Generation) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"
        for assistant in assistant_at(generation, url):
            answer, seconds = ask(assistant)
            check(assistant, answer, seconds)
            assert answer.notices == ("llm_unavailable",)
