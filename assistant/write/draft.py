"""What every writer gives: sentences, each resting on units of one document."""

from dataclasses import dataclass

from ...corpus.types import Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """A run of neighbouring units of one document, shown in reading order as one citation's sentences."""

    document_id: str
    units: tuple[Unit, ...]
