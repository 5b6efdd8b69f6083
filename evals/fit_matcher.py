"""Fitting the matcher: ``python -m tillit.evals.fit_matcher --originals DIR --cache DIR``, after ``fit_adapter``.

Learns from the same questions, each with what answers it, and from those that only sound as if the documents answered
them (``pairs/unanswered*.tsv``) but for every ``HELD_OUT``-th, on which ``bench/near_misses`` measures. No case is
looked at. The matcher is written to ``index/matcher.npz``; every index is made anew for it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from ..assistant.build import build
from ..assistant.settings import SHIPPED_CORPUS, Settings
from ..index.adapter import Comparable
from ..index.embed import make_embedder
from ..index.generation import Generation, first_passages, texts_to_embed
from ..index.manifest import MATCHER
from ..index.matcher import Matcher
from ..index.scores import Scores, z_scores
from ..index.tokens import token_encoder
from .descent import Adam, Floats, through_unit, unit_rows
from .embedding import embedded
from .fit_adapter import Rows, asked_of
from .fit_writer import opened
from .written import HELD_OUT, Corpus, read_elsewhere, read_pairs, read_unanswered

SIZE = 64
"""Numbers of a token's vector."""

STEPS, BATCH, RATE = 4000, 32, 0.002
"""Steps of Adam, questions in each, and its rate, which falls to nothing as a line."""

_WARM_UP = 20
"""Steps over which the rate rises."""

_NEAR = 24
"""Texts nearest to a question among which those that do not answer are drawn."""

_NEAREST, _OTHERS, _BEST = 4, 4, 8
"""Of the ``_BEST`` nearest and of the others, how many are drawn in a step."""

_OF_UNIT, _OF_PASSAGE = 0.5, 0.35
"""What a text's nearness, by its own vector and its passage's, counts when the nearest are sought."""

_BAR_SCALE, _NUMBERS_RATE = 10.0, 3.0
"""What the bar is multiplied by, and the rate of single numbers, so that one rate suits all weights."""

Parameters = tuple[Floats, Floats, Floats, Floats]
"""Of standardised states: the maps of questions and texts, what weighs a question's tokens; and three single numbers,
this one's offset, the logarithm of ``Matcher.sharpness`` and the bar over ``_BAR_SCALE``."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question's token states, those of all texts, the row of the text that answers, if any, and of the nearest."""

    states: Floats
    texts: Sequence[Floats]
    answer: int | None
    near: Sequence[int]


def main(
    originals: Annotated[str, typer.Option(help="Folder with the original documents.")],
    cache: Annotated[Path, typer.Option(help="Folder for the indexes, the one that fit_adapter used.")],
) -> None:
    """Fit the matcher and save it."""
    corpora: dict[Corpus, str] = {"shipped": SHIPPED_CORPUS, "originals": originals}
    asked = [
        one
        for corpus, folder in corpora.items()
        for one in _asked(corpus, Settings(corpus=(folder,), index=cache / corpus), cache)
    ]
    fit_matcher(asked).save(Path(__file__).parents[1] / "index" / MATCHER)
    typer.echo(f"{len(asked)} questions, {sum(one.answer is not None for one in asked)} of them with an answer")


def _asked(corpus: Corpus, settings: Settings, cache: Path) -> Iterator[Asked]:
    _ = build(settings, lambda _: None)
    assistant, generation = opened(settings)
    questions, rows = asked_of(generation, read_pairs(corpus))
    answers: list[int | None] = [*rows.tolist()]
    open_ones = [one.question for place, one in enumerate(read_unanswered(corpus)) if place % HELD_OUT]
    if corpus == "shipped":
        open_ones += read_elsewhere()
    asked = [*questions, *open_ones]
    vectors, kept = embedded(assistant, asked, make_embedder(settings.embedder), cache)
    answers += [None] * len(open_ones)
    encoder = token_encoder()
    headed = texts_to_embed(generation.documents, generation.passages).headed
    texts = [encoder(text, "passage").astype(np.float16) for text in headed]
    near = _Near(generation)
    places: list[int] = kept.tolist()
    for place, vector in zip(places, vectors, strict=True):
        yield Asked(encoder(asked[place], "query").astype(np.float16), texts, answers[place], near(vector))


