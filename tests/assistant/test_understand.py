"""How questions are read: language, what they point back to, their parts, and what must be hidden or refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tillit.assistant.language import LanguageDetector
from tillit.assistant.privacy import MASK, mask
from tillit.assistant.safety import SafetyRules
from tillit.assistant.types import Question, Turn
from tillit.assistant.understand import Understanding, Understood
from tillit.assistant.vocabulary import Vocabulary

KNOWN = frozenset("ht ot heltom pilot bydel akuttsekk forskjell vaktkoordinator tillitsreformen".split())  # noqa: SIM905


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    abbreviations = {"HT": "helsetjenesteteam", "OT": "omsorgsteam"}
    return Understanding(LanguageDetector(KNOWN.__contains__), SafetyRules(), abbreviations, Vocabulary(KNOWN))


def read(understanding: Understanding, text: str, *history: str) -> Understood:
    return understanding.understand(Question(text, tuple(Turn("user", earlier) for earlier in history)))


@pytest.mark.parametrize(
    ("text", "language", "norwegian"),
    [
        ("Ist die Motivation ein Thema in den Interviews?", "en", False),
        ("Waren die Aufgaben der Rolle klar?", "en", False),
        ("Er den nye rollen med i reformen?", "nb", True),
        ("Hva er de sju prinsippene?", "nb", True),
        ("Kva er dei sju prinsippa?", "nn", True),
        ("ka e tillitsreformen", "nb", True),
        ("virka det i bergen eller?", "nb", True),
        ("HT OT forskjell", "nb", True),
        ("akuttsekk", "nb", True),
        ("co to jest HT", "pl", False),
        ("What is HT?", "en", False),
        ("Was ist die Vertrauensreform?", "en", False),
        ("¿Qué es la reforma de confianza?", "en", False),
    ],
)
def test_labels_speak_the_language_of_the_question(
    understanding: Understanding, text: str, language: str, norwegian: bool
) -> None:
    understood = read(understanding, text)
    assert (understood.language, understood.norwegian) == (language, norwegian)


def test_a_follow_up_carries_the_subject_of_the_question_before(understanding: Understanding) -> None:
    [part] = read(understanding, "og hvor lenge varte det?", "Hva er HELTOM?").parts
    assert "HELTOM" in part.dense
    assert "heltom" in part.content


@pytest.mark.parametrize("text", ["Kan du utdype det siste?", "og hva kostet det?", "Hvorfor det?"])
def test_a_question_that_leans_on_nothing_is_unresolved(understanding: Understanding, text: str) -> None:
    assert read(understanding, text).unresolved
    assert not read(understanding, text, "Hva er HELTOM?").unresolved


def test_a_chain_of_follow_ups_reaches_back_to_what_they_are_about(understanding: Understanding) -> None:
    [part] = read(understanding, "og hvorfor det?", "Hva er HELTOM?", "hvor lenge varte det?").parts
    assert "HELTOM" in part.dense


def test_a_new_topic_leaves_the_old_one_behind(understanding: Understanding) -> None:
    [part] = read(understanding, "Hva har omsorgsteamet i akuttsekken?", "Hva er HELTOM?").parts
    assert "HELTOM" not in part.dense


def test_two_questions_in_one_are_two_parts(understanding: Understanding) -> None:
    parts = read(understanding, "Hva er en akuttsekk, og hvem er vaktkoordinator?").parts
    assert [part.text for part in parts] == ["Hva er en akuttsekk", "hvem er vaktkoordinator?"]


def test_an_abbreviation_is_looked_up_by_its_term_and_the_other_way_round(understanding: Understanding) -> None:
    assert "omsorgsteam" in read(understanding, "Hva er OTs ansvar?").parts[0].lexical
    assert "ot" in read(understanding, "Hva gjør omsorgsteamet?").parts[0].lexical.split()


def test_a_number_is_looked_for_in_all_its_forms(understanding: Understanding) -> None:
    assert {"sju", "syv", "7"} <= set(read(understanding, "Hva er de syv prinsippene?").parts[0].lexical.split())


@pytest.mark.parametrize(
    "text",
    [
        "010190 12345",
        "01.01.90.12345",
        "01019012345",
        "5 5 1 8 2 1 1 7 3 4 5",
        "912 34 567",
        "+47 55 18 21 17",
        "kari.nordmann@bergen.kommune.no",
        "Nygårdsgaten 4B",
        "pasienten Kari Nordmann",
    ],
)
def test_personal_data_is_hidden(text: str) -> None:
    masked = mask(f"Hva nå? {text}, hjelp")
    assert masked.found
    assert MASK in masked.text
    assert not any(word in masked.text for word in text.split() if word != "pasienten")


@given(st.text("0123456789", min_size=11, max_size=11), st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=10))
@example("00010000000", [" ", *[""] * 9])  # the middle of it alone could be a number abroad
def test_eleven_digits_are_hidden_however_they_are_grouped(digits: str, gaps: list[str]) -> None:
    number = "".join(digit + gap for digit, gap in zip(digits, [*gaps[:10], ""], strict=True))
    assert mask(f"nr {number} takk").text == f"nr {MASK} takk"


@pytest.mark.parametrize(
    "text",
    [
        "Hva mener Bentzen, 2015, om tillit?",
        "Bruker Bergen kommune nyhetsbrev?",
        "Hvor mange er 5200 ansatte fordelt på 3500 årsverk?",
        "Hva skjedde i perioden 2019-2021?",
    ],
)
def test_what_is_not_personal_is_left_as_it_is(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Kan jeg gi insulin i OT?",
        "Olav, 84, i Nygårdsgaten falt. Hva gjør jeg?",
        "pasienten har feber hva gjør jeg",
        "Kan jeg øke dosen til brukeren?",
        "kor mange tabletter skal eg gje",
        "Can I give the patient two more pills?",
        "Mogę podać lek pacjentowi?",
        "Min bruker på 84 år vil ikke stå opp",
    ],
)
def test_clinical_acute_and_patient_questions_are_unsafe(understanding: Understanding, text: str) -> None:
    assert read(understanding, text).unsafe


@pytest.mark.parametrize(
    "text",
    [
        "Hva sier rapporten om medisinhåndtering?",
        "Hva har OT i akuttsekken?",
        "Skal OT måle og vurdere brukerens tilstand?",
        "Hvem har ansvar når brukerens tilstand er forverret?",
        "Kan sykepleiere fjerne rutiner?",
    ],
)
def test_questions_on_how_care_is_organised_are_not_unsafe(understanding: Understanding, text: str) -> None:
    assert not read(understanding, text).unsafe


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("Hvordan søker jeg om permisjon?", True),
        ("Ka gjør æ når bilen ikkje starte?", True),
        ("Kan du sende meg turnusen?", True),
        ("How do I reset my password?", True),
        ("Wie lange muss ich warten?", True),
        ("Jeg er leder. Hva sier forskerne om ledelse?", False),
        ("Hva betyr reformen for meg?", False),
        ("Kan du forklare hva HELTOM er?", False),
        ("What is HELTOM in brief?", False),
    ],
)
def test_what_the_asker_may_or_should_do_is_told_from_what_documents_tell(
    understanding: Understanding, text: str, personal: bool
) -> None:
    (part,) = understanding.understand(Question(text)).parts[-1:]
    assert part.personal == personal


@given(text=st.text(max_size=300))
def test_any_text_is_understood_as_at_least_one_part(understanding: Understanding, text: str) -> None:
    assert read(understanding, text).parts


def test_a_question_in_another_language_is_looked_for_in_norwegian_words(understanding: Understanding) -> None:
    [part] = read(understanding, "What do the nurses in HT do?").parts
    assert part.glossed
    assert "sykepleiere" in part.lexical.split()
    assert part.dense == "What do the nurses in HT do? (sykepleiere)"


def test_a_question_in_everyday_words_is_looked_for_in_those_of_reports_too(understanding: Understanding) -> None:
    [part] = read(understanding, "Ble det billigere med HELTOM?").parts
    assert "besparelse" in part.related.split()
    assert part.dense.startswith("Ble det billigere med HELTOM? (")


def test_a_follow_up_is_not_looked_for_in_other_words(understanding: Understanding) -> None:
    [part] = read(understanding, "Ble det billigere?", "Hva er HELTOM?").parts
    assert part.related == ""
    assert part.dense == "Hva er HELTOM? Ble det billigere?"
