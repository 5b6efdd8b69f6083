"""What the judge sees in a claim that does not follow from its quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.judge.compare import COMPARISONS
from tillit.assistant.judge.lexicon import read_lexicon
from tillit.assistant.judge.local import FITTED, LocalJudge, local_judge
from tillit.assistant.judge.pair import is_in, pair_of
from tillit.assistant.judge.reading import statements_of

from ..index.fakes import CountingEmbedding

LEXICON = read_lexicon()
QUOTES = (
    "HELTOM-piloten skulle vare i 12 måneder i Fana. Forskerne gjorde 20 intervjuer med 34 informanter våren 2020.",
    "Partssamarbeidet gjorde det enkelt å sette tillitsreformen på dagsordenen.",
    "Noen ledere støtter de ansatte når de er trygge i rollen.\nKommunen kan øke kvaliteten, ifølge NORCE.",
)


def findings(claim: str, quotes: tuple[str, ...] = QUOTES) -> set[str]:
    """The names of the comparisons that find something wrong, those of mere wording aside."""
    pair = pair_of(claim, quotes, LEXICON)
    wording = {"noun", "clause", "stitched"}
    return {name for name, compare in COMPARISONS.items() if compare(pair) > 0} - wording


def test_items_of_a_list_are_read_with_their_lead_in() -> None:
    quote = "Teamet har to mål:\n\nbedre tid\nmer faglighet\n\nNoe annet. Og mer."

    assert [statement.text for statement in statements_of([quote])] == [
        "Teamet har to mål: bedre tid",
        "Teamet har to mål: mer faglighet",
        "Teamet har to mål: bedre tid, mer faglighet",
        "Noe annet.",
        "Og mer.",
    ]


@pytest.mark.parametrize(
    ("claim", "quote", "name"),
    [
        ("Teamet går hjem til brukerne hver måned med varme boller.", "Teamet går hjem til brukerne.", "noun"),
        ("Teamet gir raske svar, og vaktene blir kortere.", "Teamet gir raske svar til alle.", "clause"),
        ("Teamet skal gi raske svar om turnus.", "Teamet skal gi raske svar. Nettsiden gir råd om turnus.", "stitched"),
    ],
)
def test_what_the_quotes_do_not_say_in_one_place_shows(claim: str, quote: str, name: str) -> None:
    assert COMPARISONS[name](pair_of(claim, (quote,), LEXICON)) > 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_are_put_in_only_where_the_quotes_lack_them(claim: str, quote: str) -> None:
    pair = pair_of(claim, (quote, "Et sitat."), LEXICON)

    put_in = [token for exchange in pair.exchanges for token in exchange.put_in]
    assert not any(is_in(token, pair.resting_on, LEXICON) for token in put_in)


@pytest.fixture(scope="module")
def judge() -> LocalJudge:
    return local_judge(CountingEmbedding())


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("HELTOM-piloten skulle vare i 14 måneder i Fana.", "fact"),
        ("HELTOM-piloten skulle vare i tretten måneder i Fana.", "fact"),
        ("HELTOM-piloten skulle vare i 12 uker i Fana.", "fact"),
        ("Forskerne gjorde 34 intervjuer våren 2020.", "fact"),
        ("Forskerne gjorde 20 intervjuer med 34 informanter høsten 2020.", "fact"),
        ("HELTOM-piloten skulle vare i 12 måneder i Åsane.", "fact"),
        ("Politikerne gjorde 20 intervjuer med 34 informanter våren 2020.", "fact"),
        ("Forskerne gjorde ikke 20 intervjuer med 34 informanter våren 2020.", "polarity"),
        ("Alle ledere støtter de ansatte når de er trygge i rollen.", "scope"),
        ("Noen ledere støtter de ansatte.", "limit"),
        ("Kommunen kan øke kvaliteten.", "attribution"),
        ("Kommunen kan redusere kvaliteten, ifølge NORCE.", "polarity"),
        ("Ansatte støtter de ansatte når de er trygge i rollen.", "actor"),
        ("Ledere støtter de ansatte når de er trygge i rollen.", "limit"),
        ("Tillitsreformen gjorde det enkelt å sette partssamarbeidet på dagsordenen.", "role"),
        ("Noen ledere støtter de ansatte, selv om de er utrygge i rollen.", "connective"),
        ("Noen ledere støtter de ansatte når de har god tid.", "limit"),
    ],
)
def test_a_changed_claim_shows_what_was_changed(claim: str, fault: str) -> None:
    assert fault in findings(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "I Fana skulle HELTOM-piloten vare i 12 måneder.",
        "HELTOM-piloten skulle vare i tolv månader i Fana.",
        "Våren 2020 gjorde forskerne 20 intervjuer med 34 informanter.",
        "Ifølge NORCE kan kommunen heve kvaliteten.",
        "Å setje tillitsreforma på dagsordenen vart enkelt på grunn av partssamarbeidet.",
    ],
)
def test_what_says_the_same_in_other_words_shows_nothing(claim: str) -> None:
    assert findings(claim) == set()


def test_a_claim_that_stands_in_a_quote_follows_from_it(judge: LocalJudge) -> None:
    assert judge.verdict("Kommunen kan øke kvaliteten,\nifølge NORCE", QUOTES).support == 1.0


@pytest.mark.parametrize(("claim", "quotes"), [("", QUOTES), ("Noe.", ()), ("Noe.", ("  ",))])
def test_nothing_follows_from_nothing(judge: LocalJudge, claim: str, quotes: tuple[str, ...]) -> None:
    assert not judge.verdict(claim, quotes).supported


def test_a_verdict_names_what_speaks_most_against_the_claim(judge: LocalJudge) -> None:
    verdict = judge.verdict("HELTOM-piloten skulle vare i 14 måneder i Fana.", QUOTES)

    assert not verdict.supported
    assert verdict.findings[0] == "fact"


def test_the_same_claim_gets_the_same_verdict(judge: LocalJudge) -> None:
    claim = "Ledere støtter ansatte, og det koster 4 millioner."

    assert judge.verdict(claim, QUOTES) == judge.verdict(claim, QUOTES)


def test_a_fault_never_speaks_for_a_claim() -> None:
    assert all(weight <= 0 for weight in FITTED.weights.values())


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gets_a_verdict_between_0_and_1(claim: str, quotes: list[str]) -> None:
    assert 0.0 <= local_judge(CountingEmbedding()).verdict(claim, quotes).support <= 1.0
