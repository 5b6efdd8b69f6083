"""The leaders' page: who gets in, what is shown, and what never is."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError
from starlette.testclient import TestClient
from tillit.assistant.settings import Settings
from tillit.assistant.texts import LANGUAGES
from tillit.assistant.types import Language
from tillit.ui.records.topics import group_questions
from tillit.ui.records.types import KeptQuestion

from ..fakes import FakeAssistant, make_app
from ..remembering import MONDAY, TASKS, TOKEN, FakeRecords, filled_records


@pytest.fixture(scope="module")
def records() -> FakeRecords:
    return filled_records()


@pytest.fixture(scope="module")
def app_client(records: FakeRecords) -> Iterator[TestClient]:
    app = make_app(FakeAssistant(), records=records, today=lambda: MONDAY, insight_token=TOKEN)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(app_client: TestClient, records: FakeRecords) -> TestClient:
    app_client.cookies.clear()
    records.away = False
    return app_client


def enter(client: TestClient, token: str = TOKEN) -> Any:  # noqa: ANN401 - a response
    return client.post("/innsikt", data={"token": token})


def page(client: TestClient, **query: str) -> BeautifulSoup:
    enter(client)
    response = client.get("/innsikt", params=query)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def test_the_token_opens_the_page_by_a_cookie_that_does_not_hold_it(client: TestClient) -> None:
    assert client.get("/innsikt").status_code == 401
    response = enter(client, f" {TOKEN} ")
    assert (response.status_code, response.headers["location"]) == (303, "/innsikt?lang=nb")
    cookie = response.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/innsikt", "Max-Age=28800"))
    assert TOKEN not in cookie
    assert client.get("/innsikt").status_code == 200
    assert client.post("/innsikt/ut").status_code == 303
    assert client.get("/innsikt").status_code == 401


def test_a_program_shows_the_token_in_a_header(client: TestClient) -> None:
    assert client.get("/innsikt/tall.csv").status_code == 401
    for given, status in ((TOKEN.encode(), 200), (b"wrong", 401)):
        headers = {b"Authorization": b"Bearer " + given}
        assert client.get("/innsikt/tall.csv", headers=headers).status_code == status


@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "\udcff" * 3])
def test_a_wrong_token_opens_nothing_and_is_told(client: TestClient, wrong: str) -> None:
    response = enter(client, wrong.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert response.status_code == 401
    assert "Koden er feil" in response.text
    assert "set-cookie" not in response.headers


def test_the_token_is_not_taken_from_the_address(client: TestClient) -> None:
    assert client.get("/innsikt", params={"token": TOKEN}).status_code == 401


@pytest.mark.parametrize("cookie", ["", "open", "Im9wZW4i.aaaa.bbbb", "x" * 5000])
def test_a_made_up_cookie_opens_nothing(client: TestClient, cookie: str) -> None:
    assert client.get("/innsikt", headers={"Cookie": f"tillit_innsikt={cookie}"}).status_code == 401


def test_without_a_token_set_the_page_is_closed_and_says_how_to_open_it() -> None:
    with TestClient(make_app(FakeAssistant(), records=filled_records())) as client:
        for response in (client.get("/innsikt"), client.post("/innsikt", data={"token": ""})):
            assert response.status_code == 404
            assert "TILLIT_INSIGHT_TOKEN" in response.text


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"insight_token": "short"})


def test_what_is_asked_about_is_shown_by_heading_with_what_was_not_answered_first(client: TestClient) -> None:
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in page(client).select(".stacked tr")[1:]
    ]
    assert rows == [
        ["Hva det kostet Selvstyrte lag i hjemmetjenesten", *labelled("7", "7", "5", "5")],
        [
            "Hva lagene gjør Selvstyrte lag i hjemmetjenesten › Veien til selvstyrte lag",
            *labelled("12", "0", "6", "0"),
        ],
        ["+1 =borte", *labelled("6", "0", "0", "0")],
    ]


def labelled(*numbers: str) -> list[str]:
    names = ("Spørsmål", "Uten svar", "Ikke nyttig", "Burde kunne")
    return [f"{name} {number}" for name, number in zip(names, numbers, strict=True)]


def test_today_is_only_told_in_fives(client: TestClient) -> None:
    shown = page(client)
    assert "I dag er det stilt minst 10 spørsmål." in shown.get_text()
    assert shown.select_one(".totals dd").get_text() == "25"  # pyright: ignore[reportOptionalMemberAccess]


def test_groups_of_kept_questions_show_words_that_five_of_them_share_and_no_question(client: TestClient) -> None:
    shown = page(client)
    assert [group.get_text(" ", strip=True) for group in shown.select(".groups li")] == ["tjener 5"]
    assert "Xantippe" not in shown.get_text()
    assert "turnus?" not in shown.get_text()


def test_vectors_of_another_embedder_are_left_out_and_few_questions_make_no_group() -> None:
    kept = [KeptQuestion(MONDAY, TASKS, f"lag {at}", np.ones(4, np.float32).tobytes()) for at in range(4)]
    other = [KeptQuestion(MONDAY, TASKS, "lag", np.ones(3, np.float32).tobytes()), KeptQuestion(MONDAY, TASKS, "lag")]
    assert group_questions([*kept, *other]) == ()
    assert group_questions([]) == ()


def test_the_numbers_come_as_csv_that_no_spreadsheet_takes_for_formulas(client: TestClient) -> None:
    enter(client)
    response = client.get("/innsikt/tall.csv")
    assert response.headers["content-type"].startswith("text/csv")
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert ["Hva det handler om", "Selvstyrte lag i hjemmetjenesten › Hva det kostet", "Uten svar", "7"] in rows
    assert ["Hva det handler om", "'=borte › +1", "Spørsmål", "6"] in rows
    assert {len(row) for row in rows} == {4}


def test_while_the_database_is_away_the_page_says_so(client: TestClient, records: FakeRecords) -> None:
    enter(client)
    records.away = True
    response = client.get("/innsikt")
    assert response.status_code == 503
    assert "Chatten virker som før" in response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_every_language_and_runs_no_script(client: TestClient, language: Language) -> None:
    enter(client)
    for path in ("/innsikt", "/personvern", "/tilgjengelighet"):
        response = client.get(path, params={"lang": language})
        soup = BeautifulSoup(response.text, "html.parser")
        assert soup.html
        assert soup.html["lang"] == language
        assert not soup.select("script, [style], [onclick]")
        assert "script" not in response.headers["content-security-policy"]
        assert "{" not in soup.get_text()


@pytest.mark.parametrize("query", ["uker=0", "uker=x", "uker=9999", "lang=" + "x" * 100])
def test_a_wrong_period_is_refused(client: TestClient, query: str) -> None:
    enter(client)
    assert client.get(f"/innsikt?{query}").status_code == 422


def test_the_page_is_not_kept_by_any_cache(client: TestClient) -> None:
    enter(client)
    for path in ("/innsikt", "/innsikt/tall.csv"):
        assert client.get(path).headers["cache-control"] == "no-store"


def text_of(path: str, **more: Any) -> str:  # noqa: ANN401 - settings of any kind
    with TestClient(make_app(FakeAssistant(), records=FakeRecords(), **more)) as client:
        return BeautifulSoup(client.get(path).text, "html.parser").get_text(" ", strip=True)


def test_the_privacy_page_says_what_the_settings_do() -> None:
    usual = text_of("/personvern")
    assert "Vi lagrer ikke spørsmålene." in usual
    assert "slettet etter 21 dager" in usual
    assert "ikke sendt til noen språkmodell" in usual
    other = text_of(
        "/personvern", keep_questions=True, retention_days=9, llm_url="http://127.0.0.1:1/v1", contact="Ombudet"
    )
    assert "Kommunen har valgt å lagre spørsmålene" in other
    assert "glemmer spørsmålet" not in other
    assert "slettet etter 9 dager" in other
    assert "koblet til en språkmodell" in other
    assert "Spør Ombudet eller" in other


def test_the_chat_and_the_widget_announce_that_questions_are_kept_and_only_then() -> None:
    for kept in (True, False):
        with TestClient(make_app(FakeAssistant(), records=FakeRecords(), keep_questions=kept)) as client:
            said = "Spørsmålene blir lagret i 21 dager"
            page = client.get("/").text
            assert (said in page) is kept
            assert (said in client.get("/widget/nb").json()["kept"]) is kept
            assert "/personvern" in page
