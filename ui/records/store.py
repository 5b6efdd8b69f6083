"""The records in a database, through SQLAlchemy."""

import json
import secrets
import threading
from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import CursorResult, Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Delete

from ...assistant.settings import Settings
from .database import create_tables, open_engine
from .model import SCHEMA, Count, Given, Kept, Meta
from .types import About, Cell, Feedback, KeptQuestion, Measure, Place, Purged, Reason, RecordsError, Vote

_BATCH = 500
"""Rows written by one statement."""

_CELL = ("day", "language", "outcome", "document", "headings", "measure")
"""The columns that name one number of the counts."""


class SqlRecords:
    """Records in SQLite or PostgreSQL; safe to use from several threads and processes.

    Nothing is opened before it is needed, and a database that was away is tried again.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._ready = False
        self._preparing = threading.Lock()

    def add(self, counts: Mapping[Cell, int], questions: Sequence[KeptQuestion] = ()) -> None:
        """Adds to the counts, and keeps the questions: all of it or nothing."""
        with self._session() as session:
            self._count(session, counts)
            session.add_all(
                Kept(id=uuid4().hex, day=kept.day, **_columns(kept.about), text=kept.text, vector=kept.vector)
                for kept in questions
            )

    def give(self, feedback: Feedback) -> None:
        """Keeps feedback and counts its vote and reasons, in place of what was given on the same answer before."""
        row = _row(feedback)
        with self._session() as session:
            fresh = self._insert(Given).values(**row).on_conflict_do_nothing().returning(Given.id)
            changes = Counter[Cell]()
            if session.scalar(fresh) is None:
                earlier = session.get_one(Given, feedback.id, with_for_update=True)
                changes.subtract(_votes(_given(earlier)))
                for name, value in row.items():
                    setattr(earlier, name, value)
            changes.update(_votes(feedback))
            self._count(session, changes)

    def counts(self, since: date) -> Mapping[Cell, int]:
        """The counts from a day on."""
        with self._session() as session:
            rows = session.scalars(select(Count).where(Count.day >= since, Count.n > 0))
            return {Cell(row.day, _about(row), cast("Measure", row.measure)): row.n for row in rows}

    def feedback(self, since: date) -> Sequence[Feedback]:
        """The feedback from a day on, oldest first."""
        with self._session() as session:
            rows = session.scalars(select(Given).where(Given.day >= since).order_by(Given.day, Given.id))
            return [_given(row) for row in rows]

    def questions(self, since: date) -> Sequence[KeptQuestion]:
        """The kept questions from a day on, oldest first."""
        with self._session() as session:
            rows = session.scalars(select(Kept).where(Kept.day >= since).order_by(Kept.day, Kept.id))
            return [KeptQuestion(row.day, _about(row), row.text, row.vector) for row in rows]

    def purge(self, texts_before: date, counts_before: date) -> Purged:
        """Deletes feedback and questions from before one day, and counts from before another."""
        with self._session() as session:
            return Purged(
                feedback=_deleted(session, delete(Given).where(Given.day < texts_before)),
                questions=_deleted(session, delete(Kept).where(Kept.day < texts_before)),
                counts=_deleted(session, delete(Count).where(Count.day < counts_before)),
            )

    def secret(self) -> bytes:
        """The key that tickets are signed with; the same for every process that shares the records."""
        with self._session() as session:
            return bytes.fromhex(session.get_one(Meta, "secret").value)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @contextmanager
    def _session(self) -> Generator[Session]:
        """One transaction on a database that has its tables; raises ``RecordsError`` when there is none."""
        try:
            self._prepare()
            with Session(self._engine) as session, session.begin():
                yield session
        except (SQLAlchemyError, OSError) as error:
            self._ready = False  # the file may have been deleted, and its tables with it
            raise RecordsError(
                f"The database for feedback and counts cannot be used ({_cause(error)}). Answers are not affected. "
                "Check TILLIT_DATABASE_URL or the folder in TILLIT_DATA, and that there is room on the disk."
            ) from error

    def _prepare(self) -> None:
        with self._preparing:
            if self._ready:
                return
            with self._engine.begin() as connection:
                create_tables(connection)
                for name, value in (("schema", SCHEMA), ("secret", secrets.token_hex(32))):
                    connection.execute(self._insert(Meta).values(name=name, value=value).on_conflict_do_nothing())
                found = connection.scalar(select(Meta.value).where(Meta.name == "schema"))
            if found != SCHEMA:
                raise RecordsError(
                    f"The database for feedback and counts has tables of version {found}, and this version of Tillit "
                    f"reads {SCHEMA}. It is left as it is. Use the version that made it, or another database."
                )
            self._ready = True

    def _count(self, session: Session, counts: Mapping[Cell, int]) -> None:
        # In one order everywhere, so that two processes never wait for each other's rows.
        rows = sorted(
            (_cell_row(cell, n) for cell, n in counts.items() if n), key=lambda row: tuple(map(str, row.values()))
        )
        for start in range(0, len(rows), _BATCH):
            inserted = self._insert(Count).values(rows[start : start + _BATCH])
            changed = {"n": Count.n + inserted.excluded.n}
            session.execute(inserted.on_conflict_do_update(index_elements=_CELL, set_=changed))


def records_of(settings: Settings) -> SqlRecords:
    """The records that the settings name; raises ``TillitError`` when their address is none."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return SqlRecords(open_engine(url, settings.data))


def _cause(error: Exception) -> str:
    """What went wrong in a word or a line, without the statement and without what it held."""
    original = getattr(error, "orig", None) or error
    return (str(original).strip().splitlines() or [""])[0][:200] or type(original).__name__


def _deleted(session: Session, statement: Delete) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def _votes(feedback: Feedback) -> Iterable[Cell]:
    measures: tuple[Measure, ...] = (feedback.vote, *feedback.reasons)
    return [Cell(feedback.day, feedback.about, measure) for measure in measures]


def _columns(about: About) -> dict[str, str]:
    return {
        "language": about.language,
        "outcome": about.outcome,
        "document": about.place.document,
        "headings": json.dumps(about.place.headings, ensure_ascii=False),
    }


def _cell_row(cell: Cell, n: int) -> dict[str, object]:
    return {"day": cell.day, **_columns(cell.about), "measure": cell.measure, "n": n}


def _row(feedback: Feedback) -> dict[str, object]:
    return {
        "id": feedback.id,
        "day": feedback.day,
        **_columns(feedback.about),
        "vote": feedback.vote,
        "reasons": json.dumps(feedback.reasons),
        "text": feedback.text,
        "question": feedback.question,
    }


def _about(row: Count | Given | Kept) -> About:
    return About(
        language=cast("Any", row.language),
        outcome=cast("Any", row.outcome),
        place=Place(row.document, tuple(json.loads(row.headings))),
    )


def _given(row: Given) -> Feedback:
    return Feedback(
        id=row.id,
        day=row.day,
        about=_about(row),
        vote=cast("Vote", row.vote),
        reasons=cast("tuple[Reason, ...]", tuple(json.loads(row.reasons))),
        text=row.text,
        question=row.question,
    )
