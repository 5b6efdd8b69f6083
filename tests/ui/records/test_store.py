"""Counts and feedback in a real SQLite and a real PostgreSQL."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tillit.assistant.settings import Settings
from tillit.corpus.errors import TillitError
from tillit.ui.records.database import FILE, open_engine
from tillit.ui.records.store import SqlRecords, records_of
from tillit.ui.records.types import About, Cell, Feedback, KeptQuestion, Measure, Place, Purged, RecordsError

from ..remembering import MONDAY, TASKS

NOWHERE = About("pl", "out_of_scope", Place())
VOTE = Feedback("a1", MONDAY, TASKS, "down", ("wrong", "incomplete"), "Tallet er «feil».", "Hva gjør lagene?")
WRITER = """
import sys
from datetime import date
from pathlib import Path
from tillit.ui.records.database import open_engine
from tillit.ui.records.store import SqlRecords
from tillit.ui.records.types import About, Cell, Feedback, Place, RecordsError

def insist(write):
    while True:
        try:
            return write()
        except RecordsError as error:
            assert "lock" in str(error), error  # the others may take longer than one waits, on a slow disk

records = SqlRecords(open_engine(sys.argv[1], Path(".")))
day = date(2026, 3, 2)
cells = [Cell(day, About("nb", "answered", Place(f"d{n}")), "asked") for n in range(5)]
print("ready", flush=True)
sys.stdin.readline()
for turn in range(20):
    insist(lambda: records.add({cell: 1 for cell in (cells if turn % 2 else reversed(cells))}))
    insist(lambda: records.give(Feedback(f"same-{turn}", day, cells[0].about, "up")))
"""
FULL = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from tillit.ui.records.database import open_engine
from tillit.ui.records.store import SqlRecords
from tillit.ui.records.types import About, Feedback, Place, RecordsError

records = SqlRecords(open_engine(sys.argv[1], Path(".")))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
about = About("nb", "answered", Place("d"))
give = lambda n: records.give(Feedback(f"v{n}", date(2026, 3, 2), about, "up", (), "x" * 900))
give(0)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
failed = 0
for n in range(1, 100):
    try:
        give(n)
    except RecordsError as error:
        failed += 1
        assert "xxx" not in str(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
give(1000)
print(failed, len(records.feedback(date(2026, 1, 1))))
"""


def cell(measure: Measure, about: About = TASKS, day: date = MONDAY) -> Cell:
    return Cell(day, about, measure)


def test_counts_add_up_day_by_day(records: SqlRecords) -> None:
    tomorrow = MONDAY + timedelta(days=1)
    records.add({cell("asked"): 2, cell("asked", NOWHERE): 1})
    records.add({cell("asked"): 3, cell("asked", day=tomorrow): 1})
    assert records.counts(MONDAY) == {cell("asked"): 5, cell("asked", NOWHERE): 1, cell("asked", day=tomorrow): 1}
    assert records.counts(tomorrow) == {cell("asked", day=tomorrow): 1}


def test_feedback_comes_back_as_it_was_given_and_is_counted(records: SqlRecords) -> None:
    records.give(VOTE)
    assert records.feedback(MONDAY) == [VOTE]
    assert records.counts(MONDAY) == {cell("down"): 1, cell("wrong"): 1, cell("incomplete"): 1}


def test_feedback_on_the_same_answer_takes_the_place_of_the_earlier_in_the_counts_too(records: SqlRecords) -> None:
    records.give(VOTE)
    records.give(replace(VOTE, reasons=("wrong_source",), text=""))
    records.give(replace(VOTE, vote="up", reasons=(), text=""))
    records.give(replace(VOTE, id="a2", vote="up", reasons=()))
    assert [(given.id, given.vote) for given in records.feedback(MONDAY)] == [("a1", "up"), ("a2", "up")]
    assert records.counts(MONDAY) == {cell("up"): 2}


def test_what_is_too_old_is_deleted_and_nothing_else(records: SqlRecords) -> None:
    for age in (0, 20, 21, 22, 500):
        day = MONDAY - timedelta(days=age)
        records.give(replace(VOTE, id=str(age), day=day))
        records.add({cell("asked", day=day): 1}, [KeptQuestion(day, TASKS, f"Spørsmål {age}", b"\0\1")])
    purged = records.purge(MONDAY - timedelta(days=21), MONDAY - timedelta(days=400))
    assert purged == Purged(feedback=2, questions=2, counts=4)
    assert [kept.text for kept in records.questions(date.min)] == ["Spørsmål 21", "Spørsmål 20", "Spørsmål 0"]
    assert records.questions(MONDAY)[0].vector == b"\0\1"
    assert len(records.feedback(date.min)) == 3
    assert sum(n for cell, n in records.counts(date.min).items() if cell.measure == "asked") == 4


