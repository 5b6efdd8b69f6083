import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import pytest
from starlette.testclient import TestClient
from tillit.assistant.types import Answer, Piece, Question
from tillit.ui.pool import AnsweringPool

from .fakes import PLAN, REPORT, TIMINGS, FakeAssistant

ASK = "/api/v1/ask"
JSON = {"Content-Type": "application/json"}
ANSWER_FIELDS = [
    *("id", "question", "language", "answer", "refused", "refusal", "sentences", "unanswered", "citations"),
    *("notices", "engine", "timings_ms"),
]
CITATION_FIELDS = [
    *("number", "document_id", "title", "publisher", "year", "authority", "voice", "based_on"),
    *("page", "headings", "start", "end", "quote", "url"),
]
SOURCE_FIELDS = [
    *("id", "title", "publisher", "year", "kind", "authority", "voice", "based_on", "url", "file", "pages"),
]


def ask(client: TestClient, question: str = "Hva gjør lagene?", **more: object) -> dict[str, Any]:
    response = client.post(ASK, json={"question": question, **more})
    assert response.status_code == 200
    return response.json()


def events(text: str) -> Iterator[tuple[str, Any]]:
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            yield fields["event"], json.loads(fields["data"])


def test_an_answer_has_exactly_the_documented_fields_in_order(client: TestClient) -> None:
    answer = ask(client)
    assert list(answer) == ANSWER_FIELDS
    assert [list(sentence) for sentence in answer["sentences"]] == [["lead_in", "text", "citations"]] * 3
    assert [list(citation) for citation in answer["citations"]] == [CITATION_FIELDS] * 3
    assert answer["timings_ms"] == TIMINGS
    assert (answer["id"], answer["refused"], answer["refusal"]) == (None, False, None)


def test_the_answer_text_joins_the_sentences_with_their_markers(client: TestClient) -> None:
    assert ask(client)["answer"] == (
        "De setter opp sin egen turnus. [1] De avtaler dagens besøk sammen. [2] "
        "Ifølge Plan for lagene (2021): Bydelene velger selv hvor mange lag de vil ha. [3][1]"
    )


def test_every_quote_is_the_document_text_at_its_offsets(client: TestClient, assistant: FakeAssistant) -> None:
    for citation in ask(client)["citations"]:
        text = assistant.documents[citation["document_id"]].text
        assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_a_citation_url_opens_the_viewer(client: TestClient) -> None:
    for citation in ask(client)["citations"]:
        assert client.get(citation["url"]).status_code == 200


def test_a_refusal_is_no_error_and_has_no_answer(client: TestClient) -> None:
    answer = ask(client, "Hvordan blir været?")
    assert list(answer) == ANSWER_FIELDS
    assert list(answer["refusal"]) == ["reason", "message", "suggestions"]
    assert (answer["refused"], answer["answer"], answer["sentences"], answer["citations"]) == (True, "", [], [])


def test_the_assistant_gets_the_stripped_question_with_history_language_and_engine(
    client: TestClient, assistant: FakeAssistant
) -> None:
    history = [{"role": "user", "content": "Hva er et lag?"}, {"role": "assistant", "content": "En gruppe."}]
    ask(client, "  Hva gjør\r\n\tlagene? ", history=history, language="nn", engine="llm")
    (question,) = assistant.asked
    assert (question.text, question.language, question.engine) == ("Hva gjør\n\tlagene?", "nn", "llm")
    assert [(turn.role, turn.content) for turn in question.history] == [
        ("user", "Hva er et lag?"),
        ("assistant", "En gruppe."),
    ]


def test_limits_are_inclusive(client: TestClient) -> None:
    ask(client, "å" * 1000, history=[{"role": "user", "content": "b" * 4000}] * 15)
    ask(client, "a", history=[{"role": "user", "content": "b"}] * 20)


def test_the_stream_sends_each_citation_before_the_sentence_it_proves(client: TestClient) -> None:
    response = client.post(f"{ASK}/stream", json={"question": "Hva gjør lagene?"})
    assert response.headers["content-type"].startswith("text/event-stream")
    got = list(events(response.text))
    assert [name for name, _ in got] == [*("citation", "sentence") * 3, "done"]
    assert got[-1][1] == ask(client)
    assert [data["number"] for name, data in got if name == "citation"] == [1, 2, 3]
    assert [data for name, data in got if name == "sentence"] == got[-1][1]["sentences"]


