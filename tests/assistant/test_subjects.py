"""What a question is about must be named where the answer stands."""

from datetime import date
from importlib.resources import files

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.assistant.subjects import Subjects
from tillit.assistant.types import Question

from ..index.fakes import CountingEmbedding, generation_of

FILLING = "\n\n".join(f"## Tavle {number}\n\nTavlen i møte {number} er for brukerne." for number in range(30))

NOTE = f"""# Notat om gruppene

{FILLING}

## Leder og penger

Lederne sier at sykefraværet gikk ned da de fikk penger, og at de trives bedre.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    policy = Policy(threshold=0.0, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    return assemble(generation_of(tmp_path_factory.mktemp("notes"), {"notat.md": NOTE}), CountingEmbedding(), policy)


@pytest.fixture(scope="module")
def subjects() -> Subjects:
    return Subjects()


@pytest.mark.parametrize(
    ("question", "norwegian", "telling", "other"),
    [
        ("Gikk sykefraværet ned?", True, "Færre var sykmeldt i 2020.", "Alle trives i teamet."),
        ("Kva tykte politiet om reforma?", True, "Politiet var med.", "Politikken var ny."),
        ("Did sick leave go down in the teams?", False, "Sykefraværet gikk ned.", "Teamene fikk det bedre."),
        ("Jak złożyć wniosek o urlop?", False, "Søknader om ferie avgjør lederen.", "Lederen bestemmer."),
        ("Wie war der Urlaub geregelt?", False, "Ferieloven gjelder.", "Loven gjelder."),
    ],
)
def test_a_text_tells_of_a_subject_only_if_it_names_it(
    subjects: Subjects, question: str, norwegian: bool, telling: str, other: str
) -> None:
    named = subjects.named(question, norwegian=norwegian)
    assert named
    assert all(subject.is_in(telling) for subject in named)
    assert not all(subject.is_in(other) for subject in named)


@pytest.mark.parametrize(
    "question",
    [
        "Hva er HELTOM?",
        "Hvorfor fikk de ansatte mer ansvar?",
        "Kor lenge vara piloten?",
        "Hvor ofte møter de ansatte brukerne?",
        "Ligner reformen på tiltak andre steder?",
        "Hvilket telefonnummer har lederen?",
    ],
)
def test_what_can_be_said_in_many_ways_is_no_subject(subjects: Subjects, question: str) -> None:
    assert subjects.named(question, norwegian=True) == ()


def test_who_takes_part_is_no_actor_on_a_stage(subjects: Subjects) -> None:
    assert subjects.named("Did they ask whether actors in other places took part?", norwegian=False) == ()


def test_of_a_longer_name_its_parts_are_not_subjects(subjects: Subjects) -> None:
    (one,) = subjects.named("Hva gjør en sykehuslege?", norwegian=True)
    assert one.is_in("Legene på avdelingen.")


def test_every_subject_can_be_named_in_a_question_and_in_a_text() -> None:
    lines = files("tillit.assistant").joinpath("subjects.tsv").read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines]
    assert {len(one) for one in fields} == {5}
    assert [one for one in fields if not one[0]] == []
    assert [
        form for one in fields for field in one for form in field.split(",") if field and len(form.strip("*")) < 2
    ] == []
    assert len({one[0] for one in fields}) == len(fields)


def test_what_the_documents_never_speak_of_is_refused_however_near_it_sounds(assistant: Assistant) -> None:
    assert "sykefraværet" in assistant.ask(Question("Hva sier leder om sykefraværet og penger?")).text
    assert assistant.ask(Question("Hva sier leder om ferien og penger?")).refusal
    assert assistant.ask(Question("What do the leaders (leder) say about the police and penger?")).refusal


def test_who_the_asker_is_is_not_what_is_asked(assistant: Assistant) -> None:
    asked = Question("Jeg jobber på et sykehus. Hva sier leder om sykefraværet og penger?")
    assert "sykefraværet" in assistant.ask(asked).text
