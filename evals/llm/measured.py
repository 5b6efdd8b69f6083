"""What answers in a model's words come to, beside the quoted answers to the same questions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Protocol

from ...assistant.language import Detected
from ...assistant.types import Answer, Language, Question
from ...assistant.verify import Judge
from ...corpus.types import Document
from ..answers import nugget_recall, shown_sentences
from ..dataset import Case, Register
from ..metrics import mean, middle, percentile, share
from ..types import Shown
from .fate import Fate
from .labelled import ByHand, Label, by_hand
from .mutants import Tried
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


@dataclass(frozen=True, slots=True)
class LlmReport:
    """The figures of both engines on the cases recorded, and what became of the model's sentences.

    ``worded`` is the share of answers that show at least one sentence in the model's words, ``stale`` how many calls
    could not be replayed. Of the ``said`` sentences the share ``rewritten`` was shown in second words, and the share
    ``replaced`` by quotes. ``language`` is the share of answers whose sentences in the model's words are in the
    language asked in, ``nynorsk`` that of those to nynorsk. Times are those of the recording, in seconds: to the
    ``first`` words, to the first sentence ``shown``, to a call's last words; ``own`` is our share of the time that an
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
    said: int
    rewritten: float | None
    replaced: float | None
    language: float | None
    nynorsk: float | None
    by_hand: ByHand
    mutants: Mapping[str, Tried]
    first: float | None
    shown: float | None
    seconds: float | None
    slowest: float | None
    own: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one case came to in a model's words: the answer, what is measured of its sentences, and their fate."""

    case: Case
    record: Record
    answer: Answer
    shown: tuple[Shown, ...]
    fate: Fate

    @property
    def labels(self) -> Mapping[Label, Shown]:
        """The shown sentences in the model's words, as they are put to a person who labels them."""
        both = zip(self.answer.sentences, self.shown, strict=True)
        own = [one for sentence, one in both if sentence in self.fate.own]
        quotes = [tuple(quote.quote for quote in one.quotes) for one in own]
        question = self.answer.question
        return {Label(self.case.id, question, one.text, two): one for one, two in zip(own, quotes, strict=True)}


def tell(
    assistant: Asked,
    cases: Sequence[Case],
    records: Sequence[Record],
    judge: Judge,
    stopwords: AbstractSet[str],
    fate: Callable[[Answer], Fate],
) -> tuple[Told, ...]:
    """The recorded ones of ``cases``, answered in the model's words."""
    recorded = {record.case: record for record in records}
    told: list[Told] = []
    for case in cases:
        if case.id in recorded:
            answer = assistant.ask(replace(case.question, engine="llm"))
            shown = shown_sentences(answer, (), assistant.documents, judge, stopwords)
            told.append(Told(case, recorded[case.id], answer, shown, fate(answer)))
    return tuple(told)


def measure(
    told: Sequence[Told],
    quoted: EngineFigures,
    detect: Callable[[str], Detected],
    labels: Sequence[Label],
    mutants: Mapping[str, Tried],
    stale: int,
) -> LlmReport:
    """The figures of what was ``told``, beside those of the quoted answers to the same questions."""
    calls = [exchange for one in told for exchange in one.record.exchanges]
    called = [one for one in told if one.record.exchanges]
    own = sum((one.answer.timings_ms["total"] - one.answer.timings_ms["model"]) / 1000 for one in called)
    took = sum(call.seconds for call in calls)
    said = sum(one.fate.said for one in told)
    return LlmReport(
        model=", ".join(sorted({one.record.model for one in told})),
        cases=len(told),
        calls=len(calls),
        stale=stale,
        troubled=sum(call.trouble is not None for call in calls),
        llm=figures([one.case for one in told], [one.answer for one in told], [one.shown for one in told]),
        extractive=quoted,
        worded=share(one.answer.engine == "llm" for one in called),
        said=said,
        rewritten=sum(one.fate.rewritten for one in told) / said if said else None,
        replaced=sum(one.fate.replaced for one in told) / said if said else None,
        language=share(_in_language(told, detect)),
        nynorsk=share(_in_language([one for one in told if one.case.register == "nn"], detect)),
        by_hand=by_hand({label: shown for one in told for label, shown in one.labels.items()}, labels),
        mutants=mutants,
        first=middle([one.record.exchanges[0].first for one in called if one.record.exchanges[0].first is not None]),
        shown=middle([one.record.shown for one in called if one.record.shown is not None]),
        seconds=middle([call.seconds for call in calls]),
        slowest=percentile([call.seconds for call in calls], 0.95),
        own=own / (own + took) if calls else None,
    )


_WRITTEN: Mapping[Register, frozenset[Language]] = {"nb": frozenset({"nb"}), "nn": frozenset({"nn"})}
"""What a register is to be answered in; dialect and keywords are neither of the two written forms."""


def _in_language(told: Sequence[Told], detect: Callable[[str], Detected]) -> Iterator[bool]:
    """For each answer with sentences in the model's words, these alone, whether they are in the asker's language.

    What the product quotes and says around it is not the model's, and what the product took the question for is not
    what it is in.
    """
    for one in told:
        if one.fate.own:
            language = detect(" ".join(sentence.text for sentence in one.fate.own)).language
            yield language in _WRITTEN.get(one.case.register, {"nb", "nn"})


def quoted(assistant: Asked, cases: Sequence[Case], judge: Judge, stopwords: AbstractSet[str]) -> EngineFigures:
    """The figures of the quoted answers to ``cases``."""
    answers = [assistant.ask(replace(case.question, engine="extractive")) for case in cases]
    shown = [shown_sentences(one, (), assistant.documents, judge, stopwords) for one in answers]
    return figures(cases, answers, shown)


def figures(cases: Sequence[Case], answers: Sequence[Answer], shown: Sequence[Sequence[Shown]]) -> EngineFigures:
    """The figures of one engine's answers to ``cases``, and what is measured of their sentences."""
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
    )