@pytest.mark.parametrize(("question", "shown"), [("Hva gjør lagene?", "sentence"), ("Hvordan blir været?", "nearest")])
def test_the_stream_brings_the_answer_as_a_page_shows_it_when_asked_to(
    client: TestClient, question: str, shown: str
) -> None:
    plain = list(events(client.post(f"{ASK}/stream", json={"question": question}).text))
    *before, html, done = events(client.post(f"{ASK}/stream?html=true", json={"question": question}).text)
    before = [event for event in before if event[0] != "html"]  # of an answer that still grows
    assert [*before, done] == plain
    assert html[0] == "html"
    assert f'class="{shown}"' in html[1]


def test_a_stream_that_cannot_be_answered_ends_in_an_error_event(client: TestClient) -> None:
    response = client.post(f"{ASK}/stream", json={"question": "krasj"})
    ((name, data),) = events(response.text)
    assert (name, data["error"]["code"]) == ("error", "failed")


def test_sources_have_exactly_the_documented_fields(client: TestClient) -> None:
    sources = client.get("/api/v1/sources").json()
    assert [source["id"] for source in sources] == [REPORT.source.id, PLAN.source.id]
    assert all(list(source) == SOURCE_FIELDS for source in sources)
    assert sources[0]["pages"] == 3


def body(**fields: object) -> bytes:
    return json.dumps({"question": "Hva gjør lagene?"} | fields).encode()


TURN = {"role": "user", "content": "Hei"}
BAD_BODIES = {
    "empty question": (body(question=""), 422, "question_empty"),
    "only white space": (body(question=" \n\t "), 422, "question_empty"),
    "10,000 characters": (body(question="a" * 10_000), 422, "question_too_long"),
    "one character too many": (body(question="a" * 1001), 422, "question_too_long"),
    "a number": (body(question=7), 422, "question_invalid"),
    "null": (body(question=None), 422, "question_invalid"),
    "a list": (body(question=["Hva?"]), 422, "question_invalid"),
    "no question": (b"{}", 422, "question_missing"),
    "a control character": (body(question="Hva\x00?"), 422, "control_characters"),
    "an escape sequence": (body(question="Hva \x1b[31m?"), 422, "control_characters"),
    "a C1 control character": (body(question="Hva\x9b?"), 422, "control_characters"),
    "a lone surrogate": (b'{"question": "Hva \\ud800?"}', 422, "control_characters"),
    "unknown engine": (body(engine="orakel"), 422, "engine_unknown"),
    "engine of another type": (body(engine=1), 422, "engine_unknown"),
    "unknown language": (body(language="klingon"), 422, "language_unknown"),
    "history is no list": (body(history="Hei"), 422, "history_invalid"),
    "unknown role": (body(history=[TURN | {"role": "system"}]), 422, "history_invalid"),
    "turn without content": (body(history=[{"role": "user"}]), 422, "history_invalid"),
    "turn of control characters": (body(history=[TURN | {"content": "\x07"}]), 422, "control_characters"),
    "21 turns": (body(history=[TURN] * 21), 422, "history_too_long"),
    "a long turn": (body(history=[TURN | {"content": "a" * 4001}]), 422, "turn_too_long"),
    "broken JSON": (b'{"question": "Hva', 400, "json_invalid"),
    "nothing": (b"", 422, "body_invalid"),
    "not UTF-8": (b'{"question": "\xe6\xf8"}', 400, "json_invalid"),
    "deep nesting": (b"[" * 60_000, 400, "json_invalid"),
    "a list as body": (b"[]", 422, "body_invalid"),
    "a string as body": (b'"Hva?"', 422, "body_invalid"),
    "half a surrogate pair in the history": (body(history=[TURN | {"content": "\udc00"}]), 422, "control_characters"),
    "null as body": (b"null", 422, "body_invalid"),
    "65 kB": (body(padding="a" * 65_536), 413, "body_too_large"),
}


