"""How many questions that only sound answered are refused: ``python -m tillit.evals.bench.near_misses``.

A language model wrote them from the shipped documents, some without an answer, by kind, and some with one
(``evals/pairs``). They are many, so they tell small changes apart; they are harder than what staff ask.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

import typer

from ...assistant.build import build, open_assistant
from ...assistant.settings import Settings
from ...assistant.types import Answer, Question
from ..metrics import auroc, share
from ..written import HELD_OUT, read_pairs, read_unanswered

ANSWERED = "answered"
"""The kind of those that have an answer."""


class Refusing(Protocol):
    """What is measured."""

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal."""
        ...

    def answerability(self, question: Question) -> float:
        """How sure it is that the documents answer: more is surer."""
        ...


def main() -> None:
    """Print, for each kind, how many were asked and the share refused, and how well the two sides are told apart.

    Every ``HELD_OUT``-th question is asked; those without an answer among them were not learned from.
    """
    settings = Settings()
    _ = build(settings, lambda _: None)
    asked = [(one.kind, one.question) for one in read_unanswered()]
    asked += [(ANSWERED, pair.question) for pair in read_pairs()]
    for line in measure(open_assistant(settings), asked[::HELD_OUT]):
        typer.echo(line)


def measure(assistant: Refusing, asked: Iterable[tuple[str, str]]) -> Iterable[str]:
    """A line for each kind among ``asked``, which holds kinds and questions, and one for the area under the curve."""
    refused: dict[str, list[bool]] = defaultdict(list)
    sure: dict[bool, list[float]] = {True: [], False: []}
    for kind, text in asked:
        question = Question(text)
        refused[kind].append(assistant.ask(question).refusal is not None)
        sure[kind == ANSWERED].append(assistant.answerability(question))
    for kind, some in refused.items():
        yield f"{kind}: {len(some)} asked, {share(some) or 0:.3f} refused"
    yield f"AUROC {auroc(sure[True], sure[False]) or 0:.3f}"


if __name__ == "__main__":
    typer.run(main)
