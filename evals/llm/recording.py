"""What a model was given and what it said, kept as lines of JSON, and said again by a stand-in for the model."""

import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ...assistant.evidence import Evidence
from ...assistant.llm.talking import Patience, Prompt, Talking, Trouble, Unavailable
from ...assistant.types import Language
from ...assistant.write.prompt import Briefer, Briefing, Numbered
from ...index.generation import Generation


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that was sent to the model: where it stands, and what stood there."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call: the question as it was put, the passages by their units, and the model's raw words.

    A call for other words names no passages; its question is all the data that was sent. ``first`` are the seconds to
    its first words (``None`` when there were none), ``seconds`` those to its last; ``trouble`` is why it ended before
    its end.
    """

    question: str
    passages: tuple[tuple[Place, ...], ...]
    said: str
    first: float | None
    seconds: float
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """All calls that one case came to, of a model by its name; none where no model was asked.

    ``shown`` are the seconds until the asker could read the first sentence that is proven.
    """

    case: str
    model: str
    exchanges: tuple[Exchange, ...]
    shown: float | None = None


_RECORD = TypeAdapter(Record)


def read_records(path: Path) -> tuple[Record, ...]:
    """The records in a file; none when there is no file."""
    lines = path.read_bytes().splitlines() if path.is_file() else ()
    return tuple(_RECORD.validate_json(line) for line in lines if line.strip())


def append_record(path: Path, record: Record) -> None:
    """Add a record to a file, at once and whole: recording takes long and may be broken off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        _ = file.write(_RECORD.dump_json(record) + b"\n")


class Recorder:
    """Stands between the writer and a model, and keeps what passes; for one case at a time."""

    def __init__(self, generation: Generation, talking: Talking, briefer: Briefer) -> None:
        self._generation = generation
        self._talking = talking
        self._briefer = briefer
        self._put: tuple[str, tuple[tuple[Place, ...], ...]] | None = None
        self._exchanges: list[Exchange] = []

    def brief(self, evidence: Evidence, language: Language) -> Briefing:
        """The briefer's own, with its passages noted."""
        briefing = self._briefer(evidence, language)
        passages = tuple(tuple(map(self._place, passage.rows)) for passage in briefing.passages)
        self._put = evidence.part.whole, passages
        return briefing

    def tell(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        """What the model says, kept once it has ended."""
        (question, passages), self._put = self._put or (prompt.data, ()), None
        started = time.monotonic()
        said, first, trouble = "", None, None
        try:
            for piece in self._talking.tell(prompt, patience):
                first = time.monotonic() - started if first is None else first
                said += piece
                yield piece
        except Unavailable as error:
            trouble = error.trouble
            raise
        finally:
            seconds = time.monotonic() - started
            self._exchanges.append(Exchange(question, passages, said, first, seconds, trouble))

    def taken(self) -> tuple[Exchange, ...]:
        """The exchanges since this was last asked."""
        taken, self._exchanges = tuple(self._exchanges), []
        return taken

    def _place(self, row: int) -> Place:
        document, unit = self._generation.units[row]
        return Place(document, unit.start, unit.end, self._generation.unit_text(row))


class Replay:
    """Says again what was recorded, on the passages that it was recorded with, whatever would be found today.

    ``stale`` counts the calls that nothing is said to: their passages do not stand in the documents any more, or other
    sentences are to be rewritten than then.
    """

    def __init__(self, generation: Generation, records: Iterable[Record]) -> None:
        self._rows: Mapping[tuple[str, int, int], int] = {
            (document, unit.start, unit.end): row for row, (document, unit) in enumerate(generation.units)
        }
        self._generation = generation
        self._current: Exchange | None = None
        self.stale = 0
        self.play(records)

    def play(self, records: Iterable[Record]) -> None:
        """Say these from now on, and nothing else."""
        self._recorded = {one.question: one for record in records for one in record.exchanges}

    def brief(self, evidence: Evidence, language: Language) -> Briefing:
        """The recorded passages; the prompt's wording is of no matter to a recording."""
        del language
        self._current = self._recorded.get(evidence.part.whole)
        rows = [self._found(passage) for passage in self._current.passages] if self._current else []
        if not rows or not all(rows):
            self.stale += 1
            return Briefing(Prompt("", "", {}, 0), ())
        return Briefing(Prompt("", "", {}, 0), tuple(Numbered(at, found) for at, found in enumerate(rows, start=1)))

    def tell(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        """The recorded words, in one piece."""
        del patience
        exchange = self._recorded.get(prompt.data) if prompt.data else self._current
        if exchange is None:
            self.stale += bool(prompt.data)
            raise Unavailable("unreachable")
        yield exchange.said
        if exchange.trouble:
            raise Unavailable(exchange.trouble)

    def _found(self, passage: Sequence[Place]) -> tuple[int, ...]:
        """The rows of a passage's units; none when one of them does not stand where it stood."""
        rows = [self._rows.get((place.document, place.start, place.end)) for place in passage]
        texts = [None if row is None else self._generation.unit_text(row) for row in rows]
        same = all(text == place.text for text, place in zip(texts, passage, strict=True))
        return tuple(row for row in rows if row is not None) if same else ()
