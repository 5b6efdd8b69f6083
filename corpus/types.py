"""The domain's own types for documents: every offset counts characters of ``Document.text``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Authority = Literal["official", "research", "advisory", "example"]
Voice = Literal["original", "restated"]
BlockKind = Literal["heading", "paragraph", "item", "row"]
UnitKind = Literal["sentence", "item", "row"]


@dataclass(frozen=True, slots=True)
class Source:
    """What is known about where a document comes from.

    ``authority`` is ``None`` when nobody has said what the document is worth.
    ``based_on`` names the work a restated document leads back to.
    """

    id: str
    title: str
    publisher: str | None = None
    year: int | None = None
    kind: str | None = None
    authority: Authority | None = None
    voice: Voice = "original"
    based_on: str | None = None
    url: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page (or slide) of a document: its 1-based number and the half-open span of text that starts on it."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One structural piece of a document: a heading, a paragraph, a list item or a table row.

    ``level`` is 1-6 for headings, 1 and up (nesting depth) for items, and 0 otherwise.
    Blocks do not overlap, stand in reading order, and hold no leading or trailing white space.
    A marker of a list item ("-", "1.") is part of the text only where the source numbers its items.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of cleaned text that stands, character for character, in the raw text of one page.

    ``text[start : start + length]`` equals ``raw[page][raw_start : raw_start + length]``
    except that a raw line break may read as a space.
    Characters between two runs were inserted by cleaning and stand nowhere in the raw text.
    """

    start: int
    length: int
    page: int
    raw_start: int


@dataclass(frozen=True, slots=True)
class Anticipated:
    """A question that the sentence, item or row at ``start`` answers, perhaps in other words than it has."""

    question: str
    start: int


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded file: cleaned text, its structure, and the way back to the raw pages.

    ``pages`` partition ``text``; ``raw_pages`` maps a page number to the text as the parser gave it; ``own_title`` is
    the title that the file itself gives, empty where it gives none, and ``None`` where that is not known.
    ``anticipated`` are questions that somebody wrote for it: they help to find it and are never shown.
    """

    source: Source
    file: str
    sha256: str
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    runs: tuple[Run, ...]
    raw_pages: Mapping[int, str]
    own_title: str | None = None
    anticipated: tuple[Anticipated, ...] = ()

    def page_at(self, offset: int) -> int:
        """The number of the page on which the character at ``offset`` stands."""
        for page in reversed(self.pages):
            if page.start <= offset:
                return page.number
        return self.pages[0].number


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not loaded: its path, a machine-readable reason, and a sentence that says what to do."""

    file: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that loading gave: the documents, and each file left out with its reason."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters of one document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that may be quoted: a sentence, a list item or a table row, as a span of the text."""

    kind: UnitKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document small enough to retrieve: ``text == document.text[start:end]``.

    ``headings`` is the heading path of its first unit from the outermost to the nearest, without the document's title.
    ``units`` stand in reading order and do not overlap; a list's lead-in is the unit before its first item.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    page: int
    headings: tuple[str, ...]
    units: tuple[Unit, ...]
