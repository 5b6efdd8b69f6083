"""Personal data in what staff write is hidden; names, years and figures of the documents are not."""

import re
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tillit.assistant.health import HealthDetails
from tillit.assistant.privacy import MASK, mask
from tillit.assistant.public_names import PublicNames

from .personal import Told, named, told

FIGURES = """
Hva skjedde i perioden 2019-2021?
Varte HELTOM i 12 måneder, eller fra 2019 til 2021?
Hvor mange er 5200 ansatte fordelt på 3500 årsverk?
Kostet det 5 200 000 kroner, eller 5,1 millioner?
Hvorfor økte kostnadene med 7,7 prosent fra 2018 til 2019?
Ble budsjettet på 12 500 000 kr brukt i 2020?
Er 100 000 000 kroner mye for 428 kommuner?
Hva står på side 45-48 i NORCE-rapporten 2020?
Hva sier kapittel 4.1.1 og tabell 3?
Hva står i Kapittel 4, og i Tabell (4)?
Hva er prinsipp nummer 3 av 7?
Hva betyr 1-3-5 regelen i 2022?
Hvem var med i 2016, 2017, 2018 og 2019?
Er tallene for 2019 2020 2021 like?
Stemmer 2019–2021 500 årsverk?
Hvorfor 25000000 kroner i 2021?
Kva kosta det per år i 2019: 1,2 mill. eller 1 200 000 kr?
Var det 31.12.2025 dataene skulle slettes?
Når i 2018 kom NOU 2018: 16?
Hva sier § 3-2 og punkt 4.2.1?
Hvor mange av 14 ansatte i HT sluttet i løpet av 3 måneder?
Hva er 4 av 10, i prosent 40 %?
Hvor mye sparte 10 20 30 40 prosent av teamene?
Jobber de 35,5 timer eller 37.5 timer i uka?
Er vakten fra 07.30 til 15.00 eller 0730-1500?
Hva sier Bentzen (2015) og Bentzen, 2019, s. 34?
Hva mener Evjen, 20 år etter reformen?
Hva sier Talley & Skalnes 2020: 12-14?
Hva skjedde i Fana, 12 måneder etter pilotens start?
Hva gjorde Tillitsdelegasjonen (16 personer) i 2016?
Er Bergen, 2019, med 280 000 innbyggere, større enn Oslo?
Har Oslo 717 710 innbyggere og 15 bydeler?
Er Fana (35) og Ytrebygda (12) med?
Var det 8 grupper, 24 tiltak og 3 faser?
Fase 2 av 3: hva skjer da?
Kan 1 sykepleier ha 18 brukere på 1 vakt?
Hva betyr «60/40» og 24/7 for oss?
Hva er 2 + 2, eller 100 - 20?
Er 1 000 000 000 000 kroner statsbudsjettet?
Kor mange av dei 5 200 - 5 400 tilsette svara i 2021?
Kva står i DFØ-notat 2023:1, s. 10?
Korleis gjekk det i 2019/2020 og 2020/2021?
ka skjedde i 2019
How many of the 5,200 employees in 2019 were nurses?
Did costs rise by 7.7 percent from 2018 to 2020?
What happened in phase 1, 2 and 3 (2019-2022)?
Is it 12 months or 3 years, 2019 to 2021?
Ile osób pracowało w 2019, 5200 czy 3500?
Czy koszty wzrosły o 7,7 % w latach 2019-2021?
Co się stało w 2020 w 4 zespołach?
""".strip().splitlines()

PUBLIC = """
Hva mener Tina Øllgaard Bentzen om tillit?
Hva sier forskerne Evjen, Talley og Skalnes om HELTOM i Fana?
Hva sa prosjektleder Skalnes til lederen Evjen?
Hvordan jobber NORCE med Bergen kommune og Helse Bergen?
Hva mener Williams og O’Reilly om team?
Underveis i prosjektet: Bevegelse, Veiledning og William, hva er det?
Bruker Bergen kommune nyhetsbrev?
Hva får brukerne i Ytrebygda og Fana?
Hva får pasienten i Fana av HT?
Pasienten Hva gjør vi da?
Hva heter prosjektet i Sverige og Danmark?
Veien videre for Tillitsdelegasjonen, hva er den?
Kva seier Leif Jarle Gressgård i rapporten?
What does Tina Bentzen say about the Trust Reform in Norway?
How far has Bergen come with HELTOM?
Co mówi Bentzen o zaufaniu w Bergen?
""".strip().splitlines()


def leaks(case: Told) -> list[str]:
    """The words of a secret that the mask leaves, and the whole of it."""
    masked = mask(case.text).text
    words = {word for secret in case.secrets for word in (secret, *re.findall(r"\w{3,}", secret))}
    rest = case.text
    for secret in case.secrets:
        rest = rest.replace(secret, " ")
    return [word for word in words if word in masked and word not in rest]


def test_none_of_10_000_numbers_and_contacts_is_left() -> None:
    missed = Counter(case.kind for case in told(seed=8, count=10_000) if leaks(case))
    assert not missed


def test_only_the_number_or_contact_is_hidden_and_the_question_around_it_stands() -> None:
    spoilt = [case.text for case in told(seed=9, count=2_000) if mask(case.text).text != masked_by_hand(case)]
    assert spoilt == []


def masked_by_hand(case: Told) -> str:
    [secret] = case.secrets
    return case.text.replace(secret, MASK)


def test_none_of_2_000_names_known_by_context_is_left() -> None:
    missed = [case.text for case in named(seed=8, count=2_000) if leaks(case)]
    assert missed == []


