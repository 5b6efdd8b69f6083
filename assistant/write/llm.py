"""The writer that has a language model word the answer; what it words is not shown before it is proven."""

import time
from collections.abc import Generator, Iterator

from ...index.generation import Generation
from ..evidence import Evidence
from ..llm.talking import Talking
from .align import Aligner
from .draft import Asking, Worded
from .prompt import Briefer, Numbered
from .said import Said, SaidReader


class LlmWriter:
    """Has a model word sentences on numbered passages, and finds for each what it rests on in the documents."""

    def __init__(self, generation: Generation, talking: Talking, briefer: Briefer) -> None:
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
