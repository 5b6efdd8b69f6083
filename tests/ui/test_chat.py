import asyncio
import json
import re

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from tillit.assistant.texts import load_texts
from tillit.assistant.types import Turn
from tillit.ui.chat import KEPT_EXCHANGES, Chat, Page
from tillit.ui.pool import AnsweringPool
from tillit.ui.render import Exchange, Renderer

from .fakes import SCRIPT, FakeAssistant

TEXTS = load_texts()


def make_chat(assistant: FakeAssistant) -> Chat:
    return Chat(AnsweringPool(assistant, timeout=0.2), Renderer(TEXTS), assistant.starters("nb"))


def pages(chat: Chat, text: str, exchanges: tuple[Exchange, ...] = ()) -> list[Page]:
    async def collect() -> list[Page]:
        return [page async for page in chat.ask(text, exchanges)]

    return asyncio.run(collect())


def conversation(page: Page) -> BeautifulSoup:
    return BeautifulSoup(page[0], "html.parser")


def test_an_empty_chat_offers_questions_to_start_with() -> None:
    html, exchanges, box, message = make_chat(FakeAssistant()).empty()
    starters = [button["data-ask"] for button in BeautifulSoup(html, "html.parser").find_all("button")]
    assert starters == ["Hva gjør lagene?", "Hvor mange er det i et lag?", "Hva kostet lagene?"]
    assert (exchanges, box, message) == ((), "", "")


def test_the_question_is_shown_at_once_and_the_answer_when_it_is_there() -> None:
    first, last = pages(make_chat(FakeAssistant()), "Hva gjør lagene?")
    assert conversation(first).select(".question, .pending")
    assert "Leter i dokumentene" in first[3]
    assert not conversation(last).select(".pending")
    assert len(conversation(last).select(".marker")) == 4
    assert "Antall sitater: 3" in last[3]
    assert first[2] == last[2] == ""


def test_only_a_question_without_an_answer_is_led_to_the_nearest_passages() -> None:
    chat = make_chat(FakeAssistant())
    links = {text: conversation(pages(chat, text)[-1]).select(".nearest a") for text in ("Hvordan blir været?", "Hva?")}
    assert [len(found) for found in links.values()] == [1, 0]


def test_a_refusal_stands_when_the_nearest_passages_cannot_be_found() -> None:
    _, last = pages(make_chat(FakeAssistant()), "Hvordan blir været uten kilder?")
    assert "Jeg fant ikke svar" in conversation(last).get_text()
    assert not conversation(last).select(".nearest")


def test_a_follow_up_brings_the_conversation_along_as_plain_text() -> None:
    assistant = FakeAssistant()
    chat = make_chat(assistant)
    _, refused = pages(chat, "Hvordan blir været?")
    _, answered = pages(chat, "Hva gjør lagene?", refused[1])
    pages(chat, "Og hva kostet det?", answered[1])
    assert [turn.role for turn in assistant.asked[-1].history] == ["user", "assistant"] * 2
    assert assistant.asked[-1].history[0] == Turn("user", "Hvordan blir været?")
    assert assistant.asked[-1].history[1].content.startswith("Jeg fant ikke svar")
    assert assistant.asked[-1].history[3].content.startswith("De setter opp sin egen turnus. [1]")


def test_a_long_conversation_keeps_within_the_limits_of_a_question() -> None:
    assistant = FakeAssistant()
    earlier = tuple(Exchange(f"Spørsmål {n}", "nb", reply="å" * 5000) for n in range(KEPT_EXCHANGES))
    _, last = pages(make_chat(assistant), "Hva gjør lagene?", earlier)
    (question,) = assistant.asked
    assert len(question.history) == 20
    assert question.history[-2] == Turn("user", f"Spørsmål {KEPT_EXCHANGES - 1}")
    assert max(len(turn.content) for turn in question.history) == 4000
    assert len(last[1]) == KEPT_EXCHANGES


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  ", "Spørsmålet er tomt. Skriv et spørsmål."),
        ("a" * 1001, "Spørsmålet er for langt. Det kan ha høyst 1000 tegn."),
        ("Hva\x07?", "Teksten har tegn som ikke kan leses. Skriv den på nytt som vanlig tekst."),
    ],
)
def test_a_text_that_is_no_question_stays_in_the_box_and_is_explained(text: str, message: str) -> None:
    assistant = FakeAssistant()
    (page,) = pages(make_chat(assistant), text)
    assert page[2] == text
    assert message in page[3]
    assert 'role="alert"' in page[3]
    assert not assistant.asked


@pytest.mark.parametrize(("text", "message"), [("krasj", "Noe gikk galt hos oss"), ("vent", "Det tok for lang tid")])
def test_a_failure_is_told_in_words_and_left_out_of_the_history(text: str, message: str) -> None:
    assistant = FakeAssistant()
    chat = make_chat(assistant)
    _, failed = pages(chat, text)
    assistant.gate.set()
    assert message in conversation(failed).get_text()
    pages(chat, "Hva gjør lagene?", failed[1])
    assert assistant.asked[-1].history == ()


def test_what_the_asker_writes_is_never_taken_for_html() -> None:
    for page in pages(make_chat(FakeAssistant()), SCRIPT):
        assert not conversation(page).find_all("script")
        assert SCRIPT in conversation(page).get_text()


def test_the_page_offers_no_open_gradio_api(client: TestClient) -> None:
    page = client.get("/").text
    assert 'gradio_api_info = {"named_endpoints":{}' in page
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)
    assert found
    config = json.loads(found[1])
    assert config["footer_links"] == []
    assert config["show_error"] is False
    assert config["run_history"] is False
    assert not config["analytics_enabled"]


def test_the_page_names_no_other_host_to_load_from(client: TestClient) -> None:
    soup = BeautifulSoup(client.get("/").text, "html.parser")
    loaded = [str(tag.get("src") or tag.get("href")) for tag in soup.find_all(["script", "link", "img", "iframe"])]
    assert not [address for address in loaded if "//" in address]
    assert "fonts.g" not in client.get("/theme.css").text