@pytest.mark.parametrize("text", [*FIGURES, *PUBLIC])
def test_figures_years_and_public_names_are_left_as_they_are(text: str) -> None:
    masked = mask(text)
    assert (masked.text, masked.found, masked.about_person) == (text, False, False)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Olav, 84, i Nygårdsgaten falt", "[…], 84, i […] falt"),
        ("Asbjørg Tenkmo, født 310241 00000, Oppdiktsveien 9, spiser lite", "[…], født […], […], spiser lite"),
        ("pasienten kari hansen vil bytte team", "pasienten […] vil bytte team"),
        ("Hva er OT, og kan brukeren vår Olav bytte?", "Hva er OT, og kan brukeren vår […] bytte?"),
        ("Olavs kone ringer hele tiden", "[…] kone ringer hele tiden"),
        ("Kari Nordmann (f. 1941) har OT", "[…] (f. 1941) har OT"),
        ("født 3.10.1941, hvem har ansvar?", "født […], hvem har ansvar?"),
        ("kari (at) x punktum no", "[…]"),
        ("IBAN NO93 8601 1117 947 takk", "IBAN […] takk"),
    ],
)
def test_what_is_left_reads_as_a_question(text: str, hidden: str) -> None:
    assert mask(text).text == hidden


@pytest.mark.parametrize("text", ["fru Hansen spør", "Olav (84) spør", "min far Per spør", "patient John Smith asks"])
def test_a_named_person_in_care_is_told_apart_from_the_asker(text: str) -> None:
    assert mask(text).about_person
    assert not mask("Hilsen Kari Nordmann, tlf 912 34 567").about_person


@given(
    st.text("0123456789", min_size=11, max_size=11),
    st.lists(st.sampled_from(["", " ", ".", "-", "/", "\u00a0", "–", "  "]), min_size=10),
)
def test_eleven_digits_are_hidden_however_they_are_grouped(digits: str, gaps: list[str]) -> None:
    assume(not re.match(r"(?:19|20)\d\d(?:19|20)", digits))
    number = "".join(digit + gap for digit, gap in zip(digits, [*gaps[:10], ""], strict=True))
    assert mask(f"nr {number} takk").text == f"nr {MASK} takk"


@given(st.from_regex(r"[a-z0-9._+-]{1,20}@[a-z0-9-]{1,12}\.(?:no|com|pl)", fullmatch=True))
def test_an_email_address_is_hidden_whatever_its_parts(address: str) -> None:
    assert mask(f"svar til {address} takk").text == f"svar til {MASK} takk"


@given(st.lists(st.one_of(st.integers(1900, 2099), st.integers(0, 999)), min_size=1, max_size=8))
def test_a_list_of_years_and_small_figures_is_left_as_it_is(figures: list[int]) -> None:
    text = f"gjelder {', '.join(map(str, figures))} her"
    assert mask(text).text == text


@given(st.text(max_size=300))
def test_any_text_can_be_masked_and_what_is_not_hidden_stays_in_order(text: str) -> None:
    masked = mask(text)
    assert masked.found == (masked.text != text)
    pieces = re.escape(masked.text).replace(re.escape(MASK), r".+?")
    assert re.fullmatch(pieces, text, re.DOTALL)


TEXTS = [
    "Tina Øllgaard Bentzen skrev om tillit. Leif Jarle Gressgård ledet arbeidet. Se Evjen 2020 og Hansen, K. (2019).",
    "Bergen kommune prøvde to team i Fana.",
]
KNOWN = PublicNames(TEXTS)
GIVEN = "Kari Ole Ingrid Anne-Lise Katarzyna Piotr Fatima Ahmed Mehmet Jurgita Hodan Thuy Senait Siriporn Priya".split()  # noqa: SIM905
FAMILY = ["Nordmann", "Hansen-Dahl", "Øvrebø", "Wiśniewska", "Hassan", "Yılmaz", "Petrauskienė", "Nguyen", "Tesfay"]
SAID = [
    "{}",
    "Har {} rett til fast team?",
    "kva med {}, HT eller OT",
    "Does {} get help?",
    "Czy {} ma prawo do pomocy?",
]


@pytest.mark.parametrize("frame", SAID)
def test_a_full_name_that_stands_in_no_document_is_hidden(frame: str) -> None:
    missed = [
        (given, family)
        for given in GIVEN
        for family in FAMILY
        if mask(frame.format(f"{given} {family}"), KNOWN).text != frame.format(MASK)
    ]
    assert missed == []


@pytest.mark.parametrize(
    "text",
    [
        "Hva sier Tina Bentzen om tillit?",
        "Hva mener Leif Jarle Gressgård?",
        "Er Tina Øllgaard Bentzens bok god?",
        "Hva fant Karen Evjen?",
        "Hva skrev Kari Hansen?",
        "Hva gjør Bergen kommune i Fana?",
        "Kari spør om HT",
        "Per Ansatt er en tittel",
        "Ingrid OT",
    ],
)
def test_names_of_the_documents_and_what_is_no_full_name_stay(text: str) -> None:
    assert not mask(text, KNOWN).found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Han har diabetes, hvem følger opp?", True),
        ("Min mor har kreft. Får hun fast kontakt?", True),
        ("Jeg er sykmeldt, hva nå?", True),
        ("Ho har hatt slag, kven har ansvar?", True),
        ("She has dementia, which team?", True),
        ("Ona ma cukrzycę, kto pomaga?", True),
        ("Hvordan følger HT opp brukere med demens?", False),
        ("Gikk sykefraværet ned i piloten?", False),
        ("Hva gjør et team med sårstell? Hun er leder.", False),
        ("Hvilken diagnose stilte rapporten for kommunen?", False),
    ],
)
def test_health_details_are_known_by_a_condition_and_one_person_in_a_sentence(text: str, *, told: bool) -> None:
    assert HealthDetails().told_in(text) is told
