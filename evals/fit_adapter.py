"""Fitting the query adapter: ``python -m tillit.evals.fit_adapter --originals DIR --cache DIR``.

Learns from questions about the shipped documents and the originals that these retell, each with what answers it: those
that come beside the documents, ``pairs/shipped.tsv`` and ``pairs/originals.tsv``; and from the questions on other
subjects in ``pairs/elsewhere.txt`` where to stay out. No case is looked at. The adapter is written to
``index/adapter.npz``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

from ..assistant.answer import Assistant
from ..assistant.build import build
from ..assistant.settings import SHIPPED_CORPUS, Settings
from ..assistant.types import Question
from ..corpus.types import Anticipated
from ..index.adapter import QueryAdapter
from ..index.embed import Matrix, embed_query, make_embedder
from ..index.generation import Generation, number_questions
from .fit_writer import opened
from .logistic import fit_logistic
from .written import Corpus, Pair, read_elsewhere, read_pairs

Rows = NDArray[np.intp]

SHARPNESS = 80.0
"""What cosines are multiplied by before the softmax; e5 was trained with 100 (Wang et al. 2024)."""

PENALTY = 0.01
"""How much a large map costs, beside the mean log loss."""

STEPS, RATE = 150, 0.002
"""Steps of Adam over all pairs at once, and its rate, which falls to nothing as half a cosine."""

_GATE_SCALE, _GATE_PENALTY = 20.0, 0.001
"""What a vector's numbers are multiplied by to be of the order of 1, and how much large weights cost the gate."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Question vectors, the texts' vectors that they are to come near to, and for each question its text's row."""

    questions: Matrix
    texts: Matrix
    answers: Rows


def main(
    originals: Annotated[str, typer.Option(help="Folder with the original documents.")],
    cache: Annotated[Path, typer.Option(help="Folder for the indexes.")],
) -> None:
    """Fit the adapter and save it."""
    embedder = make_embedder(Settings().embedder)
    corpora: dict[Corpus, str] = {"shipped": SHIPPED_CORPUS, "originals": originals}
    tasks: list[Pairs] = []
    outside: list[Matrix] = []
    for corpus, folder in corpora.items():
        settings = Settings(corpus=(folder,), index=cache / corpus)
        _ = build(settings, lambda _: None)
        assistant, generation = opened(settings)
        questions, rows = asked_of(generation, read_pairs(corpus))
        vectors, kept = _embedded(assistant, questions, embedder)
        units = rows[kept]
        tasks.append(Pairs(vectors, generation.unit_vectors, units))
        tasks.append(Pairs(vectors, generation.vectors, _first_passages(generation)[units]))
        outside.append(_embedded(assistant, read_elsewhere(), embedder)[0])
    inside = np.concatenate([task.questions for task in tasks])
    change = fit_change(tasks)
    domain, bias = fit_gate(inside, np.concatenate(outside))
    QueryAdapter(change, domain, bias).save(Path(__file__).parents[1] / "index" / "adapter.npz")
    typer.echo(f"{len(inside) // 2} questions with an answer")


def asked_of(generation: Generation, pairs: Iterable[Pair]) -> tuple[list[str], Rows]:
    """The questions with an answer in the generation, and the row of the unit that answers each.

    They are those that come beside its documents, and ``pairs``. Raises ``ValueError`` for one whose answer does not
    stand in its document.
    """
    documents = dict(generation.documents)
    for pair in pairs:
        document = documents[pair.document]
        asked = Anticipated(pair.question, document.text.index(pair.opening))
        documents[pair.document] = replace(document, anticipated=(*document.anticipated, asked))
    return number_questions(documents.values(), generation.units)


def _embedded(assistant: Assistant, questions: Iterable[str], embedder: BaseEmbedding) -> tuple[Matrix, Rows]:
    """The vectors of the questions as they are asked for, and which they are; not of those that are turned away."""
    parts = [(place, part) for place, text in enumerate(questions) for part in assistant.parts(Question(text))[:1]]
    vectors = np.array([embed_query(embedder, part.dense) for _, part in parts], dtype=np.float32)
    return vectors, np.array([place for place, _ in parts], dtype=np.intp)


def _first_passages(generation: Generation) -> Rows:
    """For each unit the first passage that holds it."""
    first = np.array([0] * len(generation.units), dtype=np.intp)
    for passage, rows in reversed(tuple(enumerate(generation.passage_units))):
        first[rows] = passage
    return first


def fit_change(tasks: Sequence[Pairs]) -> Matrix:
    """The linear map that brings questions nearest to what answers them, and away from all other texts.

    It has the least mean log loss of a softmax over all texts of each task (InfoNCE, Oord et al. 2018) plus ``PENALTY``
    times half its squares, by Adam (Kingma and Ba 2015); the same input always gives the same map.
    """
    size = tasks[0].questions.shape[1]
    change, mean, square = (np.array([[0.0] * size] * size, dtype=np.float32) for _ in range(3))
    count = sum(len(task.questions) for task in tasks)
    for step in range(1, STEPS + 1):
        gradient = sum(gradients(change, tasks), start=PENALTY * count * change) / count
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = RATE * (0.5 + 0.5 * np.cos(np.pi * step / STEPS))
        change -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return change


def gradients(change: Matrix, tasks: Sequence[Pairs]) -> Iterator[Matrix]:
    """For each task the gradient of its summed log loss by the map."""
    for task in tasks:
        moved = task.questions + task.questions @ change
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        asked = moved / lengths
        chances = SHARPNESS * (asked @ task.texts.T)
        chances = np.exp(chances - chances.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        chances[np.arange(len(asked)), task.answers] -= 1
        by_asked = SHARPNESS * (chances @ task.texts)
        yield task.questions.T @ ((by_asked - asked * (by_asked * asked).sum(axis=1, keepdims=True)) / lengths)


def fit_gate(inside: Matrix, outside: Matrix) -> tuple[NDArray[np.float32], float]:
    """The weights and the bias that tell vectors of the one from those of the other, both sides counted alike."""
    both = np.concatenate([inside, outside])
    rows = np.concatenate([both * _GATE_SCALE, np.array([[1.0]] * len(both))], axis=1)
    *weights, bias = fit_logistic(
        rows.tolist(),
        [True] * len(inside) + [False] * len(outside),
        [1 / len(inside)] * len(inside) + [1 / len(outside)] * len(outside),
        penalty=_GATE_PENALTY,
    )
    return np.array(weights, dtype=np.float32) * _GATE_SCALE, bias


if __name__ == "__main__":
    typer.run(main)
