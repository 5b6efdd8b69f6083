"""Fitting the answerability model: ``python -m tillit.evals.fit --norquad DIR --corpus DIR --cache DIR``.

``--corpus`` may be given several times. Each question that the documents answer gives two samples: one as it is, and
one with the passages that answer it taken away, which is the hardest kind of question without an answer. The
unanswerable cases give one each. Only the dev cases and NorQuAD's half A are used; the model printed is copied into
``assistant/answerability.py``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ..assistant.answer import Assistant
from ..assistant.answerability import Model, features_of
from ..assistant.build import build, open_assistant
from ..assistant.settings import Settings
from ..assistant.types import Question
from ..index.build import build_index_of
from ..index.embed import make_embedder
from ..index.types import Hit
from .dataset import Case, in_part, load_cases, places
from .logistic import fit_logistic
from .metrics import auroc
from .norquad import half_of, load_documents, load_questions

CASE, NORQUAD, TAKEN_AWAY = 3.0, 1.0, 0.7
"""Weights of a case, a NorQuAD question, and a case whose answer was taken away, of which there are many."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The features of one question, whether it is in Norwegian and has an answer, and how much it counts."""

    features: tuple[float, ...]
    norwegian: bool
    answerable: bool
    weight: float


def main(
    norquad: Annotated[Path, typer.Option(help="Folder with NorQuAD's documents.jsonl and questions.jsonl.")],
    corpus: Annotated[list[str], typer.Option(help="Folder with documents; the cases are asked of each.")],
    cache: Annotated[Path, typer.Option(help="Folder for the indexes.")],
) -> None:
    """Fit the model and print it with its AUROC on the dev cases."""
    samples = list(_norquad_samples(norquad, Settings(index=cache / "norquad")))
    cases: list[Sample] = []
    for number, folder in enumerate(corpus):
        settings = Settings(corpus=(folder,), index=cache / f"corpus-{number}")
        _ = build(settings, lambda _: None)
        assistant = open_assistant(settings)
        cases += [sample for case in in_part(load_cases(), "dev") for sample in _case_samples(assistant, case)]
    model = fit([*samples, *cases])
    real = [sample for sample in cases if sample.weight == CASE]
    separation = auroc(
        [score(model, sample) for sample in real if sample.answerable],
        [score(model, sample) for sample in real if not sample.answerable],
    )
    typer.echo(f"{model}\nAUROC on dev: {separation}")


def fit(samples: Sequence[Sample]) -> Model:
    """The logistic model of least weighted log loss, by gradient descent.

    ``personal`` is so seldom other than 0 that a penalty would leave little of it; like the intercepts it has none.
    """
    weights = fit_logistic(
        [[*sample.features, float(sample.norwegian), float(not sample.norwegian)] for sample in samples],
        [sample.answerable for sample in samples],
        [sample.weight for sample in samples],
        free=3,
    )
    *features, norwegian, foreign = (round(weight, 2) for weight in weights)
    return Model(norwegian, foreign, tuple(features))


def score(model: Model, sample: Sample) -> float:
    """The log odds that the model gives a sample."""
    start = model.norwegian if sample.norwegian else model.foreign
    return start + sum(weight * value for weight, value in zip(model.weights, sample.features, strict=True))


def _norquad_samples(data: Path, settings: Settings) -> Iterator[Sample]:
    _ = build_index_of(load_documents(data), settings.index, settings.embedder, make_embedder, lambda _: None)
    assistant = open_assistant(settings)
    for question in load_questions(data):
        if half_of(question.document) == "A":
            yield from _samples(
                assistant,
                Question(question.question),
                lambda hit, answer=question.document: hit.passage.document_id == answer,
                (NORQUAD, NORQUAD),
            )


def _case_samples(assistant: Assistant, case: Case) -> Iterator[Sample]:
    if case.refusal:
        yield from _samples(assistant, case.question, lambda _: False, (CASE, 0.0), answerable=False)
        return
    spans = [place for evidence in case.evidence for place in places(evidence, assistant.documents.values())]

    def answers(hit: Hit) -> bool:
        passage = hit.passage
        return any(
            passage.document_id == document_id and passage.start < span.end and span.start < passage.end
            for document_id, span in spans
        )

    yield from _samples(assistant, case.question, answers, (CASE, TAKEN_AWAY))


def _samples(
    assistant: Assistant,
    question: Question,
    answers: Callable[[Hit], bool],
    weights: tuple[float, float],
    *,
    answerable: bool = True,
) -> Iterator[Sample]:
    for evidence in filter(lambda found: found.candidates, assistant.evidence(question)[:1]):
        found = features_of(evidence)
        yield Sample(astuple(found), evidence.part.norwegian, answerable, weights[0])
    without = assistant.evidence(question, without=answers)[: int(answerable)]
    for evidence in filter(lambda found: found.candidates, without):
        taken = features_of(evidence)
        yield Sample(astuple(taken), evidence.part.norwegian, answerable=False, weight=weights[1])


if __name__ == "__main__":
    typer.run(main)
