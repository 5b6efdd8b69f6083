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
        self._said: list[str] = []
        self._failed: list[str] = []
        self._again: list[str] = []

    def write(self, evidence: Evidence, asking: Asking) -> Iterator[Draft | Worded]:
        """The writer's own."""
        for draft in self._writer.write(evidence, asking):
            self._said += [draft.text] if isinstance(draft, Worded) else []
            yield draft

    def rewrite(self, failed: Sequence[Worded], asking: Asking) -> Iterator[Worded]:
        """The writer's own."""
        self._failed += [one.text for one in failed]
        for worded in self._writer.rewrite(failed, asking):
            self._again += [worded.text]
            yield worded

    def fate(self, answer: Answer) -> Fate:
        """What became in ``answer`` of the sentences that were worded since this was last asked."""
        said, failed, again = self._said, set(self._failed), set(self._again)
        self._said, self._failed, self._again = [], [], []
        # What failed may be shown all the same, by a quote of the same words, and is then not the model's.
        shown = {sentence.text for sentence in answer.sentences} - failed
        kept, rewritten = sum(text in shown for text in said), len(again & shown)
        worded = {one.text: one for one in reversed(answer.sentences) if one.text in shown & again.union(said)}
        return Fate(len(said), rewritten, len(said) - kept - rewritten, tuple(reversed(worded.values())))
