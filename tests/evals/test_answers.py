"""The measures of one answer."""

from hypothesis import given
from hypothesis import strategies as st
from tillit.evals.answers import WORD_BUDGETS, content_words, nugget_recall, repetition, within_words
from tillit.evals.dataset import Nugget
from tillit.index.lexical import read_stopwords

sentences = st.lists(st.lists(st.sampled_from(["team", "tillit", "2019", "og"]), max_size=12).map(" ".join), max_size=8)
bags = st.lists(st.frozensets(st.sampled_from("abcdef")), max_size=6)
NUGGETS = [Nugget("vital", "tillit", "tillit"), Nugget("vital", "2019", "2019")]


@given(sentences, st.integers(0, 60))
def test_what_fits_into_a_budget_is_the_first_sentences_and_no_more_fit(said: list[str], budget: int) -> None:
    kept = within_words(said, budget)
    assert list(kept) == said[: len(kept)]
    assert sum(len(sentence.split()) for sentence in kept) <= budget
    if len(kept) < len(said):
        assert sum(len(sentence.split()) for sentence in said[: len(kept) + 1]) > budget


@given(sentences)
def test_a_longer_budget_never_shows_fewer_nuggets_and_none_more_than_the_answer(said: list[str]) -> None:
    found = [nugget_recall(NUGGETS, within_words(said, budget)) or 0.0 for budget in WORD_BUDGETS]
    assert found == sorted(found)
    assert found[-1] <= (nugget_recall(NUGGETS, said) or 0.0)


def test_no_nuggets_are_nothing_to_recall_and_an_empty_answer_recalls_none() -> None:
    assert nugget_recall([], ["tillit"]) is None
    assert nugget_recall(NUGGETS, []) == 0.0
    assert nugget_recall(NUGGETS, ["Tillit siden", "2018"]) == 0.5


@given(bags)
def test_repetition_is_a_share_of_words_and_needs_an_earlier_sentence(words: list[frozenset[str]]) -> None:
    shares = repetition(words)
    assert len(shares) == len(words)
    assert shares[:1] == (None,) * len(words[:1])
    assert all(share is None or 0 <= share <= 1 for share in shares)
    assert all((share is None) == (not bag) for share, bag in zip(shares[1:], words[1:], strict=True))


@given(bags.filter(any))
def test_saying_it_all_again_is_nothing_but_repetition(words: list[frozenset[str]]) -> None:
    again = repetition([*words, *words])[len(words) :]
    assert all(share in {None, 1.0} for share in again)


def test_repetition_counts_inflections_as_the_same_word_and_leaves_small_words_out() -> None:
    stopwords = read_stopwords()
    first, second = (content_words(text, stopwords) for text in ("Teamene er faste.", "Et fast team er mindre."))
    assert repetition([first, second]) == (None, 2 / 3)
