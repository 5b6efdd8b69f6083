"""How much of a question stands in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.index.coverage import found_in, rarities, share
from tillit.index.lexical import LexicalIndex

TEXT = "Sykepleierne møtes ved tavlemøtet hver morgen."


@pytest.mark.parametrize(
    ("term", "stands"),
    [("sykepleier", True), ("tavle", True), ("sykepleir", True), ("lege", False)],
)
def test_a_word_is_found_in_its_forms_in_compounds_and_misspelt(term: str, stands: bool) -> None:
    assert found_in([term], TEXT) == ({term} if stands else set())


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    lexical = LexicalIndex.of(["tavle møte", "møte", "møte penger"])
    weights = rarities(["tavle", "møte"], lexical, 3)
    assert weights["tavl"] > weights["møt"] > 0
    assert share(weights, {"tavl"}) > share(weights, {"møt"})


def test_nothing_asked_is_nothing_found() -> None:
    assert share({}, set()) == 0.0


@given(st.dictionaries(st.text(min_size=1), st.floats(0.1, 10)), st.text())
def test_a_share_lies_between_none_and_all(weights: dict[str, float], text: str) -> None:
    assert 0 <= share(weights, found_in(weights, text)) <= 1 + 1e-9
