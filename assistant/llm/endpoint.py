"""A language model behind OpenAI's protocol, through LlamaIndex."""

import asyncio
import queue
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future

from httpx import AsyncClient
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.llms import LLM
from openai import APIConnectionError, APIStatusError, APITimeoutError

from .breaker import Breaker
from .talking import Patience, Prompt, Trouble, Unavailable

_LOOK_UP = 0.1
"""Seconds between two looks at whether the asker is still there."""

_NO_SCHEMA = frozenset({400, 404, 415, 422, 501})
"""What servers answer that know no ``response_format``."""

_NOT_ITS_FAULT = frozenset({"busy", "resting", "gone"})


class Endpoint:
    """Talks to one endpoint, at most ``at_once`` calls at a time; those above that wait for as long as they may.

    The reply is asked for as JSON of the prompt's schema; where the server refuses that, without from then on. Calls
    run over ``http`` in an event loop of their own, for only there one that hangs can be ended; ``close`` ends all.
    """

    def __init__(self, llm: LLM, http: AsyncClient, *, at_once: int, breaker: Breaker) -> None:
        self._llm = llm
        self._http = http
        self._places = threading.BoundedSemaphore(at_once)
        self._breaker = breaker
        self._knows_schema = True
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tillit-llm", daemon=True)
        self._thread.start()

    def tell(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        """What the model says, in pieces as they come; raises ``Unavailable`` when it ends before its end."""
        self._enter(patience)
        outcome = self._breaker.abandoned
        try:
            yield from self._told(prompt, patience)
            outcome = self._breaker.succeeded
        except GeneratorExit:
            # Whoever listened has heard enough, so it did talk.
            outcome = self._breaker.succeeded
            raise
        except Unavailable as error:
            if error.trouble not in _NOT_ITS_FAULT:
                outcome = self._breaker.failed
            raise
        finally:
            outcome()
            self._places.release()

    def close(self) -> None:
        """End all calls and take on no more."""
        if not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._wind_up(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _enter(self, patience: Patience) -> None:
        while not self._places.acquire(timeout=min(_LOOK_UP, patience.left())):
            patience.check()
        if not self._breaker.admits():
            self._places.release()
            raise Unavailable("resting")

    def _told(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        call = asyncio.run_coroutine_threadsafe(self._call(prompt, pieces.put), self._loop)
        call.add_done_callback(lambda _: pieces.put(None))
        try:
            while (piece := _next(pieces, patience)) is not None:
                yield piece
            _raise_trouble(call)
        finally:
            call.cancel()

    async def _call(self, prompt: Prompt, put: Callable[[str], None]) -> None:
        if self._knows_schema:
            schema = {"name": "answer", "schema": prompt.schema, "strict": True}
            try:
                await self._talk(prompt, put, response_format={"type": "json_schema", "json_schema": schema})
            except APIStatusError as error:
                if error.status_code not in _NO_SCHEMA:
                    raise
            else:
                return
        await self._talk(prompt, put)
        self._knows_schema = False

    async def _talk(self, prompt: Prompt, put: Callable[[str], None], **options: object) -> None:
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=prompt.rules),
            ChatMessage(role=MessageRole.USER, content=prompt.data),
        ]
        async for response in await self._llm.astream_chat(
            messages, temperature=0, max_tokens=prompt.most_tokens, **options
        ):
            if response.delta:
                put(response.delta)

    async def _wind_up(self) -> None:
        mine = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not mine]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await self._http.aclose()


def _next(pieces: "queue.SimpleQueue[str | None]", patience: Patience) -> str | None:
    while True:
        patience.check()
        try:
            return pieces.get(timeout=min(_LOOK_UP, patience.left()))
        except queue.Empty:
            continue


def _raise_trouble(call: "Future[None]") -> None:
    error = call.exception()
    if error is not None:
        # Without its cause: the client's errors repeat what was sent.
        raise Unavailable(_trouble(error)) from None


def _trouble(error: BaseException) -> Trouble:
    if isinstance(error, APITimeoutError):
        return "slow"
    if isinstance(error, APIConnectionError):
        return "unreachable"
    return "refused" if isinstance(error, APIStatusError) else "protocol"
