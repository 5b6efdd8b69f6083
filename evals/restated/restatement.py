"""Whether the restated documents say everything that their originals say, in own words, and plainly."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...corpus.load import load
from ...corpus.split import split
from ...corpus.types import Document, Span
from .facts import FACTS, FactList, lost, share_with_facts, unlisted

RUN = 9
"""Words in a row that a restatement may not share with an original."""

LONG = 6
"""Letters above which a word is long."""


@dataclass(frozen=True, slots=True)
class Restatement:
    """How well one document restates its original.

    What only the original can tell is ``None`` where the original is not at hand: ``covered`` is the share of its
    sentences that facts cover, ``unlisted`` the words that neither a fact nor an omission covers, ``shared`` the runs
    of ``RUN`` words in common with any original.
    """

    document: str
    words: int
    lix: float | None
    facts: int
    lost: tuple[str, ...]
    omitted: Mapping[str, int]
    covered: float | None
    unlisted: tuple[str, ...] | None
    shared: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class RestatementReport:
    """How well each document of a corpus restates its original."""

    documents: tuple[Restatement, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is lost, nothing of an original unlisted, and no wording taken over."""
        return not any(row.lost or row.unlisted or row.shared for row in self.documents)


def measure(
    documents: Sequence[Document], lists: Sequence[FactList], originals: Path | None, allowed: str
) -> RestatementReport:
    """The report on ``documents``; ``allowed`` is wording of the originals that must stay as it is."""
    theirs = {document.source.id: document for document in load([originals]).documents} if originals else {}
    files = {original: (originals / document.file).read_bytes() for original, document in theirs.items() if originals}
    taken = frozenset[tuple[str, ...]]().union(*(runs(content.decode()) for content in files.values()))
    taken -= runs(allowed).union(*(runs(document.source.title) for document in theirs.values()))
    facts = {of_one.restated: of_one for of_one in lists}
    return RestatementReport(
        tuple(_measure(document, facts.get(document.source.id), theirs, files, taken) for document in documents)
    )


def _measure(
    document: Document,
    facts: FactList | None,
    originals: Mapping[str, Document],
    files: Mapping[str, bytes],
    taken: frozenset[tuple[str, ...]],
) -> Restatement:
    content = files.get(facts.original) if facts else None
    here = facts if content and facts and hashlib.sha256(content).hexdigest() == facts.sha256 else None
    original = content.decode() if content else ""
    return Restatement(
        document=document.source.id,
        words=len(words(document.text)),
        lix=lix(quotable(document)),
        facts=len(facts.facts) if facts else 0,
        lost=tuple(f"{fact.section}: {fact.fact}" for fact in lost(facts.facts, document)) if facts else (),
        omitted=Counter(omission.reason for omission in facts.omissions) if facts else {},
        covered=share_with_facts(here, originals[here.original]) if here else None,
        unlisted=tuple(original[word.start : word.end] for word in unlisted(here, original)) if here else None,
        shared=tuple(sorted(" ".join(run) for run in runs(document.text) & taken)) if files else None,
    )


def allowed_wording(folder: Path = FACTS) -> str:
    """The originals' own wording that a restatement keeps: names, titles, and the seven principles."""
    return (folder / "allowed.txt").read_text("utf-8")


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation and without the numbers of its lists."""
    return re.findall(r"\w+", re.sub(r"^\s*\d+\.\s", "", text, flags=re.MULTILINE).lower())


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of ``RUN`` words in a text."""
    found = words(text)
    return frozenset(tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1))


def quotable(document: Document) -> tuple[str, ...]:
    """Everything of the document that an answer may quote, once: its sentences, list items and table rows."""
    spans = {Span(unit.start, unit.end): None for passage in split(document) for unit in passage.units}
    return tuple(document.text[span.start : span.end] for span in spans)


def lix(sentences: Sequence[str]) -> float | None:
    """The readability index of Björnsson (1968): words per sentence plus the percentage of words over six letters."""
    every = [word for sentence in sentences for word in words(sentence)]
    if not every:
        return None
    return len(every) / len(sentences) + 100 * sum(len(word) > LONG for word in every) / len(every)
