"""The matcher: how much of what is asked a text meets, token by token."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.index.embed import Matrix, normalised
from tillit.index.matcher import Matcher, Sought, TokenRows, Tokens, bundled

SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=6)


def tokens(*texts: list[list[float]]) -> Tokens:
    return Tokens.of([np.round(normalised(text) * 127).astype(np.int8) for text in texts])


def matcher(sharpness: float = 10.0, bar: float = 5.0) -> Matcher:
    none = np.zeros((2, 2), np.float32)
    return Matcher(none, none[0], none, none[0], none[0], 0.0, sharpness, bar)


def sought(vectors: list[list[float]], weights: list[float]) -> Sought:
    return Sought(normalised(vectors), np.array(weights, np.float32))


def test_a_text_that_meets_all_that_is_sought_is_likelier_to_answer_than_one_that_meets_half() -> None:
    texts = tokens([[1, 0], [0, 1]], [[1, 0], [1, 0]])
    whole, half = matcher().odds(sought([[1, 0], [0, 1]], [0.5, 0.5]), texts, [0, 1]).tolist()
    assert whole == pytest.approx(10 * 1.0 - 5, abs=0.1)
    assert half == pytest.approx(10 * 0.5 - 5, abs=0.1)


def test_what_counts_more_in_a_question_counts_more_in_the_odds() -> None:
    texts = tokens([[1, 0]], [[0, 1]])
    first, second = matcher().odds(sought([[1, 0], [0, 1]], [0.9, 0.1]), texts, [0, 1]).tolist()
    assert first > second


def test_the_odds_of_no_text_are_none() -> None:
    assert matcher().odds(sought([[1, 0]], [1]), tokens([[1, 0]]), []).tolist() == []


@given(SIZES, st.randoms(use_true_random=False))
def test_a_text_has_the_same_odds_whatever_stands_beside_it(sizes: list[int], random: "np.random.Generator") -> None:
    def rows(count: int) -> Matrix:
        return normalised([[random.random() - 0.5 for _ in range(3)] for _ in range(count)])

    texts = Tokens.of([np.round(rows(size) * 127).astype(np.int8) for size in sizes])
    asked = Sought(rows(4), np.full(4, 0.25, np.float32))
    together = matcher().odds(asked, texts, range(len(sizes)))
    alone = [float(matcher().odds(asked, texts, [place])[0]) for place in range(len(sizes))]
    np.testing.assert_allclose(together, alone, atol=1e-4)


@given(SIZES)
def test_tokens_come_back_from_the_disk(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    folder = tmp_path_factory.mktemp("tokens")
    rows: list[TokenRows] = [np.full((size, 2), place, np.int8) for place, size in enumerate(sizes)]
    Tokens.of(rows).save(folder)
    read = Tokens.load(folder)
    assert len(read) == len(rows)
    for one, same in zip(read, rows, strict=True):
        np.testing.assert_array_equal(one, same)


def test_a_matcher_comes_back_from_the_disk_as_it_was(tmp_path: Path) -> None:
    bundled().save(tmp_path / "matcher.npz")
    again = Matcher.load(tmp_path / "matcher.npz")
    for name in Matcher.__slots__:
        np.testing.assert_array_equal(getattr(again, name), getattr(bundled(), name))


def test_the_bundled_one_tells_what_answers_from_what_only_tells_of_the_same() -> None:
    asked = bundled().sought("Hva kostet piloten?")
    told = ["Piloten: Den kostet 5,1 millioner kroner.", "Piloten: Den begynte i januar.", "Været: Det snør i fjellet."]
    answer, same, other = bundled().odds(asked, Tokens.of([bundled().text(text) for text in told]), range(3)).tolist()
    assert answer > same > other
