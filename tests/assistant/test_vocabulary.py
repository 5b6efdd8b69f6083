"""Words that the documents do not hold, read as those of them that they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.vocabulary import Vocabulary

WORDS = (
    *"felles samling samlingen prosjekt leder arbeidsgrupper prinsippene følge tidligere gang egne".split(),  # noqa: SIM905
    *("informasjonsmøter", "møte"),
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS)


@pytest.mark.parametrize(
    ("word", "respelt"),
    [
        ("fylgje", "følge"),
        ("tidlegare", "tidligere"),
        ("prinsippan", "prinsippene"),
        ("gong", "gang"),
        ("eigne", "egne"),
        ("infomøta", "informasjonsmøter"),
    ],
)
def test_nynorsk_and_dialect_are_spelt_as_the_documents_do(vocabulary: Vocabulary, word: str, respelt: str) -> None:
    assert vocabulary.respelt(word) == respelt


@pytest.mark.parametrize("word", ["lederne", "samlingane", "trondheim", "87", ""])
def test_a_word_that_is_held_or_unknown_stays_as_it_is(vocabulary: Vocabulary, word: str) -> None:
    assert vocabulary.respelt(word) in (word, "samlingene")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("fellessamlingen", ("felles", "samlingen")),
        ("prosjektleder", ("prosjekt", "leder")),
        ("arbeidsgruper", ("arbeidsgrupper",)),
        ("samlingene", ()),
        ("trondheim", ()),
        ("b2", ()),
    ],
)
def test_compounds_are_split_and_typos_mended(vocabulary: Vocabulary, word: str, meant: tuple[str, ...]) -> None:
    assert vocabulary.meant(word) == meant


@given(st.text().map(str.lower))
def test_whatever_is_asked_stands_for_words_of_the_documents(word: str) -> None:
    vocabulary = Vocabulary(WORDS)
    assert set(vocabulary.meant(word)) <= {*WORDS, *(word[start:] for start in range(len(word)))} | {
        word[:end] for end in range(len(word))
    }
    assert all(map(vocabulary.holds, vocabulary.meant(word)))
    assert vocabulary.respelt(word) in {word, *WORDS}


@given(st.lists(st.text(min_size=1).map(str.lower)))
def test_the_order_of_the_documents_does_not_matter(words: list[str]) -> None:
    there, back = Vocabulary(words), Vocabulary(reversed(words))
    assert [there.meant(word) for word in WORDS] == [back.meant(word) for word in WORDS]


def test_words_of_grammar_and_short_words_are_not_taken_for_others() -> None:
    assert [Vocabulary(("hver", "hvem")).respelt(word) for word in ("hva", "hvor", "kva")] == ["hva", "hvor", "kva"]
