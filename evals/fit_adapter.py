"""Fitting the adapter: ``python -m tillit.evals.fit_adapter --originals DIR --cache DIR``.

Learns from questions about the shipped documents and the originals that these retell, each with what answers it: those
that come beside the documents, ``pairs/shipped.tsv`` and ``pairs/originals.tsv``; and from the questions on other
subjects in ``pairs/elsewhere.txt`` where to stay out. No case is looked at. The adapter is written to
``index/adapter.npz``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from ..assistant.answer import Assistant
from ..assistant.build import build
from ..assistant.settings import SHIPPED_CORPUS, Settings
from ..corpus.types import Anticipated
from ..index.adapter import Adapter, Maps
from ..index.embed import Matrix, make_embedder
from ..index.generation import Generation, first_passages, number_questions
from .descent import Adam, Floats, through_unit, unit_rows
from .embedding import embedded
from .fit_writer import opened
from .logistic import fit_logistic
from .written import Corpus, Pair, read_elsewhere, read_pairs

Rows = NDArray[np.intp]

SHARPNESS = 80.0
"""What cosines are multiplied by before the softmax; e5 was trained with 100 (Wang et al. 2024)."""

PENALTY = 0.01
"""How much a large map of the questions costs, beside the mean log loss."""

HIDDEN = 512
"""Hidden numbers of the map of the texts."""

STEPS, BATCH, RATE = 1600, 512, 0.002
"""Steps of Adam, pairs in each, and its rate, which falls to nothing as half a cosine."""

_REACH, _SCALE = 0.1, 8.0
"""What the maps' hidden numbers and inputs are multiplied by, so that one rate suits all weights."""

_GATE_SCALE, _GATE_PENALTY = 20.0, 0.001
"""What a vector's numbers are multiplied by to be of the order of 1, and how much large weights cost the gate."""

Parameters = tuple[Floats, Floats, Floats, Floats]
"""``change``, ``inner``, ``offset`` (one row) and ``outer`` of ``Maps``, before they are scaled."""


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
    inside: list[Matrix] = []
    assistants: list[Assistant] = []
    for corpus, folder in corpora.items():
        settings = Settings(corpus=(folder,), index=cache / corpus)
        _ = build(settings, lambda _: None)
        assistant, generation = opened(settings)
        questions, rows = asked_of(generation, read_pairs(corpus))
        vectors, kept = embedded(assistant, questions, embedder, cache)
        units = rows[kept]
        tasks.append(Pairs(vectors, generation.unit_vectors, units))
        tasks.append(Pairs(vectors, generation.vectors, first_passages(generation.passage_units)[units]))
        inside.append(vectors)
        assistants.append(assistant)
    asked = np.concatenate(inside)
    # They are about neither corpus, so either's way of asking does.
    outside, _ = embedded(assistants[0], read_elsewhere(), embedder, cache)
    maps = fit_maps(tasks)
    domain, bias = fit_gate(asked, outside)
    Adapter(maps, domain, bias).save(Path(__file__).parents[1] / "index" / "adapter.npz")
    typer.echo(f"{len(asked)} questions with an answer")


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


def fit_maps(tasks: Sequence[Pairs], hidden: int = HIDDEN, steps: int = STEPS, batch: int = BATCH) -> Maps:
    """The maps that bring questions nearest to what answers them, and away from all other texts.

    They have the least mean log loss of a softmax over all texts of each task (InfoNCE, Oord et al. 2018) plus
    ``PENALTY`` times half the squares of the questions' map, by Adam over ``batch`` pairs drawn at
    random in each step; the same input always gives the same maps.
    """
    random = np.random.default_rng(0)
    weights = _start(tasks[0].questions.shape[1], hidden, random)
    adam = Adam(weights)
    count = sum(len(task.questions) for task in tasks)
    for step in range(1, steps + 1):
        drawn = [_drawn(task, max(1, round(batch * len(task.questions) / count)), random) for task in tasks]
        rate = RATE * (0.5 + 0.5 * np.cos(np.pi * step / steps))
        adam.step(gradients(weights, drawn), [rate] * len(weights))
    change, inner, offset, outer = weights
    return Maps(*(one.astype(np.float32) for one in (change, _SCALE * inner, offset[0], _REACH * outer)))


def _start(size: int, hidden: int, random: np.random.Generator) -> Parameters:
    """Maps that move nothing yet; the hidden layer's at double precision, as the bundled ones were fitted."""
    inner, offset = (random.uniform(-1, 1, (rows, hidden)).astype(np.float32) / np.sqrt(size) for rows in (size, 1))
    return np.zeros((size, size), np.float32), inner, offset, np.zeros((hidden, size), np.float32)


def _drawn(task: Pairs, count: int, random: np.random.Generator) -> Pairs:
    some = random.integers(0, len(task.questions), count)
    return Pairs(task.questions[some], task.texts, task.answers[some])


def gradients(weights: Parameters, tasks: Sequence[Pairs]) -> Parameters:
    """The gradient, by each weight, of the mean log loss of all pairs plus the penalty."""
    change, inner, offset, outer = weights
    count = sum(len(task.questions) for task in tasks)
    by_change, by_inner, by_offset, by_outer = PENALTY * change, *(np.zeros_like(one) for one in weights[1:])
    for task in tasks:
        hidden = np.tanh(_SCALE * (task.texts @ inner) + offset)
        asked, asked_lengths = unit_rows(task.questions + task.questions @ change)
        told, told_lengths = unit_rows(task.texts + _REACH * (hidden @ outer))
        errors = _softmax(SHARPNESS * (asked @ told.T))
        errors[np.arange(len(asked)), task.answers] -= 1
        errors *= SHARPNESS / count
        by_change += task.questions.T @ through_unit(errors @ told, asked, asked_lengths)
        by_told = through_unit(errors.T @ asked, told, told_lengths)
        by_hidden = _REACH * (by_told @ outer.T) * (1 - hidden**2)
        by_outer += _REACH * (hidden.T @ by_told)
        by_inner += _SCALE * (task.texts.T @ by_hidden)
        by_offset += by_hidden.sum(axis=0, keepdims=True)
    return by_change, by_inner, by_offset, by_outer


def _softmax(scores: Floats) -> Floats:
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    return chances / chances.sum(axis=1, keepdims=True)


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
