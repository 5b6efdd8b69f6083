"""What became of a model's sentences: shown as it said them, or in its second words, or replaced by quotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...assistant.evidence import Evidence
from ...assistant.types import Answer, Sentence
from ...assistant.write.draft import Asking, Draft, Worded, Writer


@dataclass(frozen=True, slots=True)
class Fate:
    """The sentences that a model ``said`` to one question, how many were shown in its second words, and how many not.

    ``own`` are the shown ones in its first or second words.
    """

    said: int
    rewritten: int
    replaced: int
    own: tuple[Sentence, ...]


class Watched:
    """A writer, and all that it worded."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._worded: list[Worded] = []

    def write(self, evidence: Evidence, asking: Asking) -> Iterator[Draft | Worded]:
        """The writer's own."""
        for draft in self._writer.write(evidence, asking):
            self._worded += [draft] if isinstance(draft, Worded) else []
            yield draft

    def rewrite(self, failed: Sequence[Worded], asking: Asking) -> Iterator[Worded]:
        """The writer's own."""
        for worded in self._writer.rewrite(failed, asking):
            self._worded.append(worded)
            yield worded

    def fate(self, answer: Answer) -> Fate:
        """What became in ``answer`` of the sentences that were worded since this was last asked."""
        worded, self._worded = self._worded, []
        shown = {sentence.text for sentence in answer.sentences}
        first = [one.text for one in worded if not one.again]
        again = {one.text for one in worded if one.again}
        kept, rewritten = sum(text in shown for text in first), len(again & shown)
        own = tuple(sentence for sentence in answer.sentences if sentence.text in again.union(first))
        return Fate(len(first), rewritten, len(first) - kept - rewritten, own)
