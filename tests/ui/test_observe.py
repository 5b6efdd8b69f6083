"""What whoever runs the service sees: health, figures and logs, and never a question."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tillit.assistant.settings import Settings
from tillit.ui.health import llm_problem
from tillit.ui.logs import JsonLines
from tillit.ui.serve import address_of, bind

from .fakes import FakeAssistant

ASK = "/api/v1/ask"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("tillit", "chromadb")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


def test_every_response_has_an_id_and_a_plain_one_of_the_client_is_kept(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-1.2_3"}).headers["X-Request-ID"] == "abc-1.2_3"
    for odd in ("a b", "x" * 65, "a\tb", "<b>"):
        given = client.get("/healthz", headers={"X-Request-ID": odd}).headers["X-Request-ID"]
        assert given != odd
        assert len(given) == 32


def test_the_log_has_a_line_a_request_with_its_id_and_no_question(client: TestClient, lines: io.StringIO) -> None:
    client.post(ASK, json={"question": "Hva med Ola Hemmelig?"}, headers={"X-Request-ID": "abc"})
    client.get("/kilde/Ola-Hemmelig?start=1")
    client.get("/Ola-Hemmelig")
    client.post(ASK, json={"question": "krasj Hemmelig"})
    written = [json.loads(line) for line in lines.getvalue().splitlines()]
    requests = [line for line in written if line["message"] == "request"]
    assert [(line["route"], line["status"]) for line in requests][:2] == [
        (ASK, 200),
        ("/kilde/{document_id:path}", 404),
    ]
    assert requests[0]["request_id"] == "abc"
    assert [line["level"] for line in written].count("error") == 1
    assert "Hemmelig" not in lines.getvalue()


def test_neither_an_error_nor_a_library_can_put_a_question_into_the_log(lines: io.StringIO) -> None:
    try:
        raise ValueError("Hemmelig")
    except ValueError:
        logging.getLogger("tillit.x").exception("asking failed")
    logging.getLogger("chromadb.x").warning("cannot find %s", "Hemmelig")
    ours, theirs = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (ours["error"], ours["message"]) == ("ValueError", "asking failed")
    assert "test_observe.py" in ours["where"][0]
    assert "test_observe.py" in theirs["message"]
    assert "Hemmelig" not in lines.getvalue()


def test_the_service_is_ready_when_its_index_finds_what_it_holds(client: TestClient, assistant: FakeAssistant) -> None:
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"], ready.json()["notes"]) == (200, "ready", [])
    assert ready.json()["index"] == {"generation": "0123-abcd", "passages": 3}
    assert assistant.sound


def test_figures_count_requests_and_answers_by_few_labels(client: TestClient) -> None:
    client.post(ASK, json={"question": "Hva gjør lagene?"})
    client.post(ASK, json={"question": "Hvordan blir været?"})
    client.get("/finnes/ikke")
    client.request("BREW", "/healthz")
    text = client.get("/metrics").text
    assert 'tillit_answers_total{engine="extractive",language="nb",outcome="answered"}' in text
    assert 'outcome="not_in_sources"' in text
    assert f'tillit_requests_total{{method="POST",route="{ASK}",status="200"}}' in text
    assert 'method="other"' in text
    assert "finnes" not in text
    assert "tillit_index_sound 1.0" in text


def test_a_language_model_that_does_not_answer_is_told_of() -> None:
    assert llm_problem(Settings()) is None
    with bind("127.0.0.1", 0) as nobody:
        address = address_of(nobody)
    problem = llm_problem(Settings(llm_url=f"{address}v1", llm_model="m"))
    assert problem
    assert "TILLIT_LLM_URL" in problem
