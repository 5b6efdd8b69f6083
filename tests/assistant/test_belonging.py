"""A sentence on one place, programme or year is never given for another, and differing sources appear together."""

from datetime import date
from pathlib import Path

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.assistant.differing import time_in
from tillit.assistant.language import LanguageDetector
from tillit.assistant.safety import SafetyRules
from tillit.assistant.types import Answer, Question
from tillit.assistant.understand import Understanding
from tillit.assistant.vocabulary import Vocabulary
from tillit.assistant.wanted import Wants

from ..index.fakes import CountingEmbedding, generation_of

SOURCES = """
[[source]]
file = "piloter.md"
id = "piloter"
title = "Rapport om piloten SAMTOM"
publisher = "Forskerne"
year = 2020
authority = "research"

[[source]]
file = "notat.md"
id = "notat"
title = "Notat om tillit i byene"
publisher = "Direktoratet"
year = 2023
authority = "advisory"

[[source]]
file = "side.md"
id = "side"
title = "Nettside om utprøvingen"
publisher = "Kommunen"
year = 2022
authority = "official"
"""

PILOT = """# Rapport om piloten SAMTOM

## Tavle og sykepleier

Utprøvingen av SAMTOM varte i 12 måneder. Ansatte i Bergen møttes på tavlemøter hver mandag.

## Tillit og penger i Oslo

I SAMTOM svarte 62 prosent av lederne i Oslo at de fikk mer tillit.
"""

NOTE = """# Notat om tillit i byene

## Tillit og penger for leder i Oslo

Prosjektet i Oslo kommune hadde en økonomisk ramme på 6,75 millioner kroner. Pengene gikk til workshops.
At de fikk mer tillit, svarte 48 prosent av lederne i Oslo.

## Tillit, penger og møte i Bergen

Forsøket SAMTOM gikk fra 2019 til 2021. Kostnadene i Bergen kommune økte med 7,7 prosent.
"""


PAGE = """# Nettside om utprøvingen

## Tavle

Utprøvingen av SAMTOM gikk over 12 måneder.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    texts = {"sources.toml": SOURCES, "piloter.md": PILOT, "notat.md": NOTE, "side.md": PAGE}
    generation = generation_of(tmp_path_factory.mktemp("cities"), texts)
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    return assemble(generation, CountingEmbedding(), policy)


def ask(assistant: Assistant, text: str) -> Answer:
    return assistant.ask(Question(text))


def test_the_sum_of_one_city_is_not_given_for_another(assistant: Assistant) -> None:
    assert "6,75" in ask(assistant, "Hvor mange kroner fikk prosjektet i Oslo?").text
    assert "6,75" not in ask(assistant, "Hvor mange kroner fikk prosjektet i Bergen?").text


def test_a_city_that_no_source_names_gets_no_answer(assistant: Assistant) -> None:
    assert ask(assistant, "Hvor mange kroner fikk prosjektet i Trondheim?").refusal


def test_a_city_may_be_called_otherwise_in_the_question_than_in_the_text(tmp_path: Path) -> None:
    text = "# Notat\n\n## Forsøk\n\nForsøket i København ga flere tavler. Forsøket i Malmö ga ro.\n"
    generation = generation_of(tmp_path, {"notat.md": text})
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    assistant = assemble(generation, CountingEmbedding(), policy)
    assert "tavler" in ask(assistant, "What did the trial in Copenhagen give?").text
    malmoe = ask(assistant, "Hva ga forsøket i Malmø?").text
    assert "ro" in malmoe
    assert "tavler" not in malmoe


def test_the_sum_of_a_city_is_not_given_for_a_district(assistant: Assistant) -> None:
    assert "7,7" in ask(assistant, "Hvor mange prosent økte kostnadene i Bergen?").text
    assert "7,7" not in ask(assistant, "Hvor mange prosent økte kostnadene i Fana?").text


def test_a_sum_said_before_a_city_is_named_is_not_that_citys(tmp_path: Path) -> None:
    text = """# Notat om reformer

## Penger til møter

Hver kommune i prosjektet fikk 300 000 kroner.

