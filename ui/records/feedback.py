"""``POST /api/v1/feedback``: what somebody thinks of an answer, without who they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, Field
from starlette.exceptions import HTTPException

from ...assistant.health import HealthDetails
from ...assistant.persons import IsPublic
from ...assistant.privacy import mask
from ...assistant.types import MAX_QUESTION
from ...assistant.wire import clean_text
from ..api import FAILURES, json_only
from ..errors import RETRY_AFTER
from .recorder import Recorder
from .tickets import LONGEST_TICKET, Tickets
from .types import MAX_TEXT, REASONS, Feedback, Reason, RecordsError, Vote

Kept = Literal["none", "whole", "masked", "left_out"]
"""What became of a text: there was none, it was kept as it is, with personal data hidden, or not at all."""


class FeedbackRequest(BaseModel):
    """A vote on an answer: ``ticket`` is what came with it, ``question`` only what the asker chose to send along."""

    ticket: Annotated[str, Field(min_length=1, max_length=LONGEST_TICKET)]
    vote: Vote
    reasons: Annotated[tuple[Reason, ...], Field(max_length=len(REASONS))] = ()
    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(clean_text)] = ""
    question: Annotated[str, Field(max_length=MAX_QUESTION), AfterValidator(clean_text)] = ""


class FeedbackOut(BaseModel):
    """What was kept: the vote, and of the texts this much."""

    text: Kept
    question: Kept


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Makes texts fit to keep."""

    is_public: IsPublic
    health: HealthDetails

    def scrub(self, text: str) -> tuple[str, Kept]:
        """What may be kept of a text, and how much that is."""
        if not text:
            return "", "none"
        masked = mask(text, self.is_public)
        if masked.about_person or self.health.told_in(text):
            return "", "left_out"
        return masked.text, "masked" if masked.found else "whole"


def feedback_router(recorder: Recorder, tickets: Tickets, scrubber: Scrubber, today: Callable[[], date]) -> APIRouter:
    """The route that takes feedback from the chat, the frame, the widget and any program."""
    router = APIRouter(prefix="/api/v1", tags=["Tillit"])

    @router.post("/feedback", status_code=201, responses=FAILURES, dependencies=[Depends(json_only)])
    def give(request: FeedbackRequest) -> FeedbackOut:  # pyright: ignore[reportUnusedFunction]
        """Keeps a vote, its reasons and a text on one answer; given again, it takes the earlier one's place.

        The `ticket` came with the answer: in the header `Tillit-Ticket` of `/ask`, or in the event `ticket` of
        `/ask/stream`.
        Personal data in the texts is hidden before they are kept; a text about somebody's health is not kept.
        """
        read = tickets.read(request.ticket)
        if read is None:
            raise HTTPException(422, "ticket_invalid")
        name, about = read
        text, kept_of_text = scrubber.scrub(request.text)
        question, kept_of_question = scrubber.scrub(request.question)
        reasons = tuple(dict.fromkeys(request.reasons)) if request.vote == "down" else ()
        try:
            recorder.give(Feedback(name, today(), about, request.vote, reasons, text, question))
        except RecordsError as error:
            raise HTTPException(503, "feedback_failed", {"Retry-After": RETRY_AFTER}) from error
        return FeedbackOut(text=kept_of_text, question=kept_of_question)

    return router
