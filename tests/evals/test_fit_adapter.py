"""Fitting the query adapter: from pairs of questions and answers to a map, and a gate that keeps it to its subject."""

import numpy as np
from numpy.typing import NDArray
from tillit.evals.fit_adapter import Pairs, fit_change, fit_gate, gradients
from tillit.index.embed import Matrix


def unit(rows: Matrix | NDArray[np.float64]) -> Matrix:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def pairs(count: int = 60) -> Pairs:
    """Questions with a good part of their answer's numbers one place further."""
    random = np.random.default_rng(1)
    texts = unit(random.normal(size=(count, 6)).astype(np.float32))
    return Pairs(unit(texts + 0.6 * np.roll(texts, 1, axis=1)), texts, np.arange(count))


def found(task: Pairs, change: Matrix) -> float:
    asked = unit(task.questions + task.questions @ change)
    return float((np.argmax(asked @ task.texts.T, axis=1) == task.answers).mean())


def test_the_map_brings_questions_to_their_answers() -> None:
    task = pairs()
    nothing = np.array([[0.0] * 6] * 6, dtype=np.float32)
    assert found(task, nothing) < 0.8
    assert found(task, fit_change([task])) > 0.9


def test_the_gradient_is_that_of_the_loss() -> None:
    task, at = pairs(8), np.array([[0.01] * 6] * 6, dtype=np.float32)

    def loss(change: Matrix) -> float:
        asked = (task.questions + task.questions @ change).astype(np.float64)
        scores = 80.0 * (asked / np.linalg.norm(asked, axis=1, keepdims=True)) @ task.texts.T
        return float((np.logaddexp.reduce(scores, axis=1) - scores[np.arange(8), task.answers]).sum())

    step = np.zeros_like(at)
    step[2, 3] = 1e-3
    (gradient,) = gradients(at, [task])
    assert abs((loss(at + step) - loss(at - step)) / 2e-3 - float(gradient[2, 3])) < 0.05 * abs(float(gradient[2, 3]))


def test_the_gate_tells_one_subject_from_others() -> None:
    random = np.random.default_rng(2)
    inside = unit(random.normal(1, size=(80, 6)).astype(np.float32))
    outside = unit(random.normal(-1, size=(40, 6)).astype(np.float32))
    weights, bias = fit_gate(inside, outside)
    assert (inside @ weights + bias > 0).mean() > 0.8
    assert (outside @ weights + bias < 0).mean() > 0.8
