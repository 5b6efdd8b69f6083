"""The writer that has a language model word the answer; what it words is not shown before it is proven."""

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from ...index.generation import Generation
from ..evidence import Evidence
from ..llm.talking import Talking, Unavailable
from .align import Aligner
from .draft import Asking, Draft, Worded
from .prompt import MOST_REWRITTEN, Briefer, Numbered, rewriting_of
from .said import Said, SaidReader


class LlmWriter:
    """Has a model word sentences on numbered passages, and finds for each what it rests on in the documents."""

    def __init__(self, generation: Generation, talking: Talking, briefer: Briefer) -> None:
        self._generation = generation
        self._aligner = Aligner(generation)
        self._talking = talking
        self._briefer = briefer

    def write(self, evidence: Evidence, asking: Asking) -> Iterator[Worded]:
        """Sentences as the model says them; raises ``Unavailable`` when it ends before its end.

        A sentence that nothing in the passages is like is left out.
        """
        briefing = self._briefer(evidence, asking.language)
        if briefing.passages:
            yield from self._worded(
                self._said(self._talking.tell(briefing.prompt, asking.patience), asking), briefing.passages
            )

    def rewrite(self, failed: Sequence[Worded], asking: Asking) -> Iterator[Worded]:
        """For each of ``failed`` one sentence on what it rests on: in other words, or itself where there are none.

        The model is asked once an answer, and only if there is as much time left as it took so far.
        """
        left = dict(enumerate(failed, start=1))
        if failed and asking.may_rewrite and asking.patience.left() > asking.by_model:
            asking.may_rewrite = False
            for number, text in self._rewritten(failed[:MOST_REWRITTEN], asking):
                if number in left:
                    yield Worded(text, left.pop(number).rests_on, again=True)
        for one in left.values():
            yield replace(one, again=True)

    def _rewritten(self, failed: Sequence[Worded], asking: Asking) -> Iterator[tuple[int, str]]:
        """What the model says instead, each with the number of the sentence that it stands for, as far as it comes."""
        pairs = [(one.text, "\n".join(map(self._quote, one.rests_on))) for one in failed]
        try:
            for said in self._said(self._talking.tell(rewriting_of(pairs, asking.language), asking.patience), asking):
                yield from ((number, said.text) for number in said.passages[:1])
        except Unavailable:
            # What was to be rewritten is shown by its quotes.
            return

    def _quote(self, draft: Draft) -> str:
        return self._generation.documents[draft.document_id].text[draft.units[0].start : draft.units[-1].end]

    def _worded(self, sentences: Iterator[Said], passages: tuple[Numbered, ...]) -> Iterator[Worded]:
        for said in sentences:
            worded = self._aligner.align(said, passages)
            if worded:
                yield worded

    def _said(self, pieces: Generator[str], asking: Asking) -> Iterator[Said]:
        reader = SaidReader()
        try:
            while not reader.done and (piece := _timed(pieces, asking)) is not None:
                yield from reader.read(piece)
            yield from reader.rest()
        finally:
            pieces.close()


def _timed(pieces: Iterator[str], asking: Asking) -> str | None:
    """The next piece, or ``None`` at the end; the time it took is the model's."""
    started = time.perf_counter()
    try:
        return next(pieces, None)
    finally:
        asking.by_model += time.perf_counter() - started
