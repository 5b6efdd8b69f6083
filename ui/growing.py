"""An answer as it grows: its first sentence, its first two, and so on."""

from collections.abc import Iterator
from dataclasses import replace

from ..assistant.types import Answer


def growing(answer: Answer) -> Iterator[Answer]:
    """The answer with its first sentence, then with its first two, up to all but one, each with the proof of these.

    Notices and what is left unanswered belong to the whole. A refusal does not grow.
    """
    for count in range(1, len(answer.sentences)):
        shown = answer.sentences[:count]
        used = {number for sentence in shown for number in sentence.citations}
        citations = tuple(citation for citation in answer.citations if citation.number in used)
        yield replace(answer, sentences=shown, citations=citations, unanswered=(), notices=())
