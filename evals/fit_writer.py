"""Fitting the writer: ``python -m tillit.evals.fit_writer --norquad DIR --corpus DIR --corpus DIR --cache DIR``.

Each question is a list of what may be quoted for it. What carries something vital in a passage that the answer needs is
an answer; what only happens to match its pattern elsewhere, or carries something that may be said, counts neither way.
Only the dev cases and NorQuAD's half A are used; the model printed is copied into ``assistant/write/model.py``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, get_args

import typer

from ..assistant.answer import Assistant, Policy
from ..assistant.build import assemble, build
from ..assistant.settings import Settings
from ..assistant.types import Question
from ..assistant.understand import Ask
from ..assistant.write.model import WriterModel
from ..assistant.write.quotable import Quotable, quotables
from ..assistant.write.signals import Signals, signals_of
from ..index.build import build_index_of
from ..index.embed import make_embedder
from ..index.generation import Generation, open_generation
from .answers import squeezed
from .dataset import Case, in_part, load_cases, places
from .logistic import fit_listwise, fit_logistic
from .norquad import NorquadQuestion, half_of, load_documents, load_questions

CASE, NORQUAD = 1.0, 0.3
"""Weights of a part of a case and of a NorQuAD question, which is about one fact in running text."""

PENALTY, SHARE_PENALTY = 0.025, 0.0003
"""How much large weights cost in the order of quotables, and in the chance of answering."""

_SHARE_SCALE = 4.0
"""What a share's logarithm is divided by to be of the order of 1."""

ASKS: tuple[Ask, ...] = get_args(Ask)
_EVEN: Mapping[Ask, float] = dict.fromkeys(ASKS, 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be quoted for one part of a question: its signals, what of it answers, and how much the part counts."""

    ask: Ask
    signals: tuple[Signals, ...]
    answers: tuple[bool, ...]
    count: float


def main(
    norquad: Annotated[Path, typer.Option(help="Folder with NorQuAD's documents.jsonl and questions.jsonl.")],
    corpus: Annotated[list[str], typer.Option(help="Folder with documents; the cases are asked of each.")],
    cache: Annotated[Path, typer.Option(help="Folder for the indexes.")],
) -> None:
    """Fit the model and print it."""
    settings = Settings(index=cache / "norquad")
    _ = build_index_of(load_documents(norquad), settings.index, settings.embedder, make_embedder, lambda _: None)
    asked = list(norquad_asked(*opened(settings), load_questions(norquad)))
    for number, folder in enumerate(corpus):
        settings = Settings(corpus=(folder,), index=cache / f"corpus-{number}")
        _ = build(settings, lambda _: None)
        asked += case_asked(*opened(settings), in_part(load_cases(), "dev"))
    typer.echo(fit(asked))


def opened(settings: Settings) -> tuple[Assistant, Generation]:
    """The assistant over an index, and what it answers from."""
    embedder = make_embedder(settings.embedder)
    generation = open_generation(settings.index, embedder)
    return assemble(generation, embedder, Policy(0.0, None, settings.outdated_after_years, date.today)), generation


def fit(asked: Sequence[Asked]) -> WriterModel:
    """The order of most probability for the answers, then the chance of answering that each share stands for."""
    names = tuple(asked[0].signals[0])
    answered = [one for one in asked if any(one.answers)]
    weights = fit_listwise(
        [[[signals[name] for name in names] for signals in one.signals] for one in answered],
        [one.answers for one in answered],
        [one.count for one in answered],
        penalty=PENALTY,
    )
    order = {name: round(weight, 2) for name, weight in zip(names, weights, strict=True)}
    model = WriterModel(order, 1.0, _EVEN)
    slope, *start = fit_logistic(
        [
            [share / _SHARE_SCALE, *(float(one.ask == ask) for ask in ASKS)]
            for one in asked
            for share in model.shares(one.signals).tolist()
        ],
        [answer for one in asked for answer in one.answers],
        [one.count for one in asked for _ in one.answers],
        free=len(ASKS),
        penalty=SHARE_PENALTY,
    )
    odds: dict[Ask, float] = {ask: round(value, 2) for ask, value in zip(ASKS, start, strict=True)}
    return WriterModel(order, round(slope / _SHARE_SCALE, 2), odds)


def case_asked(assistant: Assistant, generation: Generation, cases: Sequence[Case]) -> Iterator[Asked]:
    """The parts of the answerable ``cases``."""
    for case in cases:
        if not case.refusal:
            yield from _asked(assistant, generation, case.question, _labels(generation, case), CASE)


def _labels(generation: Generation, case: Case) -> Callable[[Quotable], bool | None]:
    """Whether a quotable answers ``case``; ``None`` where that cannot be told."""
    needed = [place for evidence in case.evidence for place in places(evidence, generation.documents.values())]

    def in_place(row: int) -> bool:
        document_id, unit = generation.units[row]
        return any(document_id == name and unit.start < span.end and span.start < unit.end for name, span in needed)

    def label(found: Quotable) -> bool | None:
        text = "\n".join(squeezed(generation.unit_text(row)) for row in found.rows)
        if any(nugget.found_in(text) for nugget in case.of_weight("vital")):
            return True if any(map(in_place, found.about)) else None
        return None if any(nugget.found_in(text) for nugget in case.of_weight("okay")) else False

    return label


def norquad_asked(
    assistant: Assistant, generation: Generation, questions: Sequence[NorquadQuestion]
) -> Iterator[Asked]:
    """The questions of half A; what holds the answer, where it was found by those who asked, answers."""
    for question in questions:
        if half_of(question.document) == "A":
            yield from _asked(
                assistant,
                generation,
                Question(question.question),
                lambda found, question=question: any(
                    document_id == question.document and unit.start <= question.start < unit.end
                    for document_id, unit in (generation.units[row] for row in found.rows)
                ),
                NORQUAD,
            )


def _asked(
    assistant: Assistant,
    generation: Generation,
    question: Question,
    label: Callable[[Quotable], bool | None],
    count: float,
) -> Iterator[Asked]:
    for evidence in assistant.evidence(question):
        if not evidence.candidates:
            continue
        found = quotables(generation, (candidate.row for candidate in evidence.candidates))
        labels = [label(one) for one in found]
        told = [
            (signals, answers)
            for signals, answers in zip(signals_of(generation, evidence, found), labels, strict=True)
            if answers is not None
        ]
        if told:
            yield Asked(
                ask=evidence.part.ask,
                signals=tuple(signals for signals, _ in told),
                answers=tuple(answers for _, answers in told),
                count=count,
            )


if __name__ == "__main__":
    typer.run(main)
