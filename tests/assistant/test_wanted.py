"""What an answer cannot do without, read from the question."""

from datetime import date
from pathlib import Path

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.assistant.language import LanguageDetector
from tillit.assistant.safety import SafetyRules
from tillit.assistant.types import Question
from tillit.assistant.understand import Part, Understanding
from tillit.assistant.vocabulary import Vocabulary
from tillit.assistant.wanted import Wants

from ..index.fakes import CountingEmbedding, generation_of


def part_of(question: str) -> Part:
    known = {"hvor", "mange", "ledere", "deltar", "hva", "hvem", "er"}
    return (
        Understanding(LanguageDetector(known.__contains__), SafetyRules(), {}, Vocabulary(known))
        .understand(Question(question))
        .parts[0]
    )


@pytest.mark.parametrize(
    ("question", "sentence", "given"),
    [
        ("Hvor mange ledere mangler i 2035?", "Mangelen på ledere blir verre mot 2035.", False),
        ("Hvor mange ledere mangler i 2035?", "I 2035 mangler det 30 ledere.", True),
        ("Hvor mange ledere har 3-årig utdanning?", "Ledere har minst 3-årig utdanning.", False),
        ("Hva er timelønna til en assistent?", "En assistent hjelper til i 2 team.", False),
        ("Hva er timelønna til en assistent?", "En assistent har 210 kroner i timelønn.", True),
        ("Hva kostet podkasten?", "Podkasten har mange lyttere.", False),
        ("Hva kostet podkasten?", "Podkasten kostet 40 000 kroner.", True),
        ("Hvem er prosjektleder i Bergen?", "Ifølge Evjen er en prosjektleder viktig.", False),
        ("Hvem er prosjektleder i Bergen?", "I Bergen er Kari Moe prosjektleder.", True),
        ("Hva heter hovedverneombudet?", "Gruppen har med hovedverneombudet.", False),
        ("Når på dagen er tavlemøtet?", "Tavlemøtet samler alle.", False),
        ("Når på dagen er tavlemøtet?", "Tavlemøtet er kl. 08.30.", True),
        ("Hvor ofte møtes lederne?", "Lederne møtes i forumet.", False),
        ("Hvor ofte møtes lederne?", "Lederne møtes hver måned.", True),
        ("Hvor ofte møtes lederne?", "Lederne møter hver bruker.", False),
        ("Hvor ofte møtes lederne?", "Lederne møtes hver ettermiddag.", True),
        ("Hvilket telefonnummer har lederen?", "Lederen svarer på telefon.", False),
        ("Hvilken e-postadresse har lederen?", "Lederen har kontor i Storgata 1.", False),
        ("Hvilken e-postadresse har lederen?", "Skriv til leder@bergen.no.", True),
        ("Hvor mange prosent av de ansatte er ledere?", "Av de ansatte er 5 prosent ledere.", True),
        ("Hvor mange sitter sammen i teamet?", "I teamet er de 8.", True),
        ("Hvor mye gikk sykefraværet ned?", "Sykefraværet gikk ned.", False),
        ("Hvor mye gikk sykefraværet ned?", "Sykefraværet gikk ned med 2 prosent.", True),
    ],
)
def test_a_sentence_without_what_is_asked_for_is_no_answer(question: str, sentence: str, given: bool) -> None:
    wanted = Wants().of(part_of(question), lambda _: True)
    assert wanted is not None
    assert wanted.is_in(sentence, sentence) == given


@pytest.mark.parametrize(
    "question",
    [
        "Hva er et omsorgsteam?",
        "Hvem er med i teamet?",
        "Hvorfor ble reformen innført?",
        "Hva slags tjenester ønsket Oslo?",
        "Ka tid tok de modellen i bruk?",
        "Hvem fant ut at 56 prosent av etatene var med?",
        "Hvem betalte de 2,5 millioner kronene?",
    ],
)
def test_a_question_of_no_form_of_its_own_asks_for_none(question: str) -> None:
    assert Wants().of(part_of(question), lambda _: True) is None


def test_a_price_near_the_thing_is_given(assistant: Assistant) -> None:
    assert "12 millioner" in assistant.ask(Question("Hva kostet piloten?")).text


def test_a_heading_may_hold_the_word_that_asks_for_the_price(tmp_path: Path) -> None:
    text = "# Rapport\n\n## Hva bilene kostet\n\nBilene kostet 3 millioner kroner. Bilene er små.\n"
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    assistant = assemble(generation_of(tmp_path, {"rapport.md": text}), CountingEmbedding(), policy)
    assert "3 millioner" in assistant.ask(Question("Hva kostet bilene?")).text


@pytest.mark.parametrize(
    "question",
    ["Hvor mange biler har sykepleierne?", "Hva tjener en sykepleier på tavlemøter?", "Hvem er leder for piloten nå?"],
)
def test_a_detail_that_no_sentence_gives_is_refused(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Question(question)).refusal


def test_a_name_that_no_passage_holds_is_refused(assistant: Assistant) -> None:
    assert assistant.ask(Question("Hva mente Fagforbundet om piloten?")).refusal
    assert not assistant.ask(Question("Hva kostet piloten i kroner?")).refusal


def test_a_name_is_not_named_by_a_word_that_only_begins_like_it(assistant: Assistant) -> None:
    assert assistant.ask(Question("Hva kostet piloten hos Samarb?")).refusal  # "samarbeid"


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Av 40 ansatte ble 12 spurt.", True),
        ("Ansatte i pilotene ble spurt (se Tabell 1).", False),
        ("Ansatte i pilotene ble spurt i 12 måneder.", False),
        ("Av ansatte i pilotene svarte 45 prosent.", False),
    ],
)
def test_the_number_of_a_table_or_of_months_is_none_of_people(said: str, given: bool) -> None:
    wanted = Wants().of(part_of("Hvor mange ansatte er det i pilotene?"), lambda _: True)
    assert wanted
    assert wanted.is_in(said, said) == given


def test_months_are_counted_when_asked_for() -> None:
    wanted = Wants().of(part_of("Hvor mange måneder varte pilotene?"), lambda _: True)
    assert wanted
    assert wanted.is_in("Pilotene varte i 12 måneder.", "Pilotene varte i 12 måneder.")
