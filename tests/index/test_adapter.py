"""The query adapter: questions about the reform come nearer to what answers them, others stay where they are."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tillit.index.adapter import FITTED_FOR, QueryAdapter, query_adapter
from tillit.index.embed import Vector, embed_passages, embed_query, make_embedder


def vector(*numbers: float) -> Vector:
    raw = np.array(numbers, dtype=np.float32)
    return (raw / np.linalg.norm(raw)).astype(np.float32)


SWAPPING = QueryAdapter(
    change=np.array([[-1, 1], [1, -1]], dtype=np.float32), domain=np.array([40, 0], dtype=np.float32), bias=-20.0
)
"""Swaps two numbers in vectors whose first is large."""


def test_a_question_of_the_domain_is_mapped_and_another_stays() -> None:
    np.testing.assert_allclose(SWAPPING(vector(1, 0.2)), vector(0.2, 1), atol=1e-3)
    np.testing.assert_allclose(SWAPPING(vector(0.1, 1)), vector(0.1, 1), atol=1e-3)


@given(st.lists(st.floats(-1, 1), min_size=384, max_size=384).filter(lambda numbers: np.linalg.norm(numbers) > 0.1))
def test_an_adapted_vector_has_length_1(numbers: list[float]) -> None:
    adapted = query_adapter(FITTED_FOR)(vector(*numbers))
    assert abs(float(np.linalg.norm(adapted)) - 1) < 1e-4


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    SWAPPING.save(tmp_path / "adapter.npz")
    loaded = QueryAdapter.load(tmp_path / "adapter.npz")
    np.testing.assert_array_equal(loaded(vector(0.6, 0.8)), SWAPPING(vector(0.6, 0.8)))


def test_vectors_of_another_embedder_stay_as_they_are() -> None:
    one = vector(1, 2, 3)
    assert query_adapter("sentence-transformers:some/model")(one) is one


def test_a_question_about_the_reform_comes_nearer_to_its_answer_and_one_about_chess_stays() -> None:
    embedder, adapt = make_embedder(FITTED_FOR), query_adapter(FITTED_FOR)
    answer, beside = next(
        embed_passages(
            embedder,
            ["Ansatte er mindre borte fra arbeidet på grunn av sykdom.", "Medarbeiderne får bruke faget sitt mer."],
        )
    )
    asked = embed_query(embedder, "Er det færre som er syke på jobben nå?")
    adapted = adapt(asked)
    assert adapted @ answer - adapted @ beside > 2 * (asked @ answer - asked @ beside)
    chess = embed_query(embedder, "Hva kalles det når kongen ikke kan reddes i sjakk?")
    assert chess @ adapt(chess) > 0.99
