"""How many questions that only sound answered are refused: ``python -m tillit.evals.bench.near_misses``.

A language model wrote them from the documents (``evals/pairs``): some without an answer, by kind, and twins, of which
one has an answer and the other sounds much like it. No model learned from them. They are many, so they tell small
changes apart; they are harder than what staff ask.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Protocol

import typer

from ...assistant.build import build, open_assistant
from ...assistant.settings import Settings
from ...assistant.types import Answer, Question
from ..metrics import auroc, share
from ..written import HELD_OUT, Corpus, Twins, Unanswered, read_twins, read_unanswered

ANSWERED, TWIN = "answered", "twin"
"""The kinds of twins: the one that has an answer, and the other."""


class Refusing(Protocol):
    """What is measured."""

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal."""
        ...

    def answerability(self, question: Question) -> float:
        """How sure it is that the documents answer: more is surer."""
        ...


def main(
    of: Annotated[
        Corpus, typer.Option(help="Whose questions; TILLIT_CORPUS and TILLIT_INDEX name the documents.")
    ] = "shipped",
    every: Annotated[int, typer.Option(min=1, help="Ask every so manieth question only.")] = 1,
) -> None:
    """Print, for each kind, how many were asked and the share refused, and how well the two sides are told apart."""
    settings = Settings()
    _ = build(settings, lambda _: None)
    unanswered = read_unanswered(of)[::HELD_OUT]
    for line in measure(open_assistant(settings), unanswered[::every], read_twins(of)[::every]):
        typer.echo(line)


def measure(assistant: Refusing, unanswered: Iterable[Unanswered], twins: Iterable[Twins]) -> Iterable[str]:
    """A line for each kind; then what is told of the twins: the area under the curve, and the share of pairs ordered.

    A pair is ordered when the one with the answer is surer to have one.
    """
    refused: dict[str, list[bool]] = defaultdict(list)

    def ask(kind: str, text: str) -> float:
        question = Question(text)
        refused[kind].append(assistant.ask(question).refusal is not None)
        return assistant.answerability(question)

    for one in unanswered:
        _ = ask(one.kind, one.question)
    sure = [(ask(ANSWERED, one.answered.question), ask(TWIN, one.unanswered)) for one in twins]
    for kind, some in refused.items():
        yield f"{kind}: {len(some)} asked, {share(some) or 0:.3f} refused"
    area = auroc([answered for answered, _ in sure], [twin for _, twin in sure])
    ordered = share([answered > twin for answered, twin in sure])
    yield f"twins: AUROC {area or 0:.3f}, {ordered or 0:.3f} ordered"


if __name__ == "__main__":
    typer.run(main)
