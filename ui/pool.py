"""A bounded way to the assistant: so many questions at once, so many waiting, and none for ever."""

import asyncio
import logging
import threading
import traceback
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from ..assistant.control import Control
from ..assistant.types import MAX_QUESTION, Answer, Answering, Piece, Question
from ..corpus.errors import TillitError
from ..index.types import Hit
from .metrics import Metrics

NEAREST = 3
"""Passages that a refused asker is shown to read on in."""

_Result = TypeVar("_Result")

log = logging.getLogger(__name__)


class NoAnswerError(Exception):
    """There is no answer for a reason that lies with the server; the text at ``api.<code>`` says so to the asker."""

    code = "failed"
    status = 500
    values: Mapping[str, str] = {}
    """What fills the placeholders of that text; part of the error's body, too."""


class BusyError(NoAnswerError):
    """More questions are being answered or wait than the server takes on."""

    code = "busy"
    status = 429


class TooSlowError(NoAnswerError):
    """The answer was not ready in time."""

    code = "timeout"
    status = 504


class PausedError(NoAnswerError):
    """The service has been switched off, with a reason."""

    code = "paused"
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.values = {"reason": reason}


class AnsweringPool:
    """Asks the blocking assistant in ``workers`` threads, with at most ``waiting`` further questions in line.

    A question that takes longer than ``timeout`` seconds is given up; its thread counts as taken until it is done.
    While ``control`` says that the service is paused, no question is taken on.
    """

    def __init__(
        self,
        assistant: Answering,
        *,
        workers: int = 4,
        waiting: int = 32,
        timeout: float = 60.0,
        control: Callable[[], Control] = Control,
        metrics: Metrics | None = None,
    ) -> None:
        self._assistant = assistant
        self._control = control
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="tillit-ask")
        self._places = threading.BoundedSemaphore(workers + waiting)
        self._timeout = timeout
        self._metrics = metrics or Metrics()

    def see_room(self) -> None:
        """Raises ``BusyError`` when a question asked now would be turned away, for those who must know beforehand."""
        if not self._places.acquire(blocking=False):
            raise BusyError
        self._places.release()

    async def ask(self, question: Question) -> Answer:
        """The assistant's answer; raises ``NoAnswerError``, never the assistant's own error."""
        self._check()
        answer = await self._run(lambda: self._assistant.ask(question))
        self._metrics.answer(answer)
        return answer

    async def stream(self, question: Question) -> AsyncGenerator[Piece | Answer]:
        """The pieces of the answer as soon as each is proven, and last the whole answer; raises as ``ask`` does.

        Closing the generator ends the work, a language model's too.
        """
        self._check()
        gone = threading.Event()
        pieces: asyncio.Queue[Piece | Answer] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def work_out() -> None:
            for piece in self._assistant.stream(question, gone):
                if gone.is_set():
                    return
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        work = asyncio.ensure_future(self._run(work_out))
        try:
            while not (work.done() and pieces.empty()):
                following = asyncio.ensure_future(pieces.get())
                await asyncio.wait([work, following], return_when=asyncio.FIRST_COMPLETED)
                if following.done():
                    piece = following.result()
                    if isinstance(piece, Answer):
                        self._metrics.answer(piece)
                    yield piece
                following.cancel()
            await work
        finally:
            gone.set()
            work.cancel()

    async def nearest(self, question: Question, answer: Answer) -> tuple[Hit, ...]:
        """The passages nearest to a question, or to the parts of it, that the documents do not answer."""
        left = question if answer.refusal else replace(question, text=" ".join(answer.unanswered)[:MAX_QUESTION])
        if not left.text or (answer.refusal and answer.refusal.reason != "not_in_sources"):
            return ()
        try:
            return await self._run(lambda: self._assistant.search(left, NEAREST))
        except NoAnswerError:  # the refusal stands without them
            return ()

    def _check(self) -> None:
        control = self._control()
        if control.paused:
            raise PausedError(control.reason)

    async def _run(self, work_out: Callable[[], _Result]) -> _Result:
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            work = self._threads.submit(work_out)
        except RuntimeError as error:  # the server is stopping; where there are others, one of them has room
            self._places.release()
            raise BusyError from error
        self._metrics.taken(1)
        work.add_done_callback(self._gone)
        waiting = asyncio.wrap_future(work)
        waiting.add_done_callback(_seen)
        try:
            done, _ = await asyncio.wait([waiting], timeout=self._timeout)
        finally:
            work.cancel()
        if not done:
            raise TooSlowError
        if work.cancelled():
            raise NoAnswerError
        error = work.exception()
        if error is not None:
            _log(error)
            raise NoAnswerError
        return work.result()

    def _gone(self, _work: Future[_Result]) -> None:
        self._places.release()
        self._metrics.taken(-1)

    def close(self) -> None:
        """Takes on no more questions and drops those that wait."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _seen(waiting: asyncio.Future[_Result]) -> None:
    # asyncio logs an error that nobody has looked at, with its text.
    if not waiting.cancelled():
        waiting.exception()


def _log(error: BaseException) -> None:
    # Where it happened, but not the error's own text: that could repeat the question. Our own errors never do.
    text = str(error) if isinstance(error, TillitError) else type(error).__name__
    log.error("asking failed: %s\n%s", text, "".join(traceback.format_tb(error.__traceback__)))
