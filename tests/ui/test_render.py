import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from tillit.assistant.links import viewer_url
from tillit.assistant.texts import LANGUAGES, load_texts
from tillit.assistant.types import Answer, Language, Notice, Piece, Question, Refusal, Sentence, Topic
from tillit.ui.growing import grown, seedling
from tillit.ui.render import Exchange, Renderer
from tillit.ui.wording import authority_label, notice_text, voice_label

from .fakes import NEAR, PLAN, REPORT, SCRIPT, TASKS, answer_about_tasks, hostile_answer, refuse

TEXTS = load_texts()
ASKED = Question("Hva gjør lagene?")


def shown(answer: Answer) -> BeautifulSoup:
    return BeautifulSoup(Renderer(TEXTS).answer(answer), "html.parser")


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_each_sentence_carries_numbered_links_to_its_quotes() -> None:
    answer = answer_about_tasks(ASKED)
    sentences = shown(answer).select(".sentence")
    assert [[link.get_text() for link in sentence.select("a.marker")] for sentence in sentences] == [
        ["1"],
        ["2"],
        ["3", "1"],
    ]
    for link in shown(answer).select("a.marker"):
        citation = TASKS[int(link.get_text()) - 1]
        assert str(link["href"]).startswith(citation.url.removesuffix("#sitat"))
        assert link["aria-label"] == f"Kilde {citation.number}: {citation.title}, side 1 (åpnes i ny fane)"


def test_added_words_stand_outside_of_the_quote() -> None:
    last = shown(answer_about_tasks(ASKED)).select(".sentence")[-1]
    (quoted,), (lead_in,) = last.select(".quoted"), last.select(".lead-in")
    assert quoted.get_text() == "Bydelene velger selv hvor mange lag de vil ha."
    assert lead_in.get_text() == "Ifølge Plan for lagene (2021):"


def test_the_proof_says_everything_about_each_source_once() -> None:
    sources = shown(answer_about_tasks(ASKED)).select(".source")
    assert [words(source) for source in sources] == [
        "Selvstyrte lag i hjemmetjenesten Fjordby universitet 2022 Forskning på en pilot, 2022 "
        "1 side 1 Veien til selvstyrte lag Hva lagene gjør De setter opp sin egen turnus. "
        "Gjengitt av Tillit etter Fjordby-rapporten 2022, kap. 3 Se sitatet i kilden 1 (åpnes i ny fane) "
        "2 side 1 Veien til selvstyrte lag Hva lagene gjør De avtaler dagens besøk sammen. "
        "Gjengitt av Tillit etter Fjordby-rapporten 2022, kap. 3 Se sitatet i kilden 2 (åpnes i ny fane)",
        "Plan for lagene Fjordby kommune 2021 Fra Fjordby kommune, 2021 "
        "3 side 1 Bydelene velger selv hvor mange lag de vil ha. Se sitatet i kilden 3 (åpnes i ny fane)",
    ]


def test_quotes_of_one_document_that_go_back_to_two_works_stand_under_two_sources() -> None:
    first, second, third = TASKS
    other = replace(second, publisher="Fjordby kommune", year=2019, authority="official", based_on="Planen 2019, s. 2")
    answer = replace(answer_about_tasks(ASKED), citations=(first, other, third))

    sources = shown(answer).select(".source")

    assert [source.select(".source-facts")[0].get_text(" ", strip=True) for source in sources] == [
        "Fjordby universitet 2022",
        "Fjordby kommune 2019",
        "Fjordby kommune 2021",
    ]
    assert "Gjengitt av Tillit etter Planen 2019, s. 2" in words(sources[1])
    assert "Planen 2019" not in words(sources[0])


def test_quotes_are_shown_character_for_character() -> None:
    quotes = shown(answer_about_tasks(ASKED)).select("blockquote")
    assert [quote.get_text() for quote in quotes] == [citation.quote for citation in TASKS]


def test_notices_are_told_with_what_they_are_about() -> None:
    notices = [words(notice) for notice in shown(answer_about_tasks(ASKED)).select(".notice")]
    assert notices[0].endswith("Hva tjener de?")
    assert "2022" in notices[1]


def test_nothing_in_an_answer_is_taken_for_html() -> None:
    soup = shown(hostile_answer(Question(SCRIPT)))
    assert not soup.find_all("script")
    assert soup.get_text().count(SCRIPT) == 5  # sentence, quote, lead-in, heading and the part left open
    hostile = replace(refuse(Question(SCRIPT)), refusal=Refusal("unclear", SCRIPT, (f'"{SCRIPT}',)))
    soup = shown(hostile)
    assert not soup.find_all("script")
    assert [button["data-ask"] for button in soup.find_all("button")] == [f'"{SCRIPT}']


def test_nothing_in_a_conversation_is_taken_for_html() -> None:
    soup = BeautifulSoup(Renderer(TEXTS).conversation([Exchange(SCRIPT, "nb")], [], [], "nb"), "html.parser")
    assert not soup.find_all("script")
    assert SCRIPT in soup.get_text()
    hostile = f'" onclick="{SCRIPT}'
    topics = [Topic(hostile, (hostile,))]
    soup = BeautifulSoup(Renderer(TEXTS).conversation([], [hostile], topics, "nb"), "html.parser")
    assert not soup.find_all(onclick=True)
    assert not soup.find_all("script")
    assert [button.get_text() for button in soup.find_all("button")] == [hostile, hostile]


