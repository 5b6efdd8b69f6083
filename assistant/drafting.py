"""Who drafts the parts of an answer: the writer that quotes, or a model, and the former where the latter fails."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..corpus.types import Unit
from ..index.generation import Generation
from .answerability import answerability
from .evidence import Evidence
from .fitting import FittingEvidence
from .llm.talking import Unavailable
from .showing import Showing
from .write.draft import Asking, Draft, Worded, Writer
from .write.extractive import ExtractiveWriter
from .write.leaning import points

_MOSTLY = 0.5
"""The share of a model's sentences that must be proven, else the quoted answer is given too."""


@dataclass(slots=True)
class Outcome:
    """What drafting tells beside its drafts: parts without an answer, whether sources differ, what a model came to."""

    unanswered: list[str] = field(default_factory=list[str])
    differ: bool = False
    unavailable: bool = False
    unproven: bool = False


class Drafting:
    """Has the parts of one question drafted whose evidence is sure enough."""

    def __init__(
        self, generation: Generation, fitting: FittingEvidence, extractive: ExtractiveWriter, model: Writer | None
    ) -> None:
        self._generation = generation
        self._fitting = fitting
        self._extractive = extractive
        self._model = model

    @property
    def has_model(self) -> bool:
        """Whether there is a language model to word answers."""
        return self._model is not None

    def quoted(self, evidence: Sequence[Evidence], threshold: float, outcome: Outcome) -> tuple[Draft, ...]:
        """All that is quoted for the parts of the question."""
        drafts: list[Draft] = []
        shown: set[tuple[str, Unit]] = set()
        sure = self._sure(evidence, threshold)
        for found in evidence:
            written = self._disagreeing(found, outcome) or (self._extractive.write(found) if found in sure else ())
            if not written:
                outcome.unanswered.append(found.part.text)
            for draft in written:
                units = self._new(draft, shown)
                shown.update((draft.document_id, unit) for unit in units)
                drafts.extend([replace(draft, units=units)] if units else [])
        return tuple(drafts)

    def _new(self, draft: Draft, shown: Collection[tuple[str, Unit]]) -> tuple[Unit, ...]:
        """The units of ``draft`` that are not shown yet; all, where the first of these would lean on one that is."""
        units = tuple(unit for unit in draft.units if (draft.document_id, unit) not in shown)
        text = self._generation.documents[draft.document_id].text
        return draft.units if units and points(text[units[0].start : units[0].end]) else units

    def worded(
        self, evidence: Sequence[Evidence], threshold: float, showing: Showing, asking: Asking, outcome: Outcome
    ) -> Iterator[Draft | Worded]:
        """What is drafted for the parts of the question, one draft after the other as ``showing`` takes them."""
        sure = self._sure(evidence, threshold)
        for found in evidence:
            before = len(showing.sentences)
            yield from self._disagreeing(found, outcome)
            if self._model and found in sure:
                yield from self._by_model(self._model, found, showing, asking, outcome)
            if len(showing.sentences) == before:
                outcome.unanswered.append(found.part.text)

    def _by_model(
        self, model: Writer, found: Evidence, showing: Showing, asking: Asking, outcome: Outcome
    ) -> Iterator[Draft | Worded]:
        """What the model drafts, and where it fails or can mostly not be proven what is quoted without it.

        What could not be proven comes last, in other words or by its quotes: the rest need not wait for it.
        """
        kept, replaced = showing.kept, showing.replaced
        try:
            yield from model.write(found, asking)
        except Unavailable:
            outcome.unavailable = True
            yield from (replace(failed, again=True) for failed in showing.failed())
            yield from self._extractive.write(found)
            return
        yield from model.rewrite(showing.failed(), asking)
        kept, replaced = showing.kept - kept, showing.replaced - replaced
        if kept <= _MOSTLY * (kept + replaced):
            outcome.unproven = True
            yield from self._extractive.write(found)

    def _disagreeing(self, found: Evidence, outcome: Outcome) -> tuple[Draft, ...]:
        disagreeing = self._fitting.disagreeing(found)
        outcome.differ = outcome.differ or bool(disagreeing)
        return disagreeing

    def _sure(self, evidence: Sequence[Evidence], threshold: float) -> tuple[Evidence, ...]:
        """The evidence of the parts to answer: sure enough, and of several parts met in words of their own.

        Where no part is met so, they may be one question in two sentences, and the surest is answered.
        """
        sure = [found for found in evidence if found.candidates and answerability(found) >= threshold]
        if len(evidence) == 1 or not sure:
            return tuple(sure)
        own = tuple(found for found in sure if self._fitting.is_about_itself(found))
        return own or (max(sure, key=answerability),)
