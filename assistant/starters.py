"""Questions to start with, drawn from the headings of the documents: only those that the documents answer."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ..corpus.types import Document
from .types import Topic

MOST_TOPICS = 6
QUESTIONS_EACH = 3

_TRIED = 6
"""Headings of a document that are looked at before it counts as none to start with; each costs a search."""

_SHORTEST, _LONGEST = 12, 70
"""Characters of a heading that says by itself what stands under it."""


def bare(heading: str) -> str:
    """A heading without its number."""
    return heading.lstrip("0123456789.: ") or heading


def topics(documents: Iterable[Document], is_answered: Callable[[str], bool]) -> tuple[Topic, ...]:
    """Up to ``MOST_TOPICS`` documents as topics, each with up to ``QUESTIONS_EACH`` headings that ``is_answered``.

    The longest documents come first: they have most to say.
    """
    found: list[Topic] = []
    seen: set[str] = set()
    for document in sorted(documents, key=lambda one: (-len(one.text), one.source.id)):
        tried = [heading for heading in _spread(tuple(dict.fromkeys(_headings(document)))) if heading not in seen]
        answered = list(islice(filter(is_answered, tried[:_TRIED]), QUESTIONS_EACH))
        seen.update(answered)
        if answered:
            found.append(Topic(document.source.title, tuple(answered)))
        if len(found) == MOST_TOPICS:
            break
    return tuple(found)


def _headings(document: Document) -> Iterator[str]:
    for block in document.blocks:
        heading = bare(document.text[block.start : block.end])
        telling = _SHORTEST <= len(heading) <= _LONGEST and " " in heading
        if block.kind == "heading" and telling and heading != document.source.title:
            yield heading


def _spread(headings: tuple[str, ...]) -> Iterator[str]:
    """``_TRIED`` of the headings, evenly from the whole document: it says more than its first chapter does."""
    step = max(1, len(headings) // _TRIED)
    yield from headings[::step]
