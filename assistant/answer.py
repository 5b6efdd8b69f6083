"""The one path: question, evidence, draft, verified answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from threading import Event

from ..corpus.provenance import origin_at
from ..corpus.types import Document, Source
from ..index.generation import Generation
from ..index.types import Hit
from .answerability import answerability
from .clock import Clock
from .compose import Composition, several_sources
from .drafting import Drafting, Outcome
from .evidence import Evidence, EvidenceFinder
from .fitting import FittingEvidence
from .instructions import Instructions
from .llm.talking import Patience
from .refusing import Refusing
from .showing import Showing
from .starters import topics
from .texts import Texts
from .types import Answer, Citation, Engine, Language, Notice, Piece, Question, RefusalReason, Topic
from .understand import Part, Understanding, Understood
from .verify import Proof
from .write.draft import Asking, Writer
from .write.extractive import ExtractiveWriter
from .write.quotable import Explained


@dataclass(frozen=True, slots=True)
class Policy:
    """What the maintainer decides: how sure is sure enough, whom to ask, when a source is old, and who words answers.

    ``engine`` says who does where the asker does not; ``model_patience`` the seconds that a language model may take.
    """

    threshold: float
    contact: str | None
    outdated_after_years: int
    today: Callable[[], date]
    engine: Callable[[], Engine] = lambda: "extractive"
    model_patience: float = 30.0

    def is_old(self, source: Source) -> bool:
        """Whether a source was published so long ago that it may no longer be true."""
        return source.year is not None and self.today().year - source.year >= self.outdated_after_years


class Assistant:
    """Answers questions from one generation; safe to use from several threads at once."""

    def __init__(
        self,
        generation: Generation,
        understanding: Understanding,
        finder: EvidenceFinder,
        extractive: ExtractiveWriter,
        model: Writer | None,
        proof: Proof,
        texts: Mapping[Language, Texts],
        policy: Policy,
    ) -> None:
        self._generation = generation
        self._fitting = FittingEvidence(generation, finder, policy.is_old)
        self._explained = Explained(generation)
        self._drafting = Drafting(generation, self._fitting, extractive, model)
        self._understanding = understanding
        self._finder = finder
        self._instructions = Instructions()
        self.proof = proof
        self._texts = texts
        self._policy = policy
        self._refusing = Refusing(generation, self._fitting.names_a_thing, texts, policy.contact, self._is_answered)

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that citations and hits name, by id."""
        return self._generation.documents

    def document(self, document_id: str) -> Document | None:
        """The document of that id as the generation holds it."""
        return self._generation.documents.get(document_id)

    def starters(self, language: Language) -> tuple[str, ...]:
        """A few questions that the documents answer."""
        return self._refusing.starters[language]

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

    def parts(self, question: Question) -> tuple[Part, ...]:
        """What a question is understood to ask; nothing when it may not be answered."""
        understood = self._understanding.understand(question)
        return () if understood.refusal else understood.parts

    def evidence(self, question: Question, *, without: Callable[[Hit], bool] = lambda _: False) -> tuple[Evidence, ...]:
        """The evidence for each part of a question that may be answered, without the hits that ``without`` marks."""
        return tuple(self._found(part, without) for part in self.parts(question))

    def answerability(self, question: Question) -> float:
        """The probability that the documents answer the best answered part of the question; 0 when none may be."""
        return max(map(answerability, self.evidence(question)), default=0.0)

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal; what personal data the question held is in neither."""
        return _last(self.stream(question, Event()))

    def ask_anyway(self, question: Question) -> Answer:
        """The answer that ``ask`` would give were the weakest evidence enough."""
        return _last(self._answer(question, 0.0, Event()))

    def stream(self, question: Question, gone: Event) -> Iterator[Piece | Answer]:
        """The pieces of the answer as soon as each is proven, and last the whole answer or refusal.

        Once ``gone`` is set nobody waits for the rest.
        """
        return self._answer(question, self._policy.threshold, gone)

    def _answer(self, question: Question, threshold: float, gone: Event) -> Iterator[Piece | Answer]:
        clock = Clock()
        patience = Patience.of(self._policy.model_patience, gone)
        understood = self._understanding.understand(question)
        if understood.refusal:
            yield self._refused(question, understood, understood.refusal, (), clock)
            return
        with clock.timed("retrieve"):
            evidence = tuple(self._found(part) for part in understood.parts)
        asking = Asking("nn" if understood.language == "nn" else "nb", patience)
        outcome = Outcome()
        if self._words_by_model(question, understood):
            showing = self._showing(understood, attribute=False)
            drafts = self._drafting.worded(evidence, threshold, showing, asking, outcome)
        else:
            drafts = self._drafting.quoted(evidence, threshold, outcome)
            showing = self._showing(understood, attribute=several_sources(drafts, self._generation.documents))
        for draft in drafts:
            with clock.timed("verify"):
                piece = showing.show(draft)
            if piece:
                clock.mark("first_sentence")
                yield piece
        clock.charge("model", asking.by_model)
        if showing.sentences:
            yield self._told(question, understood, showing, outcome, clock)
        else:
            yield self._refused(question, understood, self._refusing.why_not(understood), evidence, clock)

    def _found(self, part: Part, without: Callable[[Hit], bool] = lambda _: False) -> Evidence:
        """The evidence for ``part``, without what speaks to a machine."""
        found = self._fitting.find(part, without=without)
        spoken_to = {
            one.row for one in found.candidates if self._instructions.address(self._generation.unit_text(one.row))
        }
        if not spoken_to:
            return found
        return replace(found, candidates=tuple(one for one in found.candidates if one.row not in spoken_to))

    def _words_by_model(self, question: Question, understood: Understood) -> bool:
        """Whether a model words the answer; only in Norwegian, for there is no proof across languages."""
        engine = question.engine or self._policy.engine()
        return engine == "llm" and self._drafting.has_model and understood.norwegian

    def _showing(self, understood: Understood, *, attribute: bool) -> Showing:
        texts = self._texts[understood.language]
        attribute = attribute or understood.about_now
        composition = Composition(self._generation.documents, texts, attribute)
        return Showing(self.proof, self._explained, composition, self._instructions.address)

    def _told(
        self, question: Question, understood: Understood, showing: Showing, outcome: Outcome, clock: Clock
    ) -> Answer:
        return Answer(
            question=understood.text,
            language=understood.language,
            engine="llm" if showing.kept else "extractive",
            sentences=showing.sentences,
            citations=showing.citations,
            unanswered=tuple(outcome.unanswered),
            notices=self._notices(question, understood, showing, outcome),
            timings_ms=clock.laps(),
        )

    def _refused(
        self,
        question: Question,
        understood: Understood,
        reason: RefusalReason,
        evidence: Sequence[Evidence],
        clock: Clock,
    ) -> Answer:
        return Answer(
            question=understood.text,
            language=understood.language,
            engine="extractive",
            refusal=self._refusing.refusal(understood, reason, evidence),
            notices=tuple(self._common_notices(question, understood, unavailable=False)),
            timings_ms=clock.laps(),
        )

    def _is_answered(self, text: str) -> bool:
        return self.answerability(Question(text)) >= self._policy.threshold

    def _common_notices(self, question: Question, understood: Understood, *, unavailable: bool) -> list[Notice]:
        notices: list[Notice] = ["personal_data_masked"] if understood.masked else []
        if understood.health:
            notices.append("health_details")
        if unavailable or (question.engine == "llm" and not self._drafting.has_model):
            notices.append("llm_unavailable")
        return notices

    def _notices(
        self, question: Question, understood: Understood, showing: Showing, outcome: Outcome
    ) -> tuple[Notice, ...]:
        notices = self._common_notices(question, understood, unavailable=outcome.unavailable)
        if outcome.unproven:
            notices.append("llm_unproven")
        if outcome.unanswered:
            notices.append("partial")
        if outcome.differ:
            notices.append("sources_differ")
        if understood.about_now and self._is_outdated(showing.citations):
            notices.append("may_be_outdated")
        if not understood.norwegian:
            notices.append("quotes_norwegian")
        return tuple(notices)

    def _is_outdated(self, citations: Sequence[Citation]) -> bool:
        today = self._policy.today()
        documents = self._generation.documents
        sources = [origin_at(documents, documents[one.document_id], one.start).source for one in citations]
        expired = any(source.valid_to and source.valid_to < today for source in sources)
        dated = [source for source in sources if source.year is not None]
        return expired or (bool(dated) and all(map(self._policy.is_old, dated)))


def _last(told: Iterator[Piece | Answer]) -> Answer:
    """The answer at the end of a stream."""
    *_, answer = told
    if isinstance(answer, Answer):
        return answer
    raise AssertionError("a stream ends with its answer")


def _merged(rankings: Sequence[Sequence[Hit]], k: int) -> tuple[Hit, ...]:
    """The hits of several rankings in turn, each passage once, ranks counted anew."""
    merged: dict[str, Hit] = {}
    for depth in range(max(map(len, rankings), default=0)):
        for ranking in rankings:
            if depth < len(ranking):
                merged.setdefault(ranking[depth].passage.id, ranking[depth])
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(list(merged.values())[:k], start=1))
