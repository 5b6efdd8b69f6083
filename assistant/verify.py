"""The last look before a sentence is shown: whether it stands in its quotes, and the quotes in the documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..corpus.errors import TillitError
from ..corpus.types import Document
from .types import Citation, Sentence

SUPPORTED = 0.5
"""The support from which on a claim may be shown."""

STRICT = 0.7
"""The same where a wrong sentence costs far more than a right one left out, as in a language model's own words."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure a judge is, from 0 to 1, that a claim follows from its quotes, and by name what speaks against it."""

    support: float
    findings: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether the claim may be shown."""
        return self.support >= SUPPORTED


class NoVerdict(TillitError):  # noqa: N818 - it is told as a reason, and is no fault of the claim
    """A judge could not say whether a claim follows from its quotes; the message says why."""


class Judge(Protocol):
    """Whether a sentence follows from its quotes; all judges stand behind this one method."""

    def verdict(self, claim: str, quotes: Sequence[str]) -> Verdict:
        """The verdict on ``claim`` against the quotes taken together; raises ``NoVerdict`` when there is none."""
        ...


def quote_stands(citation: Citation, documents: Mapping[str, Document]) -> bool:
    """Whether the quote is, character for character, what the document says at the place cited."""
    document = documents.get(citation.document_id)
    return document is not None and document.text[citation.start : citation.end] == citation.quote != ""


def proven(
    sentences: Sequence[Sentence], citations: Sequence[Citation], documents: Mapping[str, Document]
) -> tuple[Sentence, ...]:
    """The sentences that may be shown: each stands verbatim in a quote that it cites, and all its quotes stand."""
    valid = {citation.number: citation for citation in citations if quote_stands(citation, documents)}
    return tuple(
        sentence
        for sentence in sentences
        if sentence.citations
        and all(number in valid for number in sentence.citations)
        and any(sentence.text in valid[number].quote for number in sentence.citations)
    )
