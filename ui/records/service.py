"""Recording as the server does it: an assistant whose answers are counted, tickets, and what scrubs texts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from ...assistant.build import open_embedding, public_names
from ...assistant.health import HealthDetails
from ...assistant.settings import Settings
from ...assistant.types import Answering
from .feedback import Scrubber
from .recorder import Keeping, Recorded, Recorder, Retention
from .tickets import Tickets
from .types import Records


@dataclass(frozen=True, slots=True)
class Recording:
    """The parts, over the same records."""

    records: Records
    recorder: Recorder
    assistant: Recorded
    tickets: Tickets
    scrubber: Scrubber


def retention_of(settings: Settings) -> Retention:
    """How long the settings keep what."""
    return Retention(settings.retention_days, settings.counts_days)


def make_recording(
    records: Records, assistant: Answering, settings: Settings, today: Callable[[], date] = date.today
) -> Recording:
    """The parts for an assistant; the recorder has yet to be started."""
    scrubber = Scrubber(public_names(assistant.documents.values()), HealthDetails())
    keeping = Keeping(lambda text: scrubber.scrub(text)[0], _embedding(settings)) if settings.keep_questions else None
    recorder = Recorder(records, retention_of(settings), keeping, today=today)
    return Recording(records, recorder, Recorded(assistant, recorder), Tickets.of(records), scrubber)


def _embedding(settings: Settings) -> Callable[[str], bytes]:
    """What embeds a question, as bytes; the model is loaded for the first one, in the recorder's thread."""
    embedding = cache(lambda: open_embedding(settings))
    return lambda text: embedding()(text).tobytes()