@pytest.mark.parametrize("path", [ASK, f"{ASK}/stream"])
@pytest.mark.parametrize(("content", "status", "code"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_request_gets_one_clear_sentence_and_the_server_goes_on(
    client: TestClient, assistant: FakeAssistant, path: str, content: bytes, status: int, code: str
) -> None:
    response = client.post(path, content=content, headers=JSON)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert response.json().keys() == {"error"}
    message = response.json()["error"]["message"]
    assert message.endswith(".")
    assert "Traceback" not in message
    assert not assistant.asked
    ask(client)


def test_a_body_that_grows_too_large_while_it_is_sent_is_refused(client: TestClient) -> None:
    response = client.post(ASK, content=(b"a" * 10_000 for _ in range(10)), headers=JSON)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(client: TestClient, content_type: str) -> None:
    response = client.post(ASK, content=body(), headers={"Content-Type": content_type})
    assert (response.status_code, response.json()["error"]["code"]) == (415, "not_json")


def test_json_with_a_charset_is_taken(client: TestClient) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert client.post(ASK, content=body(), headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ASK), ("DELETE", ASK), ("GET", "/api/v1/nope"), ("PUT", "/api/v1/")]
)
def test_an_unknown_address_is_told_in_the_same_form(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_a_failing_assistant_tells_nobody_the_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = client.post(ASK, json={"question": "krasj hemmelig"})
    assert (response.status_code, response.json()["error"]["code"]) == (500, "failed")
    assert "hemmelig" not in response.text
    assert "RuntimeError" in caplog.text
    assert "hemmelig" not in caplog.text


def test_too_slow_an_answer_is_given_up_and_a_full_house_says_when_to_come_back(
    client: TestClient, assistant: FakeAssistant
) -> None:
    statuses: list[int] = []

    def post() -> None:
        statuses.append(client.post(ASK, json={"question": "vent"}).status_code)

    posts = [threading.Thread(target=post) for _ in range(2)]
    for thread in posts:
        thread.start()
    while not assistant.asked:
        time.sleep(0.01)
    time.sleep(0.2)
    refused = client.post(ASK, json={"question": "Hva gjør lagene?"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "busy")
    assert int(refused.headers["Retry-After"]) > 0
    streamed = client.post(f"{ASK}/stream", json={"question": "Hva gjør lagene?"})
    assert (streamed.status_code, streamed.json()["error"]["code"]) == (429, "busy")
    for thread in posts:
        thread.join()
    assert statuses == [504, 504]
    assistant.gate.set()
    ask(client)


def test_the_process_says_that_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/", "/config", ASK, "/kilde/plan", "/healthz", "/docs", "/tillit/tokens.css"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999"])
def test_no_foreign_origin_is_let_in(client: TestClient, path: str, origin: str) -> None:
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for response in (client.get(path, headers={"Origin": origin}), client.options(path, headers=preflight)):
        assert "access-control-allow-origin" not in response.headers
        assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("path", ["/", ASK, "/healthz", "/docs", "/tillit/tokens.css"])
def test_every_response_forbids_framing_and_sniffing(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_api_docs_come_from_here_alone(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "//cdn" not in page
    assert "https://" not in page
    for asset in ("/swagger/swagger-ui-bundle.js", "/swagger/swagger-ui.css", "/tillit/favicon.png", "/openapi.json"):
        assert asset in page
        assert client.get(asset).status_code == 200


def test_the_openapi_description_names_the_routes_and_the_errors(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {ASK, f"{ASK}/stream", "/api/v1/sources", "/api/v1/status"}
    assert set(paths[ASK]["post"]["responses"]) == {
        *("200", "400", "401", "403", "408", "413", "415", "422", "429", "500", "503", "504")
    }


def test_a_sentence_is_sent_while_the_rest_is_still_awaited_and_leaving_ends_the_work() -> None:
    assistant = FakeAssistant()
    pool = AnsweringPool(assistant, workers=1, waiting=0, timeout=8)

    async def hear_the_first() -> Piece | Answer:
        async with aclosing(pool.stream(Question("Hva gjør lagene, stykkevis?"))) as pieces:
            async for piece in pieces:
                return piece
        raise AssertionError

    first = asyncio.run(hear_the_first())
    pool.close()
    assert isinstance(first, Piece)
    assert len(first.sentences) == 1
    for _ in range(100):
        if assistant.left:
            break
        time.sleep(0.05)
    assert assistant.left
