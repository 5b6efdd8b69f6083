import asyncio
import json
import re

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup
from starlette.testclient import TestClient
from tillit.assistant.texts import load_texts
from tillit.assistant.types import Turn
from tillit.ui.chat import KEPT_EXCHANGES, Chat, Page, Visit
from tillit.ui.pool import AnsweringPool
from tillit.ui.render import Exchange, Renderer

from .fakes import SCRIPT, FakeAssistant

TEXTS = load_texts()


def make_chat(assistant: FakeAssistant) -> Chat:
    return Chat(AnsweringPool(assistant, timeout=0.2), Renderer(TEXTS), assistant)


def pages(chat: Chat, text: str, visit: Visit | None = None) -> list[Page]:
    async def collect() -> list[Page]:
        return [page async for page in chat.ask(text, visit or Visit())]

    return asyncio.run(collect())


def visit_of(page: Page) -> Visit:
    return page[-1]


def conversation(page: Page) -> BeautifulSoup:
    return BeautifulSoup(page[1], "html.parser")


def test_an_empty_chat_offers_questions_and_topics_to_start_with() -> None:
    page = make_chat(FakeAssistant()).empty()
    starters = [button["data-ask"] for button in conversation(page).find_all("button")]
    assert starters[:3] == ["Hva gjør lagene?", "Hvor mange er det i et lag?", "Hva kostet lagene?"]
    assert starters[3:] == ["Hva står det om «Hva det kostet»?", "Hva står det om «Hva lagene gjør»?"]
    assert visit_of(page) == Visit()


def test_where_the_documents_give_no_questions_to_start_with_none_are_announced() -> None:
    html = Renderer(TEXTS).conversation((), (), FakeAssistant().topics(), "nb")
    headings = BeautifulSoup(html, "html.parser").find_all("h2")
    assert [heading.text for heading in headings] == [TEXTS["nb"]["chat.topics"]]


def test_the_question_is_shown_at_once_and_the_answer_grows_until_it_is_whole() -> None:
    first, *growing, last = pages(make_chat(FakeAssistant()), "Hva gjør lagene?")
    assert conversation(first).select(".question, .pending")
    assert "Leter i dokumentene" in first[2]
    assert [len(conversation(page).select(".sentence")) for page in (*growing, last)] == [1, 2, 3, 3]
    assert [bool(conversation(page).select("[aria-busy]")) for page in (first, *growing, last)] == [True] * 4 + [False]
    assert "Antall sitater: 3" in last[2]
    assert not any("Antall" in page[2] for page in growing)


def test_only_what_is_not_answered_is_led_to_the_nearest_passages() -> None:
    chat = make_chat(FakeAssistant())
    links = {text: conversation(pages(chat, text)[-1]).select(".nearest a") for text in ("Hvordan blir været?", "helt")}
    assert [len(found) for found in links.values()] == [1, 0]


def test_a_refusal_stands_when_the_nearest_passages_cannot_be_found() -> None:
    _, last = pages(make_chat(FakeAssistant()), "Hvordan blir været uten kilder?")
    assert "Jeg fant ikke svar" in conversation(last).get_text()
    assert not conversation(last).select(".nearest")


def test_a_follow_up_brings_the_conversation_along_as_plain_text() -> None:
    assistant = FakeAssistant()
    chat = make_chat(assistant)
    refused = pages(chat, "Hvordan blir været?")[-1]
    answered = pages(chat, "Hva gjør lagene?", visit_of(refused))[-1]
    pages(chat, "Og hva kostet det?", visit_of(answered))
    assert [turn.role for turn in assistant.asked[-1].history] == ["user", "assistant"] * 2
    assert assistant.asked[-1].history[0] == Turn("user", "Hvordan blir været?")
    assert assistant.asked[-1].history[1].content.startswith("Jeg fant ikke svar")
    assert assistant.asked[-1].history[3].content.startswith("De setter opp sin egen turnus. [1]")


