"""What differs between what two generations hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..corpus.types import Document, Passage
from .snapshot import Contents


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that is new, gone, or not the same, with its passages that came and went."""

    id: str
    title: str
    change: Literal["added", "changed", "removed"]
    passages_added: int
    passages_removed: int


@dataclass(frozen=True, slots=True)
class CorpusChange:
    """What differs between what two generations hold."""

    old: str
    new: str
    documents_before: int
    documents_after: int
    passages_before: int
    passages_after: int
    documents: tuple[DocumentChange, ...]


def compare_contents(old: Contents, new: Contents) -> CorpusChange:
    """The documents that were added, changed or removed, by id; a document changes with its text or its source."""
    before, after = ({document.source.id: document for document in side.documents} for side in (old, new))
    changes = [
        _document_change(document_id, before.get(document_id), after.get(document_id), old.passages, new.passages)
        for document_id in sorted({*before, *after})
    ]
    return CorpusChange(
        old=old.generation,
        new=new.generation,
        documents_before=len(before),
        documents_after=len(after),
        passages_before=len(old.passages),
        passages_after=len(new.passages),
        documents=tuple(change for change in changes if change),
    )


def _document_change(
    document_id: str,
    before: Document | None,
    after: Document | None,
    old: Sequence[Passage],
    new: Sequence[Passage],
) -> DocumentChange | None:
    there = after or before
    same = before and after and (before.text, before.source) == (after.text, after.source)
    if there is None or same:
        return None
    texts = [[passage.text for passage in side if passage.document_id == document_id] for side in (old, new)]
    return DocumentChange(
        id=document_id,
        title=there.source.title,
        change="added" if before is None else "removed" if after is None else "changed",
        passages_added=len(_without(texts[1], texts[0])),
        passages_removed=len(_without(texts[0], texts[1])),
    )


def _without(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    known = set(others)
    return [text for text in texts if text not in known]
