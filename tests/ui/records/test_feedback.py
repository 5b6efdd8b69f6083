"""Feedback through the API: what is kept of it, and what is turned away."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from tillit.ui.records.tickets import Tickets
from tillit.ui.records.types import REASONS

from ..fakes import FakeAssistant, answer_about_tasks, make_app
from ..remembering import MONDAY, TASKS, FakeRecords
from ..test_api import events

GIVE = "/api/v1/feedback"
Served = tuple[TestClient, FakeRecords]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    records = FakeRecords()
    app = make_app(FakeAssistant(), ("https://intranett.example.no",), records, lambda: MONDAY)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client, records


@pytest.fixture
def client(served: Served) -> TestClient:
    served[1].given.clear()
    served[1].away = False
    return served[0]


@pytest.fixture
def records(served: Served) -> FakeRecords:
    return served[1]


def ticket(client: TestClient, question: str = "Hva gjør lagene?") -> str:
    return client.post("/api/v1/ask", json={"question": question}).headers["Tillit-Ticket"]


def give(client: TestClient, **body: object) -> Any:  # noqa: ANN401 - a response's JSON
    response = client.post(GIVE, json=body)
    assert response.status_code == 201, response.text
    return response.json()


def test_a_vote_names_the_answer_and_keeps_no_word_of_the_question(client: TestClient, records: FakeRecords) -> None:
    kept = give(
        client, ticket=ticket(client), vote="down", reasons=["wrong", "incomplete", "wrong"], text=" Feil tall "
    )
    assert kept == {"text": "whole", "question": "none"}
    (given,) = records.given.values()
    assert (given.about, given.day, given.vote, given.reasons) == (TASKS, MONDAY, "down", ("wrong", "incomplete"))
    assert (given.text, given.question) == ("Feil tall", "")


def test_the_question_is_kept_masked_when_it_is_sent_along(client: TestClient, records: FakeRecords) -> None:
    kept = give(client, ticket=ticket(client), vote="down", question="Kan Kari Nordmann på 912 34 567 få bytte lag?")
    assert kept == {"text": "none", "question": "masked"}
    assert [given.question for given in records.given.values()] == ["Kan […] på […] få bytte lag?"]


@pytest.mark.parametrize(
    "text", ["Hun har kreft og fikk ikke svar", "fru Hansen fikk feil svar", "Olav, 84 år, spurte"]
)
def test_a_text_about_somebody_in_care_is_left_out_and_the_vote_kept(
    client: TestClient, records: FakeRecords, text: str
) -> None:
    assert give(client, ticket=ticket(client), vote="down", text=text)["text"] == "left_out"
    assert [(given.vote, given.text) for given in records.given.values()] == [("down", "")]


def test_a_second_thought_takes_the_place_of_the_first(client: TestClient, records: FakeRecords) -> None:
    name = ticket(client)
    give(client, ticket=name, vote="down")
    give(client, ticket=name, vote="up", reasons=["wrong"])
    assert [(given.vote, given.reasons) for given in records.given.values()] == [("up", ())]


def test_every_answer_brings_a_ticket_of_its_own_in_each_form(client: TestClient, records: FakeRecords) -> None:
    stream = client.post("/api/v1/ask/stream", json={"question": "Hva gjør lagene?"})
    html = client.post("/api/v1/ask/stream?html=true", json={"question": "Hvordan blir været?"})
    from_event = dict(events(stream.text))["ticket"]
    page = BeautifulSoup(dict(events(html.text))["html"], "html.parser")
    (box,) = page.select(".feedback")
    for name in (from_event, str(box["data-ticket"])):
        give(client, ticket=name, vote="down", reasons=["should_have_known"])
    first, second = records.given.values()
    assert first.about == TASKS
    assert (second.about.outcome, second.about.place.headings) == ("not_in_sources", ("Hva det kostet",))
    assert [str(box["value"]) for box in page.select("input[name=reason]")] == list(REASONS)


def test_a_ticket_that_is_not_ours_or_too_old_is_turned_away(client: TestClient, records: FakeRecords) -> None:
    good = ticket(client)
    old = Tickets(records.secret(), valid_seconds=-1)
    stranger = Tickets(b"1" * 32).write(answer_about_tasks_about())
    assert old.read(good) is None
    for wrong in ("x", good[:-1], good + "x", stranger, "ø" * 50):
        response = client.post(GIVE, json={"ticket": wrong, "vote": "up"})
        assert (response.status_code, response.json()["error"]["code"]) == (422, "ticket_invalid")
    assert records.given == {}


def answer_about_tasks_about() -> Any:  # noqa: ANN401 - an answer
    from tillit.assistant.types import Question

    return answer_about_tasks(Question("Hva gjør lagene?"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"vote": "maybe"}, "vote_unknown"),
        ({"vote": None}, "vote_unknown"),
        ({"reasons": ["boring"]}, "reasons_invalid"),
        ({"reasons": ["wrong"] * 7}, "reasons_invalid"),
        ({"text": "x" * 1001}, "text_invalid"),
        ({"text": "a\u0000b"}, "control_characters"),
        ({"question": "x" * 1001}, "question_too_long"),
        ({"question": 7}, "question_invalid"),
        ({"ticket": ""}, "ticket_invalid"),
        ({"ticket": "x" * 3000}, "ticket_invalid"),
    ],
)
def test_wrong_feedback_is_told_what_is_wrong(client: TestClient, change: dict[str, object], code: str) -> None:
    response = client.post(GIVE, json={"ticket": ticket(client), "vote": "up", **change})
    assert (response.status_code, response.json()["error"]["code"]) == (422, code)


def test_a_form_on_another_site_cannot_vote(client: TestClient, records: FakeRecords) -> None:
    body = f'{{"ticket": "{ticket(client)}", "vote": "up"}}'
    assert client.post(GIVE, content=body, headers={"Content-Type": "text/plain"}).status_code == 415
    assert records.given == {}


def test_while_the_database_is_away_answers_come_and_feedback_says_so(client: TestClient, records: FakeRecords) -> None:
    name = ticket(client)
    records.away = True
    response = client.post(GIVE, json={"ticket": name, "vote": "up"})
    assert (response.status_code, response.json()["error"]["code"]) == (503, "feedback_failed")
    assert int(response.headers["Retry-After"]) > 0
    assert client.post("/api/v1/ask", json={"question": "Hva gjør lagene?"}).status_code == 200


def test_a_server_whose_database_is_away_when_it_starts_serves_all_the_same() -> None:
    records = FakeRecords(away=True)
    with TestClient(make_app(FakeAssistant(), records=records, today=lambda: MONDAY)) as client:
        name = ticket(client)
        records.away = False
        give(client, ticket=name, vote="up")
    assert len(records.given) == 1


def test_without_records_nobody_is_asked_for_feedback() -> None:
    with TestClient(make_app(FakeAssistant())) as client:
        response = client.post("/api/v1/ask/stream?html=true", json={"question": "Hva gjør lagene?"})
        assert "feedback" not in response.text
        assert client.post(GIVE, json={"ticket": "x", "vote": "up"}).status_code == 404
