"""Records in memory, and a day that a test chooses."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from tillit.ui.records.types import About, Cell, Feedback, KeptQuestion, Place, Purged, RecordsError

MONDAY = date(2026, 3, 2)
TASKS = About("nb", "answered", Place("lag-gjengitt", ("Veien til selvstyrte lag", "Hva lagene gjør")))


@dataclass
class FakeRecords:
    """Keeps everything in lists; every method fails while ``away`` is set."""

    away: bool = False
    counted: Counter[Cell] = field(default_factory=Counter[Cell])
    kept: list[KeptQuestion] = field(default_factory=list[KeptQuestion])
    given: dict[str, Feedback] = field(default_factory=dict[str, Feedback])
    purged: list[tuple[date, date]] = field(default_factory=list[tuple[date, date]])

    def add(self, counts: Mapping[Cell, int], questions: Sequence[KeptQuestion] = ()) -> None:
        self._check()
        self.counted.update(counts)
        self.kept += questions

    def give(self, feedback: Feedback) -> None:
        self._check()
        self.given[feedback.id] = feedback

    def counts(self, since: date) -> Mapping[Cell, int]:
        self._check()
        return {cell: n for cell, n in self.counted.items() if cell.day >= since}

    def feedback(self, since: date) -> Sequence[Feedback]:
        self._check()
        return [feedback for feedback in self.given.values() if feedback.day >= since]

    def questions(self, since: date) -> Sequence[KeptQuestion]:
        self._check()
        return [kept for kept in self.kept if kept.day >= since]

    def purge(self, texts_before: date, counts_before: date) -> Purged:
        self._check()
        self.purged.append((texts_before, counts_before))
        return Purged(feedback=1, questions=2, counts=3)

    def secret(self) -> bytes:
        self._check()
        return b"0" * 32

    def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.away:
            raise RecordsError("the database is away")


TOKEN = "en-lang-hemmelig-kode-å"  # noqa: S105 - a test's own
REFUSED = About("nb", "not_in_sources", Place("lag-gjengitt", ("Hva det kostet",)))
GONE = About("pl", "answered", Place("=borte", ("+1",)))


def filled_records() -> FakeRecords:
    """Records of the week before ``MONDAY``, and of the day itself."""
    records = FakeRecords()
    day = MONDAY - timedelta(days=3)
    records.counted.update(
        {
            Cell(day, TASKS, "asked"): 12,
            Cell(day, REFUSED, "asked"): 7,
            Cell(day, GONE, "asked"): 6,
            Cell(day, TASKS, "down"): 6,
            Cell(day, REFUSED, "down"): 5,
            Cell(day, REFUSED, "should_have_known"): 5,
            Cell(MONDAY, TASKS, "asked"): 13,
        }
    )
    texts = [
        "Hva tjener de på lag?",
        "Hva tjener lagene?",
        "hva tjener et lag",
        "Tjener lag mer?",
        "tjener lag Xantippe",
    ]
    others = ["Hva er en turnus?", "Når er møtet?", "Hvor er kontoret?"]
    near, far = np.eye(8, dtype=np.float32)[0], np.eye(8, dtype=np.float32)
    records.kept = [KeptQuestion(day, TASKS, text, near.tobytes()) for text in texts]
    records.kept += [KeptQuestion(day, TASKS, text, far[at + 1].tobytes()) for at, text in enumerate(others)]
    return records