def test_every_process_with_the_same_database_signs_with_the_same_key(url: str, tmp_path: Path) -> None:
    one, other = (SqlRecords(open_engine(url, tmp_path)) for _ in range(2))
    assert one.secret() == other.secret()
    assert len(one.secret()) == 32
    for records in (one, other):
        records.close()


def test_several_processes_make_the_tables_and_count_at_the_same_time(url: str, records: SqlRecords) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    codes = [writer.wait(120) for writer in writers]
    for writer in writers:
        assert writer.stdin and writer.stdout  # noqa: PT018
        writer.stdin.close()
        writer.stdout.close()
    assert codes == [0, 0, 0]
    counts = records.counts(MONDAY)
    assert sorted(n for cell, n in counts.items() if cell.measure == "asked") == [60] * 5
    assert [n for cell, n in counts.items() if cell.measure == "up"] == [20]


def test_tables_of_another_version_are_left_alone(url: str, records: SqlRecords, tmp_path: Path) -> None:
    records.give(VOTE)
    engine = open_engine(url, tmp_path)
    with engine.begin() as connection:
        connection.execute(text("UPDATE tillit_meta SET value = '2' WHERE name = 'schema'"))
    engine.dispose()
    later = SqlRecords(open_engine(url, tmp_path))
    with pytest.raises(RecordsError, match=r"version 2, and this version of Tillit reads 1"):
        later.purge(date.max, date.max)
    assert records.feedback(MONDAY) == [VOTE]
    later.close()


def test_hostile_text_is_kept_as_text(records: SqlRecords) -> None:
    text = "'); DROP TABLE tillit_feedback; -- \u2028 «ø» 🙂 %s :x"
    about = About("nb", "answered", Place("d'); --", ('kap " 1', "%(a)s")))
    records.give(Feedback("x", MONDAY, about, "down", (), text, text))
    assert records.feedback(MONDAY) == [Feedback("x", MONDAY, about, "down", (), text, text)]


def test_a_locked_file_is_told_and_is_used_again_once_it_is_free(tmp_path: Path) -> None:
    records = records_of(Settings(data=tmp_path))
    records.give(VOTE)
    holder = sqlite3.connect(tmp_path / FILE)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RecordsError, match="locked") as told:
        records.give(replace(VOTE, id="a2", text="hemmelig"))
    assert "hemmelig" not in str(told.value)
    holder.close()
    records.give(replace(VOTE, id="a2"))
    assert len(records.feedback(MONDAY)) == 2


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, f"sqlite:///{tmp_path / FILE}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    failed, kept = map(int, done.stdout.split())
    assert failed > 20
    assert kept == 101 - failed


def test_a_file_that_is_deleted_or_damaged_meanwhile_costs_no_more_than_what_it_held(tmp_path: Path) -> None:
    records = records_of(Settings(data=tmp_path))
    records.give(VOTE)
    (tmp_path / FILE).unlink()
    with pytest.raises(RecordsError):
        records.give(VOTE)
    records.give(VOTE)
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(RecordsError, match="not a database"):
        records.give(VOTE)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordsError, match="TILLIT_DATA"):
        records_of(Settings(data=tmp_path / "file" / "data")).secret()


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    url = "postgresql://tillit:very-secret@127.0.0.1:9/none"
    with pytest.raises(RecordsError, match="TILLIT_DATABASE_URL") as told:
        records_of(Settings.model_validate({"database_url": url})).secret()
    assert "very-secret" not in str(told.value)


@pytest.mark.parametrize("url", ["no address", "mysql://a:very-secret@b/c", "://"])
def test_an_address_that_cannot_be_used_is_wrong_at_once(url: str) -> None:
    with pytest.raises(TillitError, match=r"Write postgresql://USER") as told:
        records_of(Settings.model_validate({"database_url": url}))
    assert "very-secret" not in str(told.value)


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    records_of(Settings(data=tmp_path / "new")).give(VOTE)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / FILE).stat().st_mode & 0o777 == 0o600


def test_nothing_of_a_deleted_text_is_left_in_the_file(tmp_path: Path) -> None:
    records = records_of(Settings(data=tmp_path))
    for at in range(50):
        records.give(replace(VOTE, id=str(at), text=f"Kvartsblått {at}", question="Ravgult?"))
    assert holds(tmp_path, b"Kvartsbl") and holds(tmp_path, b"Ravgult")  # noqa: PT018
    records.purge(date.max, date.max)
    assert not holds(tmp_path, b"Kvartsbl")
    assert not holds(tmp_path, b"Ravgult")


def holds(folder: Path, words: bytes) -> bool:
    read: Callable[[Path], bytes] = Path.read_bytes
    return any(words in read(path) for path in folder.rglob("*") if path.is_file())
