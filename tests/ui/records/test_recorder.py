"""Counting beside the answering: whatever happens to the database, the asker gets the answer."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from tillit.assistant.health import HealthDetails
from tillit.assistant.types import Answer, Question, Refusal
from tillit.ui.records.feedback import Scrubber
from tillit.ui.records.recorder import MOST_KEPT, Keeping, Recorded, Recorder, Retention
from tillit.ui.records.types import About, Cell, Place, Purged

from ..fakes import FakeAssistant
from ..remembering import MONDAY, TASKS, FakeRecords

SCRUBBER = Scrubber(lambda _: False, HealthDetails())
KEEPING = Keeping(lambda text: SCRUBBER.scrub(text)[0], lambda text: text[:4].encode())


class Clock:
    """A clock that a test moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


def recorder_of(records: FakeRecords, keeping: Keeping | None = None, clock: Clock | None = None) -> Recorder:
    return Recorder(records, Retention(), keeping, today=lambda: MONDAY, clock=clock or Clock())


@pytest.fixture
def recorder(records: FakeRecords) -> Iterator[Recorder]:
    recorder = recorder_of(records)
    recorder.start()
    yield recorder
    recorder.close()


def until(met: Callable[[], object]) -> None:
    for _ in range(500):
        if met():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen in five seconds")


def asked(records: FakeRecords, about: About) -> int:
    return records.counted[Cell(MONDAY, about, "asked")]


def test_each_answer_is_counted_under_the_heading_of_its_best_citation(records: FakeRecords) -> None:
    recorder = recorder_of(records)
    assistant = Recorded(FakeAssistant(), recorder)
    recorder.start()
    for _ in range(3):
        assistant.ask(Question("Hva gjør lagene?"))
    recorder.close()
    assert records.counted == {Cell(MONDAY, TASKS, "asked"): 3}


def test_a_question_without_an_answer_is_counted_under_the_heading_that_comes_closest(records: FakeRecords) -> None:
    recorder = recorder_of(records)
    recorder.start()
    Recorded(FakeAssistant(), recorder).ask(Question("Hvordan blir været?"))
    recorder.close()
    assert asked(records, About("nb", "not_in_sources", Place("lag-gjengitt", ("Hva det kostet",)))) == 1


def test_while_the_database_is_away_answers_come_and_are_counted_once_it_is_back(records: FakeRecords) -> None:
    records.away = True
    clock = Clock()
    recorder = recorder_of(records, clock=clock)
    recorder.start()
    assistant = Recorded(FakeAssistant(), recorder)
    assert assistant.ask(Question("Hva gjør lagene?")).sentences
    until(lambda: recorder.failures)
    assert assistant.ask(Question("Hva gjør lagene?")).sentences
    records.away = False
    clock.now = 11
    until(lambda: asked(records, TASKS) == 2)
    recorder.close()
    assert recorder.lost == 0


def test_an_answer_that_cannot_be_placed_is_lost_and_the_next_one_counted(
    records: FakeRecords, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = Recorded(FakeAssistant(), recorder)
    assistant.ask(Question("uten kilder: været?"))
    assistant.ask(Question("Hva gjør lagene?"))
    recorder.close()
    assert (recorder.lost, asked(records, TASKS)) == (1, 1)
    assert "uten kilder" not in caplog.text


def test_what_is_too_old_is_deleted_at_the_start_and_every_hour(records: FakeRecords) -> None:
    clock = Clock()
    recorder = recorder_of(records, clock=clock)
    recorder.start()
    until(lambda: records.purged)
    clock.now = 3601
    until(lambda: len(records.purged) == 2)
    recorder.close()
    assert records.purged[0] == (MONDAY - timedelta(days=21), MONDAY - timedelta(days=400))


def test_no_question_is_kept_unless_asked_for(records: FakeRecords) -> None:
    recorder = recorder_of(records)
    recorder.start()
    Recorded(FakeAssistant(), recorder).ask(Question("Hva gjør lagene?"))
    recorder.close()
    assert records.kept == []


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Hva gjør lagene?", "Hva gjør lagene?"),
        ("Ring 912 34 567 om lagene?", "Ring […] om lagene?"),
        ("Har Kari Nordmann et lag?", "Har […] et lag?"),
        ("Hun har diabetes, hvilket lag?", None),
        ("Brukeren min Olav, hvilket lag?", None),
    ],
)
def test_where_questions_are_kept_they_are_masked_and_health_is_left_out(
    records: FakeRecords, question: str, kept: str | None
) -> None:
    recorder = recorder_of(records, KEEPING)
    recorder.start()
    Recorded(FakeAssistant(), recorder).ask(Question(question))
    recorder.close()
    assert [one.text for one in records.kept] == ([kept] if kept else [])


def test_a_question_about_treatment_is_not_kept(records: FakeRecords) -> None:
    recorder = recorder_of(records, KEEPING)
    recorder.start()
    unsafe = Answer("Kan jeg gi dette?", "nb", "extractive", refusal=Refusal("unsafe", "Ring sykepleieren."))
    recorder.asked(unsafe, tuple)
    recorder.close()
    assert records.kept == []
    assert asked(records, About("nb", "unsafe", Place())) == 1


def test_questions_that_wait_for_the_database_are_bounded(records: FakeRecords) -> None:
    records.away = True
    recorder = recorder_of(records, KEEPING)
    recorder.start()
    assistant = Recorded(FakeAssistant(), recorder)
    for _ in range(MOST_KEPT + 20):
        assistant.ask(Question("Hva gjør lagene?"))
    until(lambda: recorder.lost == 20)
    records.away = False
    recorder.close()
    assert len(records.kept) == MOST_KEPT
    assert asked(records, TASKS) == MOST_KEPT + 20


def test_retention_says_what_was_deleted(records: FakeRecords) -> None:
    assert Retention(7, 30).purge(records, MONDAY) == Purged(1, 2, 3)
    assert records.purged == [(MONDAY - timedelta(days=7), MONDAY - timedelta(days=30))]
