"""What the leaders' page and ``tillit report gaps`` both show: read from the records, small numbers left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .counts import SMALLEST, Insight, Topic, insight
from .topics import QuestionGroup, group_questions
from .types import Records


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers of a period; ``today`` is how many questions there were today, rounded down to fives."""

    insight: Insight
    groups: Sequence[QuestionGroup]
    today: int


def read(records: Records, weeks: int, today: date, *, with_today: bool = False) -> Reading:
    """The last ``weeks`` weeks, this one included, up to yesterday: today could be watched question by question.

    Raises ``RecordsError``.
    """
    since = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    until = today if with_today else today - timedelta(days=1)
    counts = records.counts(since)
    asked_today = sum(n for cell, n in counts.items() if cell.day == today and cell.measure == "asked")
    kept = [question for question in records.questions(since) if question.day <= until]
    return Reading(
        insight=insight(counts, until=until),
        groups=group_questions(kept),
        today=asked_today - asked_today % SMALLEST,
    )


def gaps(topics: Sequence[Topic]) -> Sequence[Topic]:
    """The topics, those with most questions unanswered or voted down first, the rest last; a hidden one counts as 0."""
    return sorted(topics, key=lambda topic: (not topic.place.document, -((topic.refused or 0) + (topic.down or 0))))
