"""Tickets: what an answer brings along so that feedback can name it, while the server keeps nothing of it.

A ticket says where in the documents the answer came from, in which language and with what outcome, under a random id;
it holds no word of the question, and its signature shows that the answer was given here, and not long ago.
"""

import logging
import secrets
from collections.abc import Sequence
from typing import Any, cast

from itsdangerous import BadData, URLSafeTimedSerializer

from ...assistant.types import Answer
from ...index.types import Hit
from .types import About, Place, Records, RecordsError

VALID_SECONDS = 24 * 60 * 60
"""How long an answer may wait for feedback: a working day in an open window."""

LONGEST_TICKET = 2000
"""Characters that the API takes of a ticket; one of ours has less."""

log = logging.getLogger(__name__)


class Tickets:
    """Writes and reads tickets with one key."""

    def __init__(self, key: bytes, valid_seconds: int = VALID_SECONDS) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="tillit-feedback")
        self._valid_seconds = valid_seconds

    @classmethod
    def of(cls, records: Records) -> "Tickets":
        """Tickets that every process with the same records can read; without these, only this process can."""
        try:
            return cls(records.secret())
        except RecordsError as error:
            log.warning("%s", error)
            return cls(secrets.token_bytes(32))

    def write(self, answer: Answer, nearest: Sequence[Hit] = ()) -> str:
        """A ticket for an answer; each call gives another id."""
        about = About.of(answer, nearest)
        facts = [secrets.token_hex(16), about.language, about.outcome, about.place.document, *about.place.headings]
        return self._signer.dumps(facts)

    def read(self, ticket: str) -> tuple[str, About] | None:
        """The id and the facts of a ticket; ``None`` when it is not ours or too old."""
        try:
            name, language, outcome, document, *headings = cast(
                "list[Any]", self._signer.loads(ticket, max_age=self._valid_seconds)
            )
        except BadData:
            return None
        return name, About(language, outcome, Place(document, tuple(headings)))