def test_a_long_conversation_keeps_within_the_limits_of_a_question() -> None:
    assistant = FakeAssistant()
    earlier = tuple(Exchange(f"Spørsmål {n}", "nb", Markup(""), "å" * 5000) for n in range(KEPT_EXCHANGES))
    last = pages(make_chat(assistant), "Hva gjør lagene?", Visit(earlier))[-1]
    (question,) = assistant.asked
    assert len(question.history) == 20
    assert question.history[-2] == Turn("user", f"Spørsmål {KEPT_EXCHANGES - 1}")
    assert max(len(turn.content) for turn in question.history) == 4000
    assert len(visit_of(last).exchanges) == KEPT_EXCHANGES


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  ", "Spørsmålet er tomt. Skriv et spørsmål."),
        ("a" * 1001, "Spørsmålet er for langt. Det kan ha høyst 1000 tegn."),
        ("Hva\x07?", "Teksten har tegn som ikke kan leses. Skriv den på nytt som vanlig tekst."),
    ],
)
def test_a_text_that_is_no_question_is_explained_and_not_asked(text: str, message: str) -> None:
    assistant = FakeAssistant()
    (page,) = pages(make_chat(assistant), text)
    assert message in conversation(page).get_text()
    assert message in page[2]
    assert not assistant.asked


@pytest.mark.parametrize(("text", "message"), [("krasj", "Noe gikk galt hos oss"), ("vent", "Det tok for lang tid")])
def test_a_failure_is_told_in_words_offers_to_try_again_and_is_left_out_of_the_history(text: str, message: str) -> None:
    assistant = FakeAssistant()
    chat = make_chat(assistant)
    _, failed = pages(chat, text)
    assistant.gate.set()
    assert message in conversation(failed).get_text()
    assert [button["data-ask"] for button in conversation(failed).find_all("button")] == [text]
    pages(chat, "Hva gjør lagene?", visit_of(failed))
    assert assistant.asked[-1].history == ()


def test_who_stops_waiting_can_ask_again_and_keeps_what_was_answered() -> None:
    chat = make_chat(FakeAssistant())
    answered = pages(chat, "Hva gjør lagene?")[-1]
    waiting = pages(chat, "Og hva kostet det?", visit_of(answered))[0]
    stopped = chat.stop(visit_of(waiting))
    assert "Du stoppet søket." in conversation(stopped).get_text()
    assert [exchange.busy for exchange in visit_of(stopped).exchanges] == [False, False]
    assert visit_of(chat.stop(visit_of(answered))) == visit_of(answered)


def test_the_page_takes_on_the_language_of_the_question() -> None:
    last = pages(make_chat(FakeAssistant()), "Co robią zespoły?")[-1]
    for part in last[:4]:
        assert {str(tag["lang"]) for tag in BeautifulSoup(part, "html.parser").find_all(lang=True)} - {"no"} <= {
            *("pl", "nb", "nn", "en")
        }
        assert BeautifulSoup(part, "html.parser").find(lang=True)["lang"] == "pl"  # pyright: ignore[reportOptionalSubscript]
    assert "Napisz pytanie" in last[3]


def test_a_chosen_language_stays_whatever_the_question_until_it_is_given_up() -> None:
    assistant = FakeAssistant()
    chat = make_chat(assistant)
    polish = chat.speak("pl", Visit())
    last = pages(chat, "Hva gjør lagene?", visit_of(polish))[-1]
    assert assistant.asked[-1].language == "pl"
    assert "Zapytaj" in last[3]
    assert visit_of(chat.empty(visit_of(last))) == Visit((), "pl", chosen=True)
    freed = chat.speak("", visit_of(last))
    assert visit_of(pages(chat, "Hva gjør lagene?", visit_of(freed))[-1]).language == "nb"
    assert visit_of(chat.speak(SCRIPT, Visit())) == Visit()


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
