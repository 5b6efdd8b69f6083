"""The index changes under a running assistant, and no question notices."""

import gc
import os
import threading
import time
import weakref
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from tillit.assistant.answer import Policy
from tillit.assistant.build import assemble
from tillit.assistant.live import LiveAssistant
from tillit.assistant.types import Answer, Language, Piece, Question, Topic
from tillit.corpus.types import Document
from tillit.evals.bench.ground import WordsEmbedding, build_version, version_of, write_corpus
from tillit.index.generation import Generation, open_best, open_generation
from tillit.index.manifest import current_name, generation_folder
from tillit.index.types import Hit

from ..index.fakes import CountingEmbedding


class Reading:
    """Says which version its generation is of, slowly on demand, and fails once the generation is closed."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    @property
    def documents(self) -> Mapping[str, Document]:
        return self._generation.documents

    def document(self, document_id: str) -> Document | None:
        return self.documents.get(document_id)

    def starters(self, language: Language) -> tuple[str, ...]:
        return (language,)

    @property
    def abbreviations(self) -> Mapping[str, str]:
        return {}

    def topics(self) -> tuple[Topic, ...]:
        return ()

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        return ()[:k]

    def ask(self, question: Question) -> Answer:
        if question.text == "slow":
            time.sleep(0.5)
        return Answer(str(version_of(self._generation)), "nb", "extractive")

    def stream(self, question: Question, gone: threading.Event) -> Iterator[Piece | Answer]:
        del gone
        yield self.ask(question)


class Ground:
    """An index and a live assistant over it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.index = folder / "corpus", folder / "index"
        self.damages = 0
        self.build(1)

    def build(self, version: int) -> None:
        write_corpus(self.folder, version, documents=1)
        build_version(self.folder, self.index)

    def open(self, assemble: type[Reading] = Reading) -> LiveAssistant:
        embedder = WordsEmbedding()
        return LiveAssistant(
            self.index,
            lambda: open_best(self.index, embedder),
            lambda: open_generation(self.index, embedder),
            assemble,
            self._damaged,
        )

    def _damaged(self) -> None:
        self.damages += 1

    def spoil(self) -> None:
        (generation_folder(self.index, current_name(self.index) or "") / "passages.jsonl").write_text("{")


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def asked(assistant: LiveAssistant, text: str = "x") -> int:
    return int(assistant.ask(Question(text)).question)


@contextmanager
def asking(assistant: LiveAssistant) -> Generator[list[int]]:
    """Three ask on until the end, also of a test that fails; what they got."""
    got: list[int] = []
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.001):  # Without a pause they would take the turns of whoever builds and opens.
            got.append(asked(assistant))

    with ThreadPoolExecutor(3) as askers:
        asks = [askers.submit(ask) for _ in range(3)]
        try:
            yield got
        finally:
            done.set()
        for one in asks:
            one.result()


def test_a_new_index_is_taken_in_use_while_questions_are_asked_and_none_fails(ground: Ground) -> None:
    assistant = ground.open()
    with asking(assistant) as got, assistant.watching(0.05):
        for version in (2, 3):
            ground.build(version)
            while assistant.generation != current_name(ground.index):
                time.sleep(0.02)
    assert set(got) == {1, 2, 3}
    assert (asked(assistant), ground.damages) == (3, 0)


def test_the_old_index_is_there_until_its_last_reader_has_gone(ground: Ground) -> None:
    assistant = ground.open()
    answers: list[int] = []
    reader = threading.Thread(target=lambda: answers.append(asked(assistant, "slow")))
    reader.start()
    time.sleep(0.1)
    ground.build(2)
    assert assistant.refresh()
    assert not assistant.refresh()
    assert asked(assistant) == 2
    reader.join()
    assert answers == [1]


def test_at_start_a_damaged_index_is_told_of_and_the_one_before_it_answers_until_there_is_a_new_one(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    ground.build(2)
    ground.spoil()
    assistant = ground.open()
    assert (asked(assistant), ground.damages, assistant.state().falls_back) == (1, 1, True)
    assert "damaged" in caplog.text
    assert not assistant.refresh()
    ground.build(2)
    assert assistant.refresh()
    assert (asked(assistant), assistant.state().falls_back) == (2, False)


def test_an_index_that_cannot_be_opened_is_left_and_the_old_one_goes_on(ground: Ground) -> None:
    assistant = ground.open()
    ground.build(2)
    ground.spoil()
    assert not assistant.refresh()
    assert (asked(assistant), assistant.check().sound, assistant.state().falls_back) == (1, True, True)


def test_a_served_index_that_stops_finding_what_it_holds_is_replaced(ground: Ground) -> None:
    ground.build(2)
    assistant = ground.open()
    assert not assistant.mend()
    folder = generation_folder(ground.index, current_name(ground.index) or "")
    os.truncate(folder / "chroma" / "chroma.sqlite3", 0)
    assert assistant.mend()
    assert (asked(assistant), ground.damages) == (1, 1)


def test_what_an_index_no_longer_served_filled_is_let_go_of_at_once(generation: Generation) -> None:
    policy = Policy(threshold=0.02, contact=None, outdated_after_years=3, today=lambda: date(2026, 1, 1))
    gc.disable()
    try:
        assistant = assemble(generation, CountingEmbedding(), policy)
        _ = assistant.ask(Question("Hva kostet piloten?"))
        left = weakref.ref(assistant)
        del assistant
        assert left() is None
    finally:
        gc.enable()