I Bergen kommune skulle alle møte brukeren med tillit.
"""
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    noted = assemble(generation_of(tmp_path, {"notat.md": text}), CountingEmbedding(), policy)
    assert "300 000" in ask(noted, "Hvor mange kroner fikk hver kommune i prosjektet?").text
    assert "300 000" not in ask(noted, "Hvor mange kroner fikk prosjektet i Bergen?").text


def test_what_is_counted_of_a_town_is_not_given_for_a_district_named_beside_it(tmp_path: Path) -> None:
    text = """# Nettside om kommunen

## Ansatte i etaten

Etaten i Bergen kommune har 5 200 ansatte.

Utprøvingen begynte i Fana. I utprøvingen deltok 120 ansatte.
"""
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    noted = assemble(generation_of(tmp_path, {"side.md": text}), CountingEmbedding(), policy)
    assert "5 200" in ask(noted, "Hvor mange ansatte har etaten i Bergen?").text
    assert "120" in ask(noted, "Hvor mange ansatte deltok i Fana?").text
    assert "5 200" not in ask(noted, "Hvor mange ansatte har etaten i Fana?").text


def test_a_figure_of_one_year_is_not_given_for_another(tmp_path: Path) -> None:
    text = """# Notat om reformer

## Tillit og penger for ledere

I 2019 hadde prosjektet 30 ledere. Fra 2021 til 2023 hadde prosjektet 45 ledere (Dahl, 2024).
"""
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    noted = assemble(generation_of(tmp_path, {"notat.md": text}), CountingEmbedding(), policy)
    assert "30" in ask(noted, "Hvor mange ledere med tillit og penger hadde prosjektet i 2019?").text
    assert "45" in ask(noted, "Hvor mange ledere med tillit og penger hadde prosjektet i 2023?").text
    assert "45" not in ask(noted, "Hvor mange ledere med tillit og penger hadde prosjektet i 2019?").text
    assert ask(noted, "Hvor mange ledere med tillit og penger hadde prosjektet i 2018?").refusal


def test_what_is_said_of_one_region_is_not_given_for_another(tmp_path: Path) -> None:
    text = """# Nettside om etaten

## Møte i region øst

Etaten i region øst hadde et møte om tillit for hver leder.
"""
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    noted = assemble(generation_of(tmp_path, {"side.md": text}), CountingEmbedding(), policy)
    assert "møte om tillit" in ask(noted, "Hadde region øst et møte om tillit?").text
    assert ask(noted, "Hadde region vest et møte om tillit?").refusal


def test_a_document_that_never_names_a_district_does_not_tell_of_it(tmp_path: Path) -> None:
    text = """# Rapport om utprøvingen

## Møte og tavle

Utprøvingen var i Fana. Hver leder hadde et møte ved tavlen.
"""
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    noted = assemble(generation_of(tmp_path, {"rapport.md": text}), CountingEmbedding(), policy)
    assert "tavlen" in ask(noted, "Hadde hver leder i Fana et møte ved tavlen?").text
    assert ask(noted, "Hadde hver leder i Åsane et møte ved tavlen?").refusal


def test_a_share_counted_in_two_countries_is_not_given_for_one_of_them(tmp_path: Path) -> None:
    text = """# Notat om reformer

## Tillit i kommuner