def test_an_answer_is_copied_with_its_sources_and_where_to_read_them() -> None:
    (button,) = shown(answer_about_tasks(ASKED)).select("[data-copy]")
    text = str(button["data-copy"])
    assert text.startswith("Hva gjør lagene?\n\nDe setter opp sin egen turnus. [1]\n")
    assert "[3] Plan for lagene (Fjordby kommune, 2021), side 1. Fra Fjordby kommune, 2021.\n«Bydelene velger" in text
    assert len(re.findall(r"^/kilde/\S+#sitat$", text, re.MULTILINE)) == 3


def test_only_abbreviations_that_the_answer_does_not_spell_out_are_explained() -> None:
    renderer = Renderer(TEXTS, abbreviations={"HT": "helsetjenesteteam", "OT": "omsorgsteam", "BHO": "byråd"})
    said = (Sentence("HT-ene møter omsorgsteamet (OT).", (1,)), Sentence("OTs leder er med.", (2,)))
    answer = replace(answer_about_tasks(ASKED), sentences=said)
    soup = BeautifulSoup(renderer.answer(answer), "html.parser")
    assert [words(term) for term in soup.select(".terms div")] == ["HT helsetjenesteteam"]


def test_an_answer_that_still_grows_offers_nothing_to_do_with_it() -> None:
    whole = answer_about_tasks(ASKED)
    first = grown(seedling(ASKED, "nb"), Piece(whole.sentences[:1], whole.citations[:1]))
    soup = BeautifulSoup(Renderer(TEXTS).answer(first, whole=False), "html.parser")
    assert len(soup.select("ul.sentences > li")) == len(soup.select("blockquote")) == 1
    assert not soup.select("button, .notice")


def test_a_part_without_an_answer_leads_to_where_to_read_on() -> None:
    soup = BeautifulSoup(Renderer(TEXTS).answer(answer_about_tasks(ASKED), (NEAR,)), "html.parser")
    assert len(soup.select(".said .nearest a")) == 1


def test_a_refusal_offers_its_suggestions_as_buttons_and_shows_no_proof() -> None:
    soup = shown(refuse(ASKED))
    assert [button["data-ask"] for button in soup.find_all("button")] == ["Hva gjør lagene?", "Hva kostet lagene?"]
    assert not soup.select(".proof, .sentence, blockquote")


def test_a_refusal_leads_to_the_passages_that_come_closest() -> None:
    soup = BeautifulSoup(Renderer(TEXTS).answer(refuse(ASKED), (NEAR,)), "html.parser")
    (nearest,) = soup.select(".nearest")
    (link,) = nearest.select("a")
    assert link["href"] == viewer_url("lag-gjengitt", NEAR.passage.start, NEAR.passage.end, NEAR.passage.text)
    assert words(nearest) == (
        "Les selv der det ligner mest Hva det kostet (åpnes i ny fane) Selvstyrte lag i hjemmetjenesten side 2"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_speak_the_language_of_the_answer(language: Language) -> None:
    soup = shown(answer_about_tasks(replace(ASKED, language=language)))
    (answer,) = soup.select(".answer")
    assert answer["lang"] == language
    (heading,) = soup.select("h3")
    assert heading.get_text() == {"nb": "Kilder", "nn": "Kjelder", "en": "Sources", "pl": "Źródła"}[language]
    assert {str(quote["lang"]) for quote in soup.find_all("blockquote")} == {"no"}


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({}, "Fra Fjordby kommune, 2021"),
        ({"year": None}, "Offisielt dokument"),
        ({"publisher": None}, "Offisielt dokument"),
        ({"authority": "research", "publisher": None}, "Forskning på en pilot, 2021"),
        ({"authority": "research", "year": None}, "Forskning"),
        ({"authority": "advisory", "year": None, "publisher": None}, "Erfaringer og råd, ikke bindende"),
        ({"authority": "example"}, "Eksempel fra en annen virksomhet"),
        ({"authority": None}, "Dokument uten kjent avsender"),
    ],
)
def test_a_label_says_what_a_source_is_worth_and_never_none(changes: dict[str, object], label: str) -> None:
    assert authority_label(replace(PLAN.source, **changes), TEXTS["nb"]) == label


def test_only_restated_quotes_say_whose_words_they_are() -> None:
    assert voice_label(REPORT.source, TEXTS["nb"]) == "Gjengitt av Tillit etter Fjordby-rapporten 2022, kap. 3"
    assert voice_label(PLAN.source, TEXTS["nb"]) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "notice",
    ["personal_data_masked", "partial", "sources_differ", "may_be_outdated", "llm_unavailable", "quotes_norwegian"],
)
def test_every_notice_has_words_in_every_language(notice: Notice, language: Language) -> None:
    answer = answer_about_tasks(ASKED)
    undated = replace(answer, citations=tuple(replace(citation, year=None) for citation in answer.citations))
    for given in (answer, undated):
        text = notice_text(given, notice, TEXTS[language])
        assert text
        assert "None" not in text
        assert "{" not in text
