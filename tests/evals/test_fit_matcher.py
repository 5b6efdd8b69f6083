"""Fitting the matcher: from questions with and without an answer to maps of tokens."""

import numpy as np
import pytest
from tillit.evals.fit_matcher import Asked, Drawn, Parameters, fit_matcher, gradients, loss
from tillit.index.embed import Matrix, normalised
from tillit.index.matcher import Matcher, Sought, Tokens


def words(random: np.random.Generator, *kinds: int) -> Matrix:
    """A token of each kind: its place among six numbers, with some noise."""
    return (np.eye(6)[list(kinds)] + random.normal(0, 0.2, (len(kinds), 6))).astype(np.float32)


def asked(count: int = 200) -> list[Asked]:
    """Kinds 0 to 2 are what is told of, 3 to 5 what is told about it; a question names one of each."""
    random = np.random.default_rng(1)
    texts = [words(random, one, other) for one in range(3) for other in range(3, 6) if (one, other) != (0, 3)]
    places = [(one, other) for one in range(3) for other in range(3, 6) if (one, other) != (0, 3)]
    questions: list[Asked] = []
    for _ in range(count):
        one, other = int(random.integers(3)), int(random.integers(3, 6))
        answer = places.index((one, other)) if (one, other) in places else None
        near = sorted(range(len(places)), key=lambda row: -len({one, other} & set(places[row])))
        questions.append(Asked(words(random, one, other), texts, answer, near))
    return questions


def odds(matcher: Matcher, one: Asked) -> list[float]:
    def mapped(rows: Matrix, by: Matrix, offset: Matrix) -> Matrix:
        return normalised(rows @ by + offset)

    weights = np.logaddexp(0, one.states @ matcher.weigh + matcher.weigh_offset).astype(np.float32)
    sought = Sought(mapped(one.states, matcher.question_map, matcher.question_offset), weights / weights.sum())
    texts = [np.round(mapped(text, matcher.text_map, matcher.text_offset) * 127).astype(np.int8) for text in one.texts]
    return matcher.odds(sought, Tokens.of(texts), range(len(texts))).tolist()


def test_what_answers_gets_the_best_odds_and_nothing_where_nothing_answers() -> None:
    fitted = fit_matcher(asked(), size=6, steps=300, batch=16)
    right = [max(odds(fitted, one)) < 0 if one.answer is None else int(np.argmax(odds(fitted, one))) == one.answer
             for one in asked(60)]  # fmt: skip
    assert np.mean(right) > 0.9


def test_the_same_questions_give_the_same_matcher() -> None:
    first, second = (fit_matcher(asked(40), size=4, steps=5, batch=8) for _ in range(2))
    for name in Matcher.__slots__:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize(("which", "place"), [(0, (2, 1)), (1, (3, 0)), (2, (4,)), (3, (0,)), (3, (1,)), (3, (2,))])
@pytest.mark.parametrize("answered", [True, False])
def test_the_gradient_is_that_of_the_loss(which: int, place: tuple[int, ...], answered: bool) -> None:
    random = np.random.default_rng(3)
    drawn = [Drawn(random.normal(size=(3, 6)), [random.normal(size=(4, 6)) for _ in range(3)], answered)]
    weights: Parameters = (
        random.normal(size=(6, 4)), random.normal(size=(6, 4)), random.normal(size=6), np.array([0.1, 0.7, 0.02])
    )  # fmt: skip

    def moved(step: float) -> float:
        some = [one.copy() for one in weights]
        some[which][place] += step
        return loss((some[0], some[1], some[2], some[3]), drawn)

    gradient = float(gradients(weights, drawn)[which][place])
    assert (moved(1e-5) - moved(-1e-5)) / 2e-5 == pytest.approx(gradient, rel=1e-2, abs=1e-5)
