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


class Rule(Protocol):
    """What no sentence may break, whatever a judge says of it."""

    def breaches(self, claim: str, quotes: Sequence[str]) -> tuple[str, ...]:
        """The names of the rules that ``claim`` breaks against its quotes; empty when it may be judged."""
        ...


@dataclass(frozen=True, slots=True)
class Proof:
    """What a sentence needs to be shown: quotes that stand, and to stand in one or to follow from them.

    Without a rule and a judge only what stands in its quotes does.
    """

    documents: Mapping[str, Document]
    rule: Rule | None = None
    judge: Judge | None = None

    def holds(self, sentence: Sentence, citations: Mapping[int, Citation]) -> bool:
        """Whether ``sentence`` stands verbatim in a quote that it cites and all its quotes stand."""
        quotes = self._quotes(sentence, citations)
        return any(sentence.text in quote for quote in quotes)

    def follows(self, sentence: Sentence, citations: Mapping[int, Citation]) -> bool:
        """Whether ``sentence``, in words of its own, breaks no rule and by the judge's word follows from its quotes."""
        quotes = self._quotes(sentence, citations)
        if not quotes or self.rule is None or self.judge is None or self.rule.breaches(sentence.text, quotes):
            return False
        try:
            return self.judge.verdict(sentence.text, quotes).supported
        except NoVerdict:
            return False

    def _quotes(self, sentence: Sentence, citations: Mapping[int, Citation]) -> tuple[str, ...]:
        """The quotes of ``sentence``; none when one of them does not stand in its document."""
        cited = [citations.get(number) for number in sentence.citations]
        stands = all(citation and quote_stands(citation, self.documents) for citation in cited)
        return tuple(citation.quote for citation in cited if citation) if stands else ()
