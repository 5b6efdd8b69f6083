"""The vectors of many written questions, kept between fits: embedding them takes longer than all that follows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

from ..assistant.answer import Assistant
from ..assistant.types import Question
from ..index.embed import Matrix, embed_query

_KEPT = 2_000
"""Questions embedded between two writes, so that little is lost when a fit is broken off."""


def embedded(
    assistant: Assistant, questions: Sequence[str], embedder: BaseEmbedding, cache: Path
) -> tuple[Matrix, NDArray[np.intp]]:
    """The vectors of the questions as they are asked for, and which they are; not of those that are turned away.

    Vectors are taken from ``questions.npz`` in ``cache`` where they are there, and put there where they are not.
    """
    asked = [
        (place, part.dense) for place, text in enumerate(questions) for part in assistant.parts(Question(text))[:1]
    ]
    path = cache / "questions.npz"
    known = _read(path)
    missing = [text for text in dict.fromkeys(text for _, text in asked) if text not in known]
    for start in range(0, len(missing), _KEPT):
        known |= {text: embed_query(embedder, text) for text in missing[start : start + _KEPT]}
        np.savez(path, texts=np.array([*known]), vectors=np.stack([*known.values()]))
    places = np.array([place for place, _ in asked], dtype=np.intp)
    return np.array([known[text] for _, text in asked], dtype=np.float32), places


def _read(path: Path) -> dict[str, NDArray[np.float32]]:
    if not path.exists():
        return {}
    with np.load(path) as kept:
        return dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
