"""The fact lists: what each original says, first line to last, and whether our restatement says it too."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...corpus.errors import TillitError
from ...corpus.provenance import work_at
from ...corpus.split import split
from ...corpus.types import Document, Span

FACTS = Path(__file__).parents[2] / "corpus" / "facts"

Reason = Literal["furniture", "heading", "repetition", "lead-in"]
"""Why no fact covers a place: it belongs to the page, names a section, repeats a fact, or only leads on to the next."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(_Strict):
    """One thing that an original says, in our own words, with its place there and how to find it in the restatement.

    ``section`` names the chapter as the restatement does; ``start`` and ``end`` count characters of the original file.
    ``pattern`` is a case-insensitive regular expression; it is sought in one passage, all white space made one space.
    """

    section: Annotated[str, Field(min_length=1)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(gt=0)]
    fact: Annotated[str, Field(min_length=1)]
    pattern: Annotated[str, Field(min_length=1)]


class Omission(_Strict):
    """A place of an original that no fact covers, and why."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(gt=0)]
    reason: Reason


class FactList(_Strict):
    """What one original says: its facts, and the places that say nothing of their own.

    ``original`` and ``restated`` are document ids. ``sha256`` is the original file's: in another version of it the
    places would be others.
    """

    original: str
    restated: str
    sha256: str
    facts: tuple[Fact, ...]
    omissions: tuple[Omission, ...]


def read_facts(folder: Path = FACTS) -> tuple[FactList, ...]:
    """The fact lists of a folder, one TOML file an original, in the order of their names.

    Raises ``TillitError`` for a file that is not a fact list.
    """
    found: list[FactList] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(FactList.model_validate(tomllib.loads(path.read_text("utf-8"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
            raise TillitError(f"{path} is not a fact list, so nothing was checked. Correct it: {error}") from error
    return tuple(found)


def lost(facts: Sequence[Fact], document: Document) -> tuple[Fact, ...]:
    """The facts that no passage of their section of the restating ``document`` states, by their patterns."""
    texts: dict[str, list[str]] = defaultdict(list)
    for passage in split(document):
        work = work_at(document, passage.start) or ""
        section = work.removeprefix(f"{document.source.based_on}, ")
        texts[section].append(" ".join(passage.text.split()))
    return tuple(
        fact for fact in facts if not any(re.search(fact.pattern, text, re.IGNORECASE) for text in texts[fact.section])
    )


def unlisted(facts: FactList, original: str) -> tuple[Span, ...]:
    """The words of the original that stand neither in a fact's place nor in an omission's."""
    listed = _marked(len(original), (*facts.facts, *facts.omissions))
    return tuple(word for word in _words(original, 0, len(original)) if not all(listed[word.start : word.end]))


def share_with_facts(facts: FactList, original: Document) -> float | None:
    """The share of the original's sentences, items and rows of which every word stands in a fact's place."""
    places = _places(original)
    listed = _marked(max(places, default=0) + 1, facts.facts)
    units = {Span(unit.start, unit.end) for passage in split(original) for unit in passage.units}
    covered = [
        all(listed[places[word.start]] for word in _words(original.text, unit.start, unit.end)) for unit in units
    ]
    return sum(covered) / len(covered) if covered else None


def _places(document: Document) -> list[int]:
    """For each character of a document's text its place in the file, which must be a file of one page."""
    places = [0] * len(document.text)
    for run in document.runs:
        places[run.start : run.start + run.length] = range(run.raw_start, run.raw_start + run.length)
    return places


def _marked(length: int, places: Sequence[Fact | Omission]) -> bytearray:
    marks = bytearray(length)
    for place in places:
        marks[place.start : place.end] = b"\1" * len(marks[place.start : place.end])
    return marks


def _words(text: str, start: int, end: int) -> tuple[Span, ...]:
    return tuple(Span(*word.span()) for word in re.compile(r"\w+").finditer(text, start, end))
