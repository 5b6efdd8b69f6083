"""The numbers in rows: as CSV for a spreadsheet, and the names of places."""

import csv
import io
from collections.abc import Iterable, Mapping

from ...assistant.texts import Texts
from ...corpus.types import Document
from .counts import Hidden, Topic
from .reading import Reading
from .types import Place

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""


def place_names(place: Place, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """The document's title and the headings, outermost first; a gone document has only its id."""
    document = documents.get(place.document)
    title = document.source.title if document else place.document
    # A document's first heading is often its title.
    headings = place.headings[1:] if place.headings[:1] == (title,) else place.headings
    return tuple(filter(None, (title, *headings)))


def is_remainder(topic: Topic, topics: Iterable[Topic]) -> bool:
    """Whether headings within the topic's place have rows of their own, so that it holds the others alone."""
    place, depth = topic.place, len(topic.place.headings)
    return any(
        place.document == other.place.document != ""
        and other.place.headings[:depth] == place.headings != other.place.headings
        for other in topics
    )


def to_csv(reading: Reading, texts: Texts, documents: Mapping[str, Document]) -> str:
    """All numbers of the page, one a line: its table, what it is of, what it counts; hidden ones as a word.

    Separated by semicolons, as spreadsheets set to Norwegian, Polish and most of Europe expect.
    """
    seen = reading.insight
    lines: list[tuple[str, str, str, Hidden]] = []
    for week in seen.weeks:
        name = week.monday.isoformat()
        for key, n in (("asked", week.asked), ("refused", week.refused), ("down", week.down)):
            lines.append(("trend", name, key, n))
    for topic in seen.topics:
        name = " › ".join(place_names(topic.place, documents)) or texts["insight.rest"]
        if is_remainder(topic, seen.topics):
            name += f" ({texts['insight.remainder']})"
        for key, n in (
            ("asked", topic.asked),
            ("refused", topic.refused),
            ("down", topic.down),
            ("should_have_known", topic.should_have_known),
        ):
            lines.append(("topics", name, key, n))
    lines += [("refusals", texts[f"insight.{reason}"], "asked", n) for reason, n in seen.refusals.items()]
    lines += [("reasons", texts[f"feedback.{reason}"], "number", n) for reason, n in seen.reasons.items()]
    lines += [
        ("languages", texts[f"insight.{language}"] if language else texts["insight.rest"], "asked", n)
        for language, n in seen.languages.items()
    ]
    lines += [("groups", " ".join(group.words), "asked", group.size) for group in reading.groups]
    return _written(
        (texts[f"insight.{table}"], name, texts[f"insight.{key}"], texts["insight.hidden"] if n is None else str(n))
        for table, name, key, n in lines
    )


def _written(rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
