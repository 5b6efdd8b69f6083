import pytest
from tillit.index.glossary import find_abbreviations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De jobber i Helsetjenesteteam (HT) og omsorgsteam (OT).", {"HT": "helsetjenesteteam", "OT": "omsorgsteam"}),
        ("Byrådsavdeling for helse og omsorg (BHO) leder.", {"BHO": "byrådsavdeling for helse og omsorg"}),
        ("Forsøket HELTOM – Helsetjenesteteam og omsorgsteam.", {"HELTOM": "helsetjenesteteam og omsorgsteam"}),
        ("Se rapporten (NORCE) og tallet (2020).", {}),
        ("Bergen (HT) har det.", {}),
    ],
)
def test_definitions_in_the_documents_make_the_glossary(text: str, expected: dict[str, str]) -> None:
    assert find_abbreviations([text]) == expected


def test_the_most_frequent_wording_wins() -> None:
    assert find_abbreviations(["omsorgsteamene (OT)", "omsorgsteam (OT), omsorgsteam (OT)"]) == {"OT": "omsorgsteam"}
