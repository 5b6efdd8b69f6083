"""Counting what is asked beside the answering: a thread of its own writes, so that no asker waits for a database."""

import contextlib
import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ...assistant.types import Answer, Answering, Language, Piece, Question, Topic
from ...corpus.types import Document
from ...index.types import Hit
from .types import About, Cell, Feedback, KeptQuestion, Purged, Records, RecordsError

WAITING = 5000
"""Answers that may wait to be counted; more are let go and counted as lost."""

FLUSH_SECONDS, RETRY_SECONDS, PURGE_SECONDS = 1.0, 10.0, 3600.0
"""How often it writes, tries again after a failure, and deletes what is too old."""

MOST_KEPT = 500
"""Questions that wait to be written while the database is away; the newest are let go."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days texts and counts are kept."""

    texts: int = 21
    counts: int = 400

    def purge(self, records: Records, today: date) -> Purged:
        """Deletes what is older; raises ``RecordsError``."""
        return records.purge(today - timedelta(days=self.texts), today - timedelta(days=self.counts))


@dataclass(frozen=True, slots=True)
class Keeping:
    """How questions are kept, where they are: ``scrub`` gives what may be kept of one, ``embed`` its embedding."""

    scrub: Callable[[str], str]
    embed: Callable[[str], bytes]


class Recorder:
    """Counts answers, and keeps questions with ``keeping``; deletes what is older than ``retention``.

    ``lost`` counts the answers that could not be counted, ``failures`` the times that the database failed.
    """

    def __init__(
        self,
        records: Records,
        retention: Retention,
        keeping: Keeping | None = None,
        *,
        today: Callable[[], date] = date.today,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.lost = 0
        self.failures = 0
        self._records = records
        self._retention = retention
        self._keeping = keeping
        self._today = today
        self._clock = clock
        self._queue: queue.Queue[Callable[[], tuple[Answer, tuple[Hit, ...]]] | None] = queue.Queue(WAITING)
        self._counts = Counter[Cell]()
        self._questions: list[KeptQuestion] = []
        self._thread = threading.Thread(target=self._work, name="tillit-records", daemon=True)

    def start(self) -> None:
        """Begins to write."""
        self._thread.start()

    def asked(self, answer: Answer, nearest: Callable[[], tuple[Hit, ...]]) -> None:
        """Notes an answer and returns at once; ``nearest`` is called later, in the recorder's own thread."""
        try:
            self._queue.put_nowait(lambda: (answer, nearest()))
        except queue.Full:
            self.lost += 1

    def give(self, feedback: Feedback) -> None:
        """Keeps feedback at once, for the giver waits to hear of it; raises ``RecordsError`` when it was not kept."""
        try:
            self._records.give(feedback)
        except RecordsError as error:
            self._failed(error)
            raise

    def close(self) -> None:
        """Writes what waits, if the database lets it, and stops."""
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _work(self) -> None:
        purge_at = flush_at = self._clock()
        going = True
        while going:
            with contextlib.suppress(queue.Empty):
                noted = self._queue.get(timeout=FLUSH_SECONDS)
                going = noted is not None
                if noted is not None:
                    self._note(noted)
            now = self._clock()
            if now >= flush_at or not going:
                flush_at = now + (FLUSH_SECONDS if self._flush() else RETRY_SECONDS)
            if now >= purge_at and going:
                purge_at = now + PURGE_SECONDS
                self._try(lambda: self._retention.purge(self._records, self._today()))

    def _note(self, noted: Callable[[], tuple[Answer, tuple[Hit, ...]]]) -> None:
        try:
            answer, nearest = noted()
            about, day = About.of(answer, nearest), self._today()
            self._counts[Cell(day, about, "asked")] += 1
            self._keep(answer, about, day)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next answer is still to be counted
            self.lost += 1
            log.warning(
                "an answer could not be counted: %s", type(error).__name__
            )  # its text could repeat the question

    def _keep(self, answer: Answer, about: About, day: date) -> None:
        if self._keeping is None or about.outcome == "unsafe":
            return
        if len(self._questions) >= MOST_KEPT:
            self.lost += 1
        elif text := self._keeping.scrub(answer.question):
            self._questions.append(KeptQuestion(day, about, text, self._keeping.embed(text)))

    def _flush(self) -> bool:
        """Whether nothing is left to write."""
        if not self._counts and not self._questions:
            return True
        if not self._try(lambda: self._records.add(self._counts, self._questions)):
            return False
        self._counts.clear()
        self._questions.clear()
        return True

    def _try(self, write: Callable[[], object]) -> bool:
        try:
            write()
        except RecordsError as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error: RecordsError) -> None:
        self.failures += 1
        log.warning("%s", error)


class Recorded:
    """An assistant whose answers are counted."""

    def __init__(self, assistant: Answering, recorder: Recorder) -> None:
        self._assistant = assistant
        self._recorder = recorder

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document of the served generation, by its id."""
        return self._assistant.documents

    def ask(self, question: Question) -> Answer:
        """The assistant's own answer."""
        answer = self._assistant.ask(question)
        self._count(question, answer)
        return answer

    def stream(self, question: Question, gone: threading.Event) -> Iterator[Piece | Answer]:
        """The assistant's own pieces and answer."""
        for piece in self._assistant.stream(question, gone):
            if isinstance(piece, Answer):
                self._count(question, piece)
            yield piece

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first."""
        return self._assistant.search(question, k)

    def document(self, document_id: str) -> Document | None:
        """The document of that id."""
        return self._assistant.document(document_id)

    @property
    def abbreviations(self) -> Mapping[str, str]:
        """The terms behind the documents' abbreviations."""
        return self._assistant.abbreviations

    def starters(self, language: Language) -> tuple[str, ...]:
        """A few questions that the corpus answers."""
        return self._assistant.starters(language)

    def topics(self) -> tuple[Topic, ...]:
        """What the documents are about."""
        return self._assistant.topics()

    def _count(self, question: Question, answer: Answer) -> None:
        self._recorder.asked(answer, lambda: self._nearest(question, answer))

    def _nearest(self, question: Question, answer: Answer) -> tuple[Hit, ...]:
        """Where a question that the documents do not answer belongs; no other refused one belongs anywhere."""
        if answer.refusal is None or answer.refusal.reason != "not_in_sources":
            return ()
        return self._assistant.search(question, 1)
