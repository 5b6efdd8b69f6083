"""The one path: question, evidence, draft, verified answer."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ..corpus.provenance import origin_at
from ..corpus.types import Document, Source, Unit
from ..index.generation import Generation
from ..index.lexical import stem, words
from ..index.types import Hit
from .answerability import answerability
from .compose import compose
from .evidence import Evidence, EvidenceFinder
from .fitting import FittingEvidence
from .starters import bare, topics
from .texts import Texts
from .types import Answer, Language, Notice, Question, Refusal, RefusalReason, Topic
from .understand import Understanding, Understood
from .verify import proven
from .write.draft import Draft
from .write.extractive import ExtractiveWriter
from .write.leaning import points

SUGGESTIONS = 3

_TERM = 7
"""Letters from which the stem of a word in a heading is a term of the subject rather than a common word."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the maintainer decides: how sure is sure enough, whom to ask, and when a source is old."""

    threshold: float
    contact: str | None
    outdated_after_years: int
    today: Callable[[], date]


@dataclass(frozen=True, slots=True)
class _Written:
    """The drafts for the parts that have an answer, the parts that have none, and whether sources differ."""

    drafts: tuple[Draft, ...]
    unanswered: tuple[str, ...]
    differ: bool = False


class Assistant:
    """Answers questions from one generation; safe to use from several threads at once."""

    def __init__(
        self,
        generation: Generation,
        understanding: Understanding,
        finder: EvidenceFinder,
        writer: ExtractiveWriter,
        texts: Mapping[Language, Texts],
        policy: Policy,
    ) -> None:
        self._generation = generation
        self._fitting = FittingEvidence(generation, finder, self._is_old)
        self._understanding = understanding
        self._finder = finder
        self._writer = writer
        self._texts = texts
        self._policy = policy
        headings = (" ".join(passage.headings) for passage in generation.passages)
        titles = (document.source.title for document in generation.documents.values())
        terms = (stem(word) for text in (*titles, *headings) for word in words(text))
        self._subjects = frozenset(term for term in terms if len(term) >= _TERM)
        self._starters = {language: self._answered_starters(language) for language in texts}

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that citations and hits name, by id."""
        return self._generation.documents

    def document(self, document_id: str) -> Document | None:
        """The document of that id as the generation holds it."""
        return self._generation.documents.get(document_id)

    def starters(self, language: Language) -> tuple[str, ...]:
        """A few questions that the documents answer."""
        return self._starters[language]

    @cached_property
    def _topics(self) -> tuple[Topic, ...]:
        about = self._texts["nb"]
        return topics(
            self._generation.documents.values(),
            lambda heading: self._is_answered(about("suggestion.about", heading=heading)),
        )

    def topics(self) -> tuple[Topic, ...]:
        """The longest documents, each with headings that are answered when asked about; found when first asked for."""
        return self._topics

    @property
    def abbreviations(self) -> Mapping[str, str]:
        """The terms that the documents define abbreviations for, by the abbreviation."""
        return self._understanding.abbreviations

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first; those of a question in parts in turn. None for an unsafe question.

        A small passage comes with its small neighbours.
        """
        understood = self._understanding.understand(question)
        if understood.unsafe:
            return ()
        rankings = [self._finder.hits(part)[0] for part in understood.parts]
        whole = self._generation.whole
        return _merged([[replace(hit, passage=whole[hit.passage.id]) for hit in hits] for hits in rankings], k)

    def evidence(self, question: Question, *, without: Callable[[Hit], bool] = lambda _: False) -> tuple[Evidence, ...]:
        """The evidence for each part of a question that may be answered, without the hits that ``without`` marks."""
        understood = self._understanding.understand(question)
        if understood.refusal:
            return ()
        return tuple(self._fitting.find(part, without=without) for part in understood.parts)

    def answerability(self, question: Question) -> float:
        """The probability that the documents answer the best answered part of the question; 0 when none may be."""
        return max(map(answerability, self.evidence(question)), default=0.0)

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal; what personal data the question held is in neither."""
        return self._answer(question, self._policy.threshold)

    def ask_anyway(self, question: Question) -> Answer:
        """The answer that ``ask`` would give were the weakest evidence enough."""
        return self._answer(question, 0.0)

    def _answer(self, question: Question, threshold: float) -> Answer:
        clock = _Clock()
        understood = self._understanding.understand(question)
        if understood.refusal:
            return self._refused(question, understood, understood.refusal, (), clock)
        evidence = tuple(self._fitting.find(part) for part in understood.parts)
        clock.lap("retrieve")
        written = self._write(evidence, threshold)
        clock.lap("write")
        texts = self._texts[understood.language]
        sentences, citations = compose(written.drafts, self._generation.documents, texts, dated=understood.about_now)
        shown = proven(sentences, citations, self._generation.documents)
        clock.lap("verify")
        if not shown:
            return self._refused(question, understood, self._why_not(understood), evidence, clock)
        used = {number for sentence in shown for number in sentence.citations}
        return Answer(
            question=understood.text,
            language=understood.language,
            engine="extractive",
            sentences=shown,
            citations=tuple(citation for citation in citations if citation.number in used),
            unanswered=written.unanswered,
            notices=self._notices(question, understood, written),
            timings_ms=clock.laps(),
        )

    def _write(self, evidence: Sequence[Evidence], threshold: float) -> _Written:
        drafts: list[Draft] = []
        unanswered: list[str] = []
        shown: set[tuple[str, Unit]] = set()
        differ = False
        for found in evidence:
            disagreeing = self._fitting.disagreeing(found)
            differ = differ or bool(disagreeing)
            sure = bool(found.candidates) and answerability(found) >= threshold
            sure = sure and (len(evidence) == 1 or self._fitting.is_about_itself(found))
            written = (*disagreeing, *(self._writer.write(found) if sure else ()))
            if not written:
                unanswered.append(found.part.text)
            for draft in written:
                units = self._new(draft, shown)
                shown.update((draft.document_id, unit) for unit in units)
                drafts.extend([replace(draft, units=units)] if units else [])
        return _Written(tuple(drafts), tuple(unanswered), differ)

    def _new(self, draft: Draft, shown: Collection[tuple[str, Unit]]) -> tuple[Unit, ...]:
        """The units of ``draft`` that are not shown yet; all, where the first of these would lean on one that is."""
        units = tuple(unit for unit in draft.units if (draft.document_id, unit) not in shown)
        text = self._generation.documents[draft.document_id].text
        return draft.units if units and points(text[units[0].start : units[0].end]) else units

    def _refused(
        self,
        question: Question,
        understood: Understood,
        reason: RefusalReason,
        evidence: Sequence[Evidence],
        clock: "_Clock",
    ) -> Answer:
        texts = self._texts[understood.language]
        suggestions = () if reason == "unsafe" else self._suggestions(reason, evidence, texts)
        contact = self._policy.contact or texts["refusal.contact"]
        return Answer(
            question=understood.text,
            language=understood.language,
            engine="extractive",
            refusal=Refusal(reason, texts(f"refusal.{understood.manner or reason}", contact=contact), suggestions),
            notices=self._common_notices(question, understood),
            timings_ms=clock.laps(),
        )

    def _why_not(self, understood: Understood) -> RefusalReason:
        """Whether a question without an answer is at least about the reform, the service or what the documents name.

        Names of places do not tell: the weather in Bergen is not the reform's business.
        """
        if understood.of_service or any(self._fitting.names_a_thing(part) for part in understood.parts):
            return "not_in_sources"
        for part in understood.parts:
            subjects = (stem(word) for word in part.content if stem(word) not in part.names)
            if any(word in self._subjects for word in subjects):
                return "not_in_sources"
        return "out_of_scope"

    def _suggestions(self, reason: RefusalReason, evidence: Sequence[Evidence], texts: Texts) -> tuple[str, ...]:
        """Questions nearby that the documents answer: by the headings of what was found, else the starters."""
        if reason != "not_in_sources":
            return self._starters[texts.language][:SUGGESTIONS]
        headings = [hit.passage.headings[-1] for found in evidence for hit in found.hits[:5] if hit.passage.headings]
        asked = [texts("suggestion.about", heading=bare(heading)) for heading in dict.fromkeys(headings)]
        return tuple(asked[:SUGGESTIONS]) or self._starters[texts.language][:SUGGESTIONS]

    def _answered_starters(self, language: Language) -> tuple[str, ...]:
        texts = self._texts[language]
        asked = (texts[key] for key in sorted(texts.keys()) if key.startswith("starter."))
        return tuple(text for text in asked if self._is_answered(text))

    def _is_answered(self, text: str) -> bool:
        return self.answerability(Question(text)) >= self._policy.threshold

    def _common_notices(self, question: Question, understood: Understood) -> tuple[Notice, ...]:
        notices: list[Notice] = []
        if understood.masked:
            notices.append("personal_data_masked")
        if understood.health:
            notices.append("health_details")
        if question.engine == "llm":
            notices.append("llm_unavailable")
        return tuple(notices)

    def _notices(self, question: Question, understood: Understood, written: _Written) -> tuple[Notice, ...]:
        notices = list(self._common_notices(question, understood))
        if written.unanswered:
            notices.append("partial")
        if written.differ:
            notices.append("sources_differ")
        if understood.about_now and self._is_outdated(written.drafts):
            notices.append("may_be_outdated")
        if not understood.norwegian:
            notices.append("quotes_norwegian")
        return tuple(notices)

    def _is_outdated(self, drafts: Sequence[Draft]) -> bool:
        today = self._policy.today()
        documents = self._generation.documents
        sources = [origin_at(documents, documents[draft.document_id], draft.units[0].start).source for draft in drafts]
        expired = any(source.valid_to and source.valid_to < today for source in sources)
        dated = [source for source in sources if source.year is not None]
        return expired or (bool(dated) and all(map(self._is_old, dated)))

    def _is_old(self, source: Source) -> bool:
        """Whether a source was published so long ago that it may no longer be true."""
        return source.year is not None and self._policy.today().year - source.year >= self._policy.outdated_after_years


def _merged(rankings: Sequence[Sequence[Hit]], k: int) -> tuple[Hit, ...]:
    """The hits of several rankings in turn, each passage once, ranks counted anew."""
    merged: dict[str, Hit] = {}
    for depth in range(max(map(len, rankings), default=0)):
        for ranking in rankings:
            if depth < len(ranking):
                merged.setdefault(ranking[depth].passage.id, ranking[depth])
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(list(merged.values())[:k], start=1))


class _Clock:
    """Milliseconds of each stage of one answer."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {"retrieve": 0.0, "write": 0.0, "verify": 0.0}

    def lap(self, stage: str) -> None:
        """End the stage of that name."""
        now = time.perf_counter()
        self._laps[stage] = round(1000 * (now - self._last), 3)
        self._last = now

    def laps(self) -> Mapping[str, float]:
        """Every stage's time, and the total until now."""
        return {**self._laps, "total": round(1000 * (time.perf_counter() - self._start), 3)}
