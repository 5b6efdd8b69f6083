"""The JSON API: thin routes over the assistant."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from ..assistant.texts import Texts
from ..assistant.types import Answering, Piece, Question
from ..assistant.wire import AnswerOut, AskRequest, CitationOut, SentenceOut, SourceOut
from .errors import error_body
from .growing import grown, seedling
from .pool import AnsweringPool, NoAnswerError
from .records.tickets import Tickets
from .render import Renderer


class ErrorDetail(BaseModel):
    """A code for programs and one sentence for people."""

    code: str
    message: str
    reason: str | None = None
    """Only with `paused`: why the service was switched off, in the words of who did it."""


class ErrorOut(BaseModel):
    """What every failed request answers."""

    error: ErrorDetail


FAILURES: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorOut, "description": description}
    for status, description in (
        (400, "The body is not valid JSON."),
        (401, "Access is controlled, and nobody has signed in."),
        (403, "Another site's page sent this with a visitor's session."),
        (408, "The body did not arrive in time."),
        (413, "The body is larger than 64 kB."),
        (415, "The body is not declared as JSON."),
        (422, "A field is missing or wrong."),
        (429, "The server is busy, or you ask too often; try again after Retry-After seconds."),
        (500, "The server failed."),
        (503, "The service has been switched off (code `paused`)."),
        (504, "The answer was not ready in time."),
    )
}
"""What a request may be answered when it fails."""

_ERROR_JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}

_STREAM_FAILURES: dict[int | str, dict[str, object]] = {
    # By itself FastAPI documents them in the form of the stream.
    status: {"description": failure["description"], "content": _ERROR_JSON}
    for status, failure in FAILURES.items()
}

_METHODS = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]


def json_only(content_type: Annotated[str, Header(include_in_schema=False)] = "") -> None:
    """Turns away a body that is not declared as JSON: a form on another site could send it unasked."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)


def api_router(
    assistant: Answering, pool: AnsweringPool, renderer: Renderer, texts: Texts, tickets: Tickets | None = None
) -> APIRouter:
    """The routes under ``/api/v1``; with ``tickets`` each answer brings along what feedback names it by."""
    router = APIRouter(prefix="/api/v1", tags=["Tillit"])

    @router.post("/ask", responses=FAILURES, dependencies=[Depends(json_only)])
    async def ask(request: AskRequest, response: Response) -> AnswerOut:  # pyright: ignore[reportUnusedFunction]
        """A proven answer, or a refusal with questions that the documents do answer.

        Every citation's `quote` equals the characters `start` to `end` of the document's text. The header
        `Tillit-Ticket` is what feedback on the answer names it by.
        """
        answer = await pool.ask(request.to_question())
        if tickets:
            response.headers["Tillit-Ticket"] = tickets.write(answer)
        return AnswerOut.of(answer)

    @router.post(
        "/ask/stream",
        responses=_STREAM_FAILURES,
        dependencies=[Depends(json_only), Depends(pool.see_room)],
        response_class=EventSourceResponse,
    )
    async def stream(  # pyright: ignore[reportUnusedFunction]
        request: AskRequest,
        html: bool = False,  # noqa: FBT001, FBT002 - a query value
    ) -> AsyncIterator[ServerSentEvent]:
        """The same answer as server-sent events.

        `citation` events come before the `sentence` that they prove, and a sentence comes as soon as it is proven;
        `done` carries the whole answer. With `html=true` an `html` event before `done` carries the answer as a page
        shows it; a later one takes the place of an earlier. Without it a `ticket` event carries what feedback on the
        answer names it by. An `error` event, with the body of a failed request, ends a stream that could not be
        answered. Closing the stream ends the work.
        """
        try:
            async with aclosing(_told(pool, request.to_question(), renderer if html else None, tickets)) as events:
                async for event in events:
                    yield event
        except NoAnswerError as error:
            yield ServerSentEvent(event="error", data=error_body(error.code, texts, error.values))

    @router.get("/sources")
    def sources() -> list[SourceOut]:  # pyright: ignore[reportUnusedFunction]
        """The documents that answers rest on."""
        return [SourceOut.of(document) for document in assistant.documents.values()]

    @router.api_route("/{path:path}", methods=_METHODS, include_in_schema=False)
    def unknown(path: str) -> None:  # pyright: ignore[reportUnusedFunction]
        # Without this, the chat at the root would answer for addresses that are not here.
        raise HTTPException(404)

    return router


async def _told(
    pool: AnsweringPool, question: Question, renderer: Renderer | None, tickets: Tickets | None
) -> AsyncGenerator[ServerSentEvent]:
    """The events that tell an answer; with a renderer as HTML too, in which a ticket stands."""
    growing = seedling(question, "nb")
    async with aclosing(pool.stream(question)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Piece):
                for event in _events(piece):
                    yield event
                growing = grown(growing, piece)
                if renderer:
                    yield ServerSentEvent(event="html", data=renderer.answer(growing, whole=False))
                continue
            if renderer:
                yield ServerSentEvent(event="html", data=renderer.answer(piece, await pool.nearest(question, piece)))
            elif tickets:
                yield ServerSentEvent(event="ticket", data=tickets.write(piece))
            yield ServerSentEvent(event="done", data=AnswerOut.of(piece))


def _events(piece: Piece) -> Iterator[ServerSentEvent]:
    for citation in piece.citations:
        yield ServerSentEvent(event="citation", data=CitationOut.of(citation))
    for sentence in piece.sentences:
        yield ServerSentEvent(event="sentence", data=SentenceOut.of(sentence))
