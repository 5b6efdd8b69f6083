"""Openings that a reader can understand without the sentence before."""

import pytest
from tillit.assistant.write.leaning import links, points


@pytest.mark.parametrize(
    "text",
    [
        "Dette innebærer at de skal logge seg inn.",
        "De forteller at de trives.",
        "Den første er tilliten innbyggerne har til sektoren.",
        "Samtidig forteller flere om bekymring.",
        "Dei fekk lite tid.",
        "Likevel er mange fornøyde.",
        "Forskerne gjorde derfor bare én runde.",
    ],
)
def test_a_pronoun_or_connective_leans_on_the_sentence_before(text: str) -> None:
    assert points(text) or links(text)


@pytest.mark.parametrize(
    "text",
    [
        "Det er krevende å rekruttere sykepleiere.",
        "De ansatte i OT fikk nye oppgaver.",
        "Den største endringen er hos OT.",
        "Det finnes lite forskning.",
        "Deltakerne var fornøyde.",
        "Samtidig med piloten kom en ny modell.",
        "Mange var slitne, og derfor fikk de fri.",
    ],
)
def test_an_opening_that_names_what_it_is_about_stands(text: str) -> None:
    assert not points(text)
    assert not links(text)
