"""Fitting the adapter: from pairs of questions and answers to maps of both, and a gate that keeps it to its subject."""

import numpy as np
import pytest
from numpy.typing import NDArray
from tillit.evals.fit_adapter import PENALTY, SHARPNESS, Pairs, fit_gate, fit_maps, gradients
from tillit.index.adapter import Maps
from tillit.index.embed import Matrix


def unit(rows: Matrix | NDArray[np.float64]) -> Matrix:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def pairs(count: int = 60) -> Pairs:
    """Questions with a good part of their answer's numbers one place further."""
    random = np.random.default_rng(1)
    texts = unit(random.normal(size=(count, 6)).astype(np.float32))
    return Pairs(unit(texts + 0.6 * np.roll(texts, 1, axis=1)), texts, np.arange(count))


def found(asked: Matrix, texts: Matrix, task: Pairs) -> float:
    return float((np.argmax(asked @ texts.T, axis=1) == task.answers).mean())


def test_the_maps_bring_questions_to_their_answers() -> None:
    task = pairs()
    assert found(task.questions, task.texts, task) < 0.8
    maps = fit_maps([task], hidden=8, steps=200)
    assert found(maps.questions(task.questions), maps.texts(task.texts), task) > 0.9


def test_the_same_pairs_give_the_same_maps() -> None:
    first, second = (fit_maps([pairs()], hidden=4, steps=5) for _ in range(2))
    for name in Maps.__slots__:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize(("which", "place"), [(0, (2, 3)), (1, (1, 2)), (2, (0, 1)), (3, (3, 4))])
def test_the_gradient_is_that_of_the_loss(which: int, place: tuple[int, int]) -> None:
    tasks = [pairs(8), pairs(5)]
    random = np.random.default_rng(3)
    shapes = ((6, 6), (6, 4), (1, 4), (4, 6))
    change, inner, offset, outer = (random.normal(0, 0.2, shape).astype(np.float32) for shape in shapes)

    def loss(step: float) -> float:
        weights = [one.astype(np.float64) for one in (change, inner, offset, outer)]
        weights[which][place] += step
        total = 0.0
        for task in tasks:
            moved = 0.1 * np.tanh(8 * task.texts @ weights[1] + weights[2]) @ weights[3]
            asked, told = task.questions + task.questions @ weights[0], task.texts + moved
            lengths = np.outer(np.linalg.norm(asked, axis=1), np.linalg.norm(told, axis=1))
            scores = SHARPNESS * (asked @ told.T) / lengths
            right = scores[np.arange(len(scores)), task.answers]
            total += float((np.logaddexp.reduce(scores, axis=1) - right).sum())
        return total / 13 + PENALTY * 0.5 * float((weights[0] ** 2).sum())

    gradient = gradients((change, inner, offset, outer), tasks)[which][place]
    assert abs((loss(1e-3) - loss(-1e-3)) / 2e-3 - float(gradient)) < 0.02 * abs(float(gradient)) + 1e-4


def test_the_gate_tells_one_subject_from_others() -> None:
    random = np.random.default_rng(2)
    inside = unit(random.normal(1, size=(80, 6)).astype(np.float32))
    outside = unit(random.normal(-1, size=(40, 6)).astype(np.float32))
    weights, bias = fit_gate(inside, outside)
    assert (inside @ weights + bias > 0).mean() > 0.8
    assert (outside @ weights + bias < 0).mean() > 0.8