class _Near:
    """Finds the units nearest to a question by their vectors."""

    def __init__(self, generation: Generation) -> None:
        self._comparable = Comparable.of(generation)
        self._first = first_passages(generation.passage_units)

    def __call__(self, vector: Floats) -> list[int]:
        question = self._comparable.question(vector)
        own = z_scores(self._comparable.units.near(question))
        return np.argsort(-_OF_UNIT * own - _OF_PASSAGE * self._of_passages(question))[:_NEAR].tolist()

    def _of_passages(self, question: Floats) -> Scores:
        return z_scores(self._comparable.passages.near(question))[self._first]


def fit_matcher(asked: Sequence[Asked], size: int = SIZE, steps: int = STEPS, batch: int = BATCH) -> Matcher:
    """The matcher under which what answers a question is likeliest, among texts near to it and that nothing answers.

    It has the least mean log loss of a softmax over the odds of a question's drawn texts and those of nothing, which
    are even, by Adam; the same input always gives the same matcher.
    """
    random = np.random.default_rng(0)
    mean, spread = _standard(asked)
    weights = _start(len(mean), size, random)
    adam = Adam(weights)
    waiting: list[int] = []
    for step in range(1, steps + 1):
        if len(waiting) < batch:
            waiting = random.permutation(len(asked)).tolist()
        drawn = [_drawn(asked[waiting.pop()], random) for _ in range(batch)]
        rate = RATE * min(1.0, step / _WARM_UP) * (1 - step / steps)
        by_weights = gradients(weights, [_standardised(one, mean, spread) for one in drawn])
        adam.step(by_weights, [rate, rate, rate, _NUMBERS_RATE * rate])
    return _matcher(weights, mean, spread)


def _standard(asked: Sequence[Asked]) -> tuple[Floats, Floats]:
    """The mean and the standard deviation of each number of the texts' states."""
    texts = {id(one.texts): one.texts for one in asked}
    states = np.concatenate([text for some in texts.values() for text in some]).astype(np.float32)
    return states.mean(axis=0), states.std(axis=0)


def _start(width: int, size: int, random: np.random.Generator) -> Parameters:
    """The same random map for questions and texts, under which like tokens are near; all tokens count alike."""
    shared = random.standard_normal((width, size)).astype(np.float32) / math.sqrt(width)
    numbers = np.array([0.0, math.log(20), 2.0], np.float32)
    return shared, shared.copy(), np.zeros(width, np.float32), numbers