I kartleggingen fra Norge og Danmark sier tre av fire kommuner at ledere får mer tillit.
"""
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    noted = assemble(generation_of(tmp_path, {"notat.md": text}), CountingEmbedding(), policy)
    assert "tre av fire" in ask(noted, "Hvor stor andel av kommunene i Norge og Danmark sier mer tillit?").text
    assert "tre av fire" not in ask(noted, "Hvor stor andel av kommunene i Danmark sier mer tillit?").text
    assert "tre av fire" not in ask(noted, "How many municipalities in Denmark trust leaders more?").text


def test_a_year_after_the_sources_gets_no_answer(assistant: Assistant) -> None:
    assert ask(assistant, "Hva kostet prosjektet i Oslo i 2025?").refusal


def test_sources_that_differ_are_shown_together_each_with_its_name(assistant: Assistant) -> None:
    answer = ask(assistant, "Hvor lenge varte SAMTOM?")
    assert "sources_differ" in answer.notices
    assert 2023 in {citation.year for citation in answer.citations}
    assert all(sentence.lead_in for sentence in answer.sentences)


def test_of_sources_that_agree_one_is_shown_beside_those_that_differ(assistant: Assistant) -> None:
    answer = ask(assistant, "Hvor lenge varte SAMTOM?")
    assert len(answer.sentences) == 2
    assert answer.text.count("12 måneder") == 1


def test_a_source_that_gives_the_length_differs_from_one_that_gives_the_years(tmp_path: Path) -> None:
    crowd = "".join(
        f"## Ble prøvd ut og gjennomført i by {n}\n\n"
        + "".join(f"SAMTOM ble prøvd ut og gjennomført fra til, i årene, sone {n}-{m}. " for m in range(9))
        + "\n\n"
        for n in range(7)
    )
    years = "## Ble prøvd ut\n\nSAMTOM ble prøvd ut og gjennomført i årene fra 2019 til 2022.\n"
    texts = {
        "sources.toml": SOURCES,
        "piloter.md": "# Rapport om piloten SAMTOM\n\n## Varighet\n\nUtprøvingen av SAMTOM varte over 12 måneder.\n",
        "notat.md": f"# Notat om tillit i byene\n\n{crowd}{years}",
        "side.md": "# Nettside om utprøvingen\n\n## Tavle\n\nTavlen henger på veggen.\n",
    }
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    told = assemble(generation_of(tmp_path, texts), CountingEmbedding(), policy)
    answer = ask(told, "Hvilke år ble SAMTOM prøvd ut?")
    assert "sources_differ" in answer.notices
    assert "2019 til 2022" in answer.text
    assert "12 måneder" in answer.text


def test_a_place_and_a_programme_must_both_be_named(assistant: Assistant) -> None:
    assert ask(assistant, "Hvor mange kroner fikk SAMTOM i Oslo?").refusal


def test_shares_that_differ_are_shown_together(assistant: Assistant) -> None:
    answer = ask(assistant, "Hvor mange prosent av lederne i Oslo fikk mer tillit?")
    assert "sources_differ" in answer.notices
    assert {"62", "48"} <= set(answer.text.split())


def test_sources_that_are_asked_of_something_else_do_not_differ(assistant: Assistant) -> None:
    assert "sources_differ" not in ask(assistant, "Hvor lenge møttes ansatte på tavlemøter i SAMTOM?").notices


def test_small_talk_gets_a_greeting_and_questions_to_ask(assistant: Assistant) -> None:
    answer = ask(assistant, "Hei, hvem er du?")
    assert answer.refusal
    assert answer.refusal.reason == "out_of_scope"
    assert answer.refusal.message.startswith("Hei!")


def test_a_part_that_the_sources_know_nothing_of_is_left_open(assistant: Assistant) -> None:
    answer = ask(assistant, "Hvor mange kroner fikk prosjektet i Oslo, og hvem vant håndballkampen?")
    assert answer.unanswered == ("hvem vant håndballkampen?",)
    assert "partial" in answer.notices


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Det varte i 1,5 år.", 18),
        ("Det varte i syv måneder.", 7),
        ("Det varte i ett år.", 12),
        ("Det var en god leder.", None),
    ],
)
def test_a_length_of_time_is_read_as_it_is_written(text: str, months: float | None) -> None:
    time = time_in(text)
    assert (time and time.most) == months


@pytest.mark.parametrize(
    ("question", "sentence", "given"),
    [
        ("Hvor mange ledere deltar?", "Det var en god leder.", False),
        ("Hvor mange ledere deltar?", "Det var 12 ledere der.", True),
        ("Hvor mange kroner kostet det?", "Det kostet 4 millioner.", True),
    ],
)
def test_an_article_is_no_number(question: str, sentence: str, given: bool) -> None:
    parts = (
        Understanding(LanguageDetector({"ledere", "deltar"}.__contains__), SafetyRules(), {}, Vocabulary(()))
        .understand(Question(question))
        .parts
    )
    wanted = Wants().of(parts[0], lambda _: True)
    assert wanted is not None
    assert wanted.is_in(sentence, sentence) == given
