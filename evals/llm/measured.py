"""What answers in a model's words come to, beside the quoted answers to the same questions."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Protocol

from ...assistant.language import Detected
from ...assistant.types import Answer, Engine, Question
from ...assistant.verify import Judge
from ...corpus.types import Document
from ..answers import nugget_recall, shown_sentences
from ..dataset import Case
from ..metrics import mean, middle, percentile, share
from ..types import Shown
from .recording import Record
from .strict import facts_stand


class Asked(Protocol):
    """What is needed of the assistant."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that citations name, by id."""
        ...

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal."""
        ...


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """What one engine came to; a figure is ``None`` where there was nothing to measure.

    ``facts`` is the share of shown sentences whose figures, dates, names and negations stand in their quotes.
    """

    nuggets: float | None
    words: float | None
    faithfulness: float | None
    citation_recall: float | None
    citation_precision: float | None
    facts: float | None
    refused: float | None
    wrongly_refused: float | None
    language: float | None


@dataclass(frozen=True, slots=True)
class LlmReport:
    """The figures of both engines on the cases recorded, and what became of the model's sentences.

    ``worded`` is the share of answers that show at least one sentence in the model's words, ``stale`` how many calls
    could not be replayed. Times are those of the recording, in seconds; ``own`` is our share of the time that an
    answer took: finding, reading, proving.
    """

    model: str
    cases: int
    calls: int
    stale: int
    troubled: int
    llm: EngineFigures
    extractive: EngineFigures
    worded: float | None
    sentences: int
    first: float | None
    seconds: float | None
    slowest: float | None
    own: float | None


def measure(
    assistant: Asked,
    cases: Sequence[Case],
    records: Sequence[Record],
    judge: Judge,
    stopwords: AbstractSet[str],
    detect: Callable[[str], Detected],
    stale: Callable[[], int],
) -> LlmReport:
    """Ask the recorded ones of ``cases`` with both engines and measure what is shown."""
    recorded = {record.case: record for record in records}
    asked = [case for case in cases if case.id in recorded]
    calls = [exchange for case in asked for exchange in recorded[case.id].exchanges]

    def figures(engine: Engine) -> tuple[EngineFigures, list[Answer]]:
        answers = [assistant.ask(replace(case.question, engine=engine)) for case in asked]
        shown = [shown_sentences(one, (), assistant.documents, judge, stopwords) for one in answers]
        return _figures(asked, answers, shown, detect), answers

    by_model, answers = figures("llm")
    quoted, _ = figures("extractive")
    called = [answer for case, answer in zip(asked, answers, strict=True) if recorded[case.id].exchanges]
    own = sum((answer.timings_ms["total"] - answer.timings_ms["model"]) / 1000 for answer in called)
    took = sum(call.seconds for call in calls)
    return LlmReport(
        model=", ".join(sorted({record.model for record in records})),
        cases=len(asked),
        calls=len(calls),
        stale=stale(),
        troubled=sum(call.trouble is not None for call in calls),
        llm=by_model,
        extractive=quoted,
        worded=share(answer.engine == "llm" for answer in called),
        sentences=sum(len(answer.sentences) for answer in answers),
        first=middle([call.first for call in calls if call.first is not None]),
        seconds=middle([call.seconds for call in calls]),
        slowest=percentile([call.seconds for call in calls], 0.95),
        own=own / (own + took) if calls else None,
    )


def _figures(
    cases: Sequence[Case],
    answers: Sequence[Answer],
    shown: Sequence[Sequence[Shown]],
    detect: Callable[[str], Detected],
) -> EngineFigures:
    every = [sentence for one in shown for sentence in one]
    quotes = [quote for sentence in every for quote in sentence.quotes]
    answered = [answer for answer in answers if not answer.refusal]
    recalls = [
        nugget_recall(case.of_weight("vital"), [sentence.text for sentence in one])
        for case, one in zip(cases, shown, strict=True)
        if case.of_weight("vital")
    ]
    return EngineFigures(
        nuggets=mean(recalls),
        words=middle([float(sum(len(s.text.split()) for s in answer.sentences)) for answer in answered]),
        faithfulness=share(sentence.faithful is True for sentence in every),
        citation_recall=share(any(quote.supports for quote in sentence.quotes) for sentence in every),
        citation_precision=share(quote.supports is True for quote in quotes),
        facts=share(facts_stand(sentence.text, [quote.quote for quote in sentence.quotes]) for sentence in every),
        refused=share(answer.refusal is not None for case, answer in zip(cases, answers, strict=True) if case.refusal),
        wrongly_refused=share(
            answer.refusal is not None for case, answer in zip(cases, answers, strict=True) if not case.refusal
        ),
        language=share(
            detect(answer.text).language == answer.language for answer in answered if answer.engine == "llm"
        ),
    )
