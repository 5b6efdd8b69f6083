"""Questions drafted from a document's own headings and sentences."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.corpus.load import load
from tillit.corpus.types import Block, Document, Page, Source
from tillit.evals.check import problems
from tillit.evals.dataset import load_cases
from tillit.evals.impact.drafts import MOST, drafts_for, drafts_of, to_toml
from tillit.evals.impact.phrasing import Phrasing, is_noun_phrase, stands_alone
from typer.testing import CliRunner

BACKGROUND = """Arbeidet med dette er en del av det som kommunen gjør for at de ansatte og brukerne skal ha det bra.
De ansatte var med på det fra starten av, og det var til stor nytte for alle som var i tjenesten."""


def written(*parts: str, title: str = "Rapport om piloten") -> Document:
    """A document of headings ("## ..."), list items ("- ...") and paragraphs, on one page."""
    text, blocks = "", list[Block]()
    for part in (f"# {title}", BACKGROUND, *parts):
        level = len(part) - len(part.lstrip("#"))
        kind = "heading" if level else "item" if part.startswith("- ") else "paragraph"
        plain = part.lstrip("#- ")
        text += "\n\n" if text else ""
        blocks.append(Block(kind, len(text), len(text) + len(plain), level or int(kind == "item")))
        text += plain
    return Document(
        Source("rapport", title), "rapport.md", "", text, (Page(1, 0, len(text)),), tuple(blocks), (), {1: text}
    )


def questions(*parts: str) -> list[str]:
    return [draft.question for draft in drafts_of(written(*parts))]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Et vurderingsteam er en gruppe som møter nye brukere.", "Hva er et vurderingsteam?"),
        ("HELTOM (helse og omsorg) var et prosjekt i Bergen kommune.", "Hva var HELTOM?"),
        ("Følgeforskning betyr at forskere følger et tiltak.", "Hva betyr følgeforskning?"),
        ("IDF står for informasjon, drøfting og forhandling.", "Hva står IDF for?"),
        ("Omsorgsteamene (OT) består av helsefagarbeidere og assistenter.", "Hva består omsorgsteamene av?"),
        ("Formålet med HELTOM var å gi bedre tjenester.", "Hva var formålet med HELTOM?"),
        ("Omsorgsteamene hadde om lag 24 ansatte i Fana.", "Hvor mange ansatte hadde omsorgsteamene i Fana?"),
        ("I alt 34 informanter ble intervjuet om HELTOM.", "Hvor mange informanter ble intervjuet om HELTOM?"),
        ("Det finnes sju prinsipper i reformen i Bergen.", "Hvor mange prinsipper finnes det i reformen i Bergen?"),
        ("HELTOM varte i tolv måneder.", "Hvor lenge varte HELTOM?"),
        ("Pilotprosjektet kostet 6,75 millioner kroner.", "Hvor mye kostet pilotprosjektet?"),
    ],
)
def test_a_sentence_of_a_plain_form_gives_the_question_that_it_answers(sentence: str, question: str) -> None:
    (draft,) = drafts_of(written(sentence))
    assert (draft.question, draft.quote) == (question, sentence)


@pytest.mark.parametrize(
    ("lead_in", "question"),
    [
        ("Reformen i Bergen har sju prinsipper:", "Hvilke prinsipper har reformen i Bergen?"),
        ("Målene med Tillitsmodellen i Oslo var:", "Hva var målene med Tillitsmodellen i Oslo?"),
        ("Prosjektgruppen for HELTOM bidro til:", "Hva bidro prosjektgruppen for HELTOM til?"),
        ("NORCE mener dette om formelle ledere:", "Hva mener NORCE om formelle ledere?"),
    ],
)
def test_a_lead_in_asks_for_its_list(lead_in: str, question: str) -> None:
    (draft,) = drafts_of(written(lead_in, "- mer tillit til ansatte", "- bedre møter med brukere"))
    assert draft.question == question
    assert draft.quote == f"{lead_in} mer tillit til ansatte bedre møter med brukere"
    assert [text for text, _ in draft.nuggets] == ["mer tillit til ansatte", "bedre møter med brukere"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dette er en ordning som gjelder for alle.",
        "Det er en ordning som gjelder for alle.",
        "Teamet hadde 24 ansatte.",
        "Vi er en gruppe som hjelper brukerne.",
        "Tid er en viktig forutsetning for tillit.",
        "Partssamarbeid er en sentral arbeidsform i alle satsingene.",
        "NORCE mener det er en måte som virker for ansatte.",
        "De fikk 12 nye medarbeidere.",
        "Han er en leder som alle kjenner.",
        "Fire av intervjuene var med ledere.",
        "Omsorgsteamene hadde også 24 ansatte.",
        "Er HELTOM et prosjekt som virker?",
        "I Fana hadde de 24 ansatte.",
    ],
)
def test_a_sentence_that_leans_on_others_or_defines_nothing_gives_no_question(sentence: str) -> None:
    assert questions(sentence) == []


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Vurderingsteam for nye brukere", "Hva står det om vurderingsteam for nye brukere?"),
        ("3.2 Vurderingsteam for nye brukere", "Hva står det om vurderingsteam for nye brukere?"),
        ("HELTOM i Bergen", "Hva står det om HELTOM i Bergen?"),
        ("Roller, opplæring og rekruttering", "Hva står det om roller, opplæring og rekruttering?"),
        ("Reformens sju prinsipper", "Hva står det om reformens sju prinsipper?"),
        ("Hva betyr reformen for Bufetat?", "Hva betyr reformen for Bufetat?"),
        ("Innledning", None),
        ("Mål", None),
        ("Slik evaluerer vi", None),
        ("Reformen virker", None),
        ("Ansatte får mer tid", None),
        ("Ring lederen", None),
        ("Hva reformen skal være", None),
        ("Hva er oppnådde resultater?", None),
        ("Å innføre reformen videre", None),
        ("Vedlegg 2: Intervjuguide", None),
        ("BERGEN KOMMUNE", None),
        ("Rapport om piloten", None),
        ("", None),
    ],
)
def test_a_heading_that_names_something_becomes_a_question(heading: str, question: str | None) -> None:
    assert Phrasing.of(written("De møtte HELTOM, Bergen og Bufetat.")).question_of(heading) == question


def test_a_heading_brings_the_sentence_below_it_that_says_most_about_it() -> None:
    about = "Et tverrfaglig vurderingsteam møter nye brukere den første uken."
    found = drafts_of(written("## Vurderingsteam for nye brukere", "Bergen har brukt mye tid på arbeidet.", about))
    assert [(draft.question, draft.quote) for draft in found] == [
        ("Hva står det om vurderingsteam for nye brukere?", about)
    ]


def test_a_heading_that_stands_twice_asks_for_neither() -> None:
    section = ("## Formål i kommunen", "Et formål i kommunen er å gi ansatte tillit.")
    assert questions(*section) != []
    assert questions(*section, *section) == []


def test_a_document_gets_few_drafts_and_none_twice() -> None:
    sentences = [f"Et {name}team er en gruppe som møter nye brukere." for name in "abcdefghijklmnopqrst"]
    drafted = questions(*sentences, *sentences)
    assert len(drafted) == len(set(drafted)) == MOST


@pytest.mark.parametrize(
    "text",
    [
        "An assessment team is a group that meets new users for the first weeks in the service.",
        "Eit vurderingsteam er ei gruppe som møter nye brukarar. Dei tilsette veit kva dei vil, og det er ikkje lite.",
    ],
)
def test_a_document_in_another_language_gets_none(text: str) -> None:
    page = Page(1, 0, len(text))
    document = Document(Source("a", "A"), "a.md", "", text, (page,), (Block("paragraph", 0, len(text)),), (), {1: text})
    assert drafts_of(document) == ()


def test_drafts_are_cases_that_their_document_proves(tmp_path: Path) -> None:
    document = written(
        "## Vurderingsteam for nye brukere",
        'Et vurderingsteam er en "gruppe" som møter nye brukere\\innbyggere.',
        "I alt tolv ansatte deltok i HELTOM.",
        "Reformen i Bergen har to mål:",
        "- mer tillit til ansatte",
        "- bedre tillit til ledere",
    )
    drafts = drafts_of(document)
    assert {draft.kind for draft in drafts} == {"definition", "fact", "list"}
    (tmp_path / "drafts.toml").write_text(to_toml(drafts), "utf-8")
    cases = load_cases(tmp_path)
    assert [case.question.text for case in cases] == [draft.question for draft in drafts]
    assert problems(cases, {"it": [document]}) == ()


def test_drafts_of_real_documents_are_proven_cases(originals: Path, tmp_path: Path) -> None:
    documents = load([originals]).documents
    drafts = drafts_for(documents)
    assert drafts
    assert all(re.fullmatch(r"(?:Hva|Hvor|Hvilke|Hvem|Hvordan|Hvorfor|Når) [^.:;]+\?", one.question) for one in drafts)
    (tmp_path / "drafts.toml").write_text(to_toml(drafts), "utf-8")
    assert problems(load_cases(tmp_path), {"it": documents}) == ()


def test_the_command_prints_the_drafts_of_the_document_named(tmp_path: Path) -> None:
    from tillit.evals.cli import app

    for name in ("en", "to"):
        text = f"# Rapport {name}\n\n{BACKGROUND}\n\nEt {name}team er en gruppe som møter nye brukere.\n"
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    result = CliRunner().invoke(app, ["drafts", "--corpus", str(tmp_path), "--document", "en"])
    assert result.exit_code == 0, result.output
    (cluster,) = tomllib.loads(result.stdout)["cluster"]
    assert cluster["case"][0]["question"] == "Hva er et enteam?"
    whole = CliRunner().invoke(app, ["drafts", "--corpus", str(tmp_path)])
    assert len(tomllib.loads(whole.stdout)["cluster"]) == 2


@given(st.text(max_size=120))
def test_whatever_stands_in_a_document_drafting_ends_well(text: str) -> None:
    document = written(f"## {text}", text or " ", f"Et team er en gruppe som {text}.")
    toml = to_toml(drafts_of(document))
    assert len(tomllib.loads(toml).get("cluster", [])) == len(drafts_of(document))
    assert stands_alone(text) in (True, False)
    assert is_noun_phrase(text) in (True, False)
