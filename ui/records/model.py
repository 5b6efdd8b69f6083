"""The tables: counts, feedback, kept questions, and a few values about the database itself."""

from datetime import date

from sqlalchemy import BigInteger, Date, Index, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "1"
"""The version of these tables; a database with another is left alone."""


class Base(DeclarativeBase):
    """What the tables share."""


class Meta(Base):
    """The schema's version, and the key of the tickets."""

    __tablename__ = "tillit_meta"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Count(Base):
    """How often something happened on a day; ``headings`` is a list in JSON."""

    __tablename__ = "tillit_counts"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40), primary_key=True)
    document: Mapped[str] = mapped_column(String(300), primary_key=True)
    headings: Mapped[str] = mapped_column(String(1000), primary_key=True)
    measure: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class _OfAnswer:
    """What tells of one answer: no time of day, and nothing about who asked."""

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    language: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(40))
    document: Mapped[str] = mapped_column(String(300))
    headings: Mapped[str] = mapped_column(String(1000))


class Given(_OfAnswer, Base):
    """Feedback on one answer; ``reasons`` is a list in JSON."""

    __tablename__ = "tillit_feedback"
    __table_args__ = (Index("tillit_feedback_day", "day"),)

    vote: Mapped[str] = mapped_column(String(8))
    reasons: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)


class Kept(_OfAnswer, Base):
    """A masked question; its id is random, so that it tells no order within a day."""

    __tablename__ = "tillit_questions"
    __table_args__ = (Index("tillit_questions_day", "day"),)

    text: Mapped[str] = mapped_column(Text)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