def _matcher(weights: Parameters, mean: Floats, spread: Floats) -> Matcher:
    """The matcher for states as they are."""
    question, text, weigh = ((one.T / spread).astype(np.float32) for one in weights[:3])
    offset, sharpness, bar = weights[3].tolist()
    return Matcher(
        question_map=question.T,
        question_offset=(-question @ mean).astype(np.float32),
        text_map=text.T,
        text_offset=(-text @ mean).astype(np.float32),
        weigh=weigh,
        weigh_offset=offset - float(weigh @ mean),
        sharpness=math.exp(sharpness),
        bar=_BAR_SCALE * bar,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A question's token states and those of some texts, of which the first answers it if any does."""

    states: Floats
    texts: Sequence[Floats]
    answered: bool


def _drawn(one: Asked, random: np.random.Generator) -> Drawn:
    """The answer, or of a question without one the two nearest texts, which are the likeliest to be taken for it."""
    others = [row for row in one.near if row != one.answer]
    sure = others[:2] if one.answer is None else [one.answer]
    others = [row for row in others if row not in sure]
    rows = [*sure, *_some(others[:_BEST], _NEAREST, random), *_some(others[_BEST:], _OTHERS, random)]
    return Drawn(one.states, [one.texts[row] for row in rows], one.answer is not None)


def _some(rows: Sequence[int], count: int, random: np.random.Generator) -> list[int]:
    return random.permutation(rows)[:count].astype(int).tolist()


def _standardised(one: Drawn, mean: Floats, spread: Floats) -> Drawn:
    texts = [(text.astype(np.float32) - mean) / spread for text in one.texts]
    return Drawn((one.states.astype(np.float32) - mean) / spread, texts, one.answered)


def loss(weights: Parameters, drawn: Sequence[Drawn]) -> float:
    """The mean log loss that ``gradients`` is the gradient of."""
    return float(np.mean([_Compared.of(weights, one).loss() for one in drawn]))


def gradients(weights: Parameters, drawn: Sequence[Drawn]) -> Parameters:
    """The gradient of the mean log loss by each weight."""
    by_weights = tuple(np.zeros_like(one) for one in weights)
    for one in drawn:
        for place, gradient in enumerate(_Compared.of(weights, one).gradients()):
            by_weights[place][...] += gradient / len(drawn)
    by_question, by_text, by_weigh, by_numbers = by_weights
    return by_question, by_text, by_weigh, by_numbers


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """One question beside its texts: all that the loss and its gradient are made of.

    ``asked`` and ``told`` are the tokens' vectors at length 1, ``asked_lengths`` and ``told_lengths`` what they were
    divided by; ``raw`` weighs the question's tokens before the softplus, ``shares`` after it, together 1.
    ``nearest`` holds, by token and text, the place in ``told`` of the nearest token, ``near`` its cosine.
    ``chances`` are those of the texts, then that of nothing.
    """

    weights: Parameters
    drawn: Drawn
    told_states: Floats
    asked: Floats
    asked_lengths: Floats
    told: Floats
    told_lengths: Floats
    raw: Floats
    shares: Floats
    nearest: Rows
    near: Floats
    chances: Floats

    @classmethod
    def of(cls, weights: Parameters, drawn: Drawn) -> "_Compared":
        question, text, weigh, (offset, sharpness, bar) = weights
        told_states = np.concatenate(drawn.texts)
        asked, asked_lengths = unit_rows(drawn.states @ question)
        told, told_lengths = unit_rows(told_states @ text)
        raw = drawn.states @ weigh + offset
        shares = np.logaddexp(0, raw)
        shares /= shares.sum()
        cosines = asked @ told.T
        ends = np.cumsum([len(one) for one in drawn.texts]).tolist()
        bounds = zip([0, *ends], ends, strict=False)
        nearest = np.stack([cosines[:, start:end].argmax(axis=1) + start for start, end in bounds], axis=1)
        near = np.take_along_axis(cosines, nearest, axis=1)
        odds = np.append(np.exp(sharpness) * (shares @ near) - _BAR_SCALE * bar, np.float32(0))
        chances = np.exp(odds - odds.max())
        return cls(
            weights, drawn, told_states, asked, asked_lengths, told, told_lengths, raw, shares, nearest, near,
            chances / chances.sum(),
        )  # fmt: skip

    def _right(self) -> int:
        return 0 if self.drawn.answered else len(self.drawn.texts)

    def loss(self) -> float:
        return -float(np.log(self.chances[self._right()]))

    def gradients(self) -> Parameters:
        errors = self.chances.copy()
        errors[self._right()] -= 1
        errors = errors[:-1]
        sharpness = np.exp(self.weights[3][1])
        by_cosines = np.zeros((len(self.asked), len(self.told)), np.float32)
        np.put_along_axis(by_cosines, self.nearest, sharpness * np.outer(self.shares, errors), axis=1)
        by_asked = through_unit(by_cosines @ self.told, self.asked, self.asked_lengths)
        by_told = through_unit(by_cosines.T @ self.asked, self.told, self.told_lengths)
        by_shares = sharpness * (self.near @ errors)
        rising = 1 / (1 + np.exp(-self.raw))
        by_raw = (by_shares - self.shares @ by_shares) / np.logaddexp(0, self.raw).sum() * rising
        by_sharpness = sharpness * (self.shares @ self.near @ errors)
        numbers = np.array([by_raw.sum(), by_sharpness, -_BAR_SCALE * errors.sum()], np.float32)
        return self.drawn.states.T @ by_asked, self.told_states.T @ by_told, self.drawn.states.T @ by_raw, numbers


if __name__ == "__main__":
    typer.run(main)
