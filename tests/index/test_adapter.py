"""The adapter: questions about the reform come nearer to what answers them, others are compared as they are."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tillit.index.adapter import FITTED_FOR, Adapter, Adapting, Comparable, Compared, Maps, adapter_for
from tillit.index.embed import Matrix, Vector, embed_passages, embed_query, make_embedder

from .fakes import generation_of


def vector(*numbers: float) -> Vector:
    raw = np.array(numbers, dtype=np.float32)
    return (raw / np.linalg.norm(raw)).astype(np.float32)


def matrix(*rows: list[float]) -> Matrix:
    return np.array(rows, dtype=np.float32)


SWAPPING = Adapter(
    maps=Maps(matrix([-1, 1], [1, -1]), matrix([1, 0], [0, 1]), matrix([0, 0])[0], matrix([0, 0], [0, 0])),
    domain=matrix([40, 0])[0],
    bias=-20.0,
)
"""Swaps two numbers in questions whose first is large, and leaves texts as they are."""


def ready(adapter: Adapting, vectors: Matrix) -> Compared:
    return Compared(vectors, adapter.texts(vectors))


NUMBERS = st.lists(st.floats(-1, 1), min_size=384, max_size=384).filter(lambda numbers: np.linalg.norm(numbers) > 0.1)


def test_a_question_of_the_domain_is_compared_moved_and_another_as_it_is() -> None:
    texts = ready(SWAPPING, matrix([0.6, 0.8]))
    for asked, compared in ((vector(1, 0.2), vector(0.2, 1)), (vector(0.1, 1), vector(0.1, 1))):
        np.testing.assert_allclose(
            texts.near(SWAPPING.question(asked)), [0.6 * compared[0] + 0.8 * compared[1]], atol=1e-3
        )


@given(NUMBERS, NUMBERS)
def test_how_near_two_are_is_between_minus_1_and_1(asked: list[float], told: list[float]) -> None:
    adapter = adapter_for(FITTED_FOR)
    near = ready(adapter, vector(*told)[np.newaxis]).near(adapter.question(vector(*asked)))
    assert near.shape == (1,)
    assert abs(float(near[0])) < 1 + 1e-4


def test_many_texts_are_moved_as_each_of_them() -> None:
    maps = Maps(matrix([0, 0], [0, 0]), matrix([3, -1], [0, 2]), matrix([1, 0])[0], matrix([1, 0], [0, 2]))
    texts = np.random.default_rng(1).normal(size=(9_000, 2)).astype(np.float32)
    moved = maps.texts(texts)
    for row in (0, 4_095, 4_096, 8_999):
        np.testing.assert_allclose(moved[row], maps.texts(texts[row : row + 1])[0], rtol=1e-5)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    SWAPPING.save(tmp_path / "adapter.npz")
    loaded = Adapter.load(tmp_path / "adapter.npz")
    np.testing.assert_array_equal(loaded.question(vector(0.6, 0.8)), SWAPPING.question(vector(0.6, 0.8)))
    np.testing.assert_array_equal(loaded.texts(matrix([0.6, 0.8])), SWAPPING.texts(matrix([0.6, 0.8])))


def test_the_vectors_of_another_embedder_stay_as_they_are(tmp_path: Path) -> None:
    generation = generation_of(tmp_path, {"page.md": "# Tavle\n\nEn tavle henger her.\n"})
    comparable, one = Comparable.of(generation), vector(1, 2, 3)
    assert comparable.question(one) is one
    asked = generation.unit_vectors[0]
    np.testing.assert_array_equal(comparable.passages.near(asked), generation.vectors @ asked)
    np.testing.assert_array_equal(comparable.units.near(asked), generation.unit_vectors @ asked)
    assert comparable.anticipated.near(asked).shape == (0,)


def test_a_question_about_the_reform_comes_nearer_to_its_answer_and_one_about_chess_stays() -> None:
    embedder, adapter = make_embedder(FITTED_FOR), adapter_for(FITTED_FOR)
    texts = ["Ansatte er mindre borte fra arbeidet på grunn av sykdom.", "Medarbeiderne får bruke faget sitt mer."]
    plain = np.array(list(embed_passages(embedder, texts)))[0]
    adapted = ready(adapter, plain)
    asked = embed_query(embedder, "Er det færre som er syke på jobben nå?")
    ahead, ahead_plainly = (float(near[0] - near[1]) for near in (adapted.near(adapter.question(asked)), plain @ asked))
    assert ahead > 2 * ahead_plainly
    chess = embed_query(embedder, "Hva kalles det når kongen ikke kan reddes i sjakk?")
    np.testing.assert_allclose(adapted.near(adapter.question(chess)), plain @ chess, atol=0.02)
