"""The assistant over the index in use, which may be replaced while questions are being answered."""

import logging
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..corpus.errors import TillitError
from ..corpus.types import Document
from ..index.generation import Generation, finds_itself
from ..index.manifest import current_name
from ..index.types import Hit
from .types import Answer, Answering, IndexState, Language, Piece, Question, Topic

log = logging.getLogger(__name__)

PROBES = 3
"""Passages that the index is asked for when somebody wants to know whether it works."""

_QUICK_SWITCH = 0.0005
"""Seconds after which threads take turns while a generation is opened, so that opening it does not hold up answers."""


@dataclass
class _Served:
    """A generation with its assistant, and how many are reading from it."""

    generation: Generation
    assistant: Answering
    readers: int = 0
    retired: bool = False

    @property
    def name(self) -> str:
        return self.generation.manifest.name


class LiveAssistant:
    """Answers from the generation that the index's pointer names, and takes a new one in use when the pointer moves.

    A question is answered from one generation throughout; an old one is closed when its last reader has gone.
    ``open_best`` gives the generation in use or, where that is damaged, another; ``open_current`` only the former.
    Both raise ``TillitError``. ``on_damage`` is told each time that the one in use turns out to be damaged.
    """

    def __init__(
        self,
        index_dir: Path,
        open_best: Callable[[], Generation],
        open_current: Callable[[], Generation],
        assemble: Callable[[Generation], Answering],
        on_damage: Callable[[], None],
    ) -> None:
        self._index_dir = index_dir
        self._open_best = open_best
        self._open_current = open_current
        self._assemble = assemble
        self._lock = threading.Lock()
        self._sound = True
        self._served = self._serve(open_best())
        named = current_name(index_dir)
        self._turned_down = named if named != self._served.name else None
        self._on_damage = on_damage
        if self.falls_back:
            log.error(
                "The index in use is damaged; %s, made before it, answers until a new one is built.", self.generation
            )
            on_damage()

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self._served.name

    @property
    def falls_back(self) -> bool:
        """Whether an older generation answers, since the one that the pointer names cannot be used."""
        return self._turned_down is not None

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document of the served generation, by its id."""
        return self._served.assistant.documents

    def document(self, document_id: str) -> Document | None:
        """The document of that id as the served generation holds it."""
        return self._served.assistant.document(document_id)

    def starters(self, language: Language) -> tuple[str, ...]:
        """A few questions that the documents answer."""
        return self._served.assistant.starters(language)

    def topics(self) -> tuple[Topic, ...]:
        """What the documents are about, as headings that one may ask about."""
        return self._served.assistant.topics()

    @property
    def abbreviations(self) -> Mapping[str, str]:
        """The terms that the documents define abbreviations for, by the abbreviation."""
        return self._served.assistant.abbreviations

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first; none for an unsafe question."""
        with self._reading() as served:
            return served.assistant.search(question, k)

    def ask(self, question: Question) -> Answer:
        """A proven answer or a refusal."""
        with self._reading() as served:
            return served.assistant.ask(question)

    def stream(self, question: Question, gone: threading.Event) -> Iterator[Piece | Answer]:
        """The pieces of the answer as soon as each is proven, and last the whole answer or refusal."""
        with self._reading() as served:
            yield from served.assistant.stream(question, gone)

    def state(self) -> IndexState:
        """The served index, as it was last found."""
        manifest = self._served.generation.manifest
        return IndexState(manifest.name, manifest.passages, self._sound, self.falls_back)

    def check(self) -> IndexState:
        """The same after asking the index for known vectors."""
        with self._reading() as served:
            self._sound = finds_itself(served.generation, PROBES)
        return self.state()

    def refresh(self) -> bool:
        """Take the generation in use that the pointer names; whether it changed. What cannot be opened is left."""
        name = current_name(self._index_dir)
        if name is None or name in (self._served.name, self._turned_down):
            return False
        return self._replace(name, self._open_current)

    def mend(self) -> bool:
        """Open a sound generation when the served one no longer finds what it holds; whether it had to."""
        if self.check().sound:
            return False
        log.error("The index in use no longer finds what it holds. An older one is opened, and a new one built.")
        replaced = self._replace(current_name(self._index_dir), self._open_best)
        self._on_damage()
        return replaced

    def _replace(self, name: str | None, open_: Callable[[], Generation]) -> bool:
        before = sys.getswitchinterval()
        sys.setswitchinterval(_QUICK_SWITCH)
        try:
            fresh = self._serve(open_())
        except TillitError as error:
            self._turned_down = name
            log.error("The new index is not taken in use, the old one goes on answering. %s", error)
            return False
        finally:
            sys.setswitchinterval(before)
        with self._lock:
            old, self._served = self._served, fresh
            old.retired = True
            idle = not old.readers
        self._turned_down = None if name == fresh.name else name
        self._sound = True
        if idle:
            old.generation.close()
        log.info("The index %s is in use.", fresh.name)
        return True

    def _serve(self, generation: Generation) -> _Served:
        try:
            return _Served(generation, self._assemble(generation))
        except BaseException:
            generation.close()
            raise

    @contextmanager
    def _reading(self) -> Generator[_Served]:
        with self._lock:
            served = self._served
            served.readers += 1
        try:
            yield served
        finally:
            with self._lock:
                served.readers -= 1
                last = served.retired and not served.readers
            if last:
                served.generation.close()

    @contextmanager
    def watching(self, seconds: float, check_every: int = 30) -> Generator[None]:
        """Look for a new generation every ``seconds``, and every so many looks whether the served one is sound."""
        stop = threading.Event()

        def watch() -> None:
            looks = 0
            while not stop.wait(seconds):
                looks += 1
                try:
                    if not self.refresh() and looks % check_every == 0:
                        self.mend()
                except Exception:
                    log.exception("looking for a new index failed; it is tried again")

        thread = threading.Thread(target=watch, name="tillit-index", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
