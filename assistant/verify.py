"""The last look before a sentence is shown: whether it stands in its quotes, and the quotes in the documents."""

from collections.abc import Mapping, Sequence

from ..corpus.types import Document
from .types import Citation, Sentence


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
