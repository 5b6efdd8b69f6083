"""Labels and notices in words: what a source is worth, and what to keep in mind about an answer."""

from typing import Protocol

from ..assistant.texts import Texts
from ..assistant.types import Answer, Notice
from ..corpus.types import Authority, Voice


class Provenance(Protocol):
    """What citations and sources both say about where words come from."""

    @property
    def publisher(self) -> str | None:
        """Who published it."""
        ...

    @property
    def year(self) -> int | None:
        """When it was published."""
        ...

    @property
    def authority(self) -> Authority | None:
        """What it is worth, where someone has said so."""
        ...

    @property
    def voice(self) -> Voice:
        """Whose words its text is in."""
        ...

    @property
    def based_on(self) -> str | None:
        """The work that a restated text leads back to."""
        ...


def authority_label(source: Provenance, texts: Texts) -> str:
    """What the source is worth, in a few words; without the publisher or the year where they are not known."""
    if source.authority is None:
        return texts["authority.unknown"]
    complete = source.year is not None and (source.publisher is not None or source.authority == "research")
    if source.authority in ("official", "research") and not complete:
        return texts[f"chat.{source.authority}"]
    return texts(f"authority.{source.authority}", publisher=source.publisher, year=source.year)


def voice_label(source: Provenance, texts: Texts) -> str | None:
    """Whose words a restated quote is; ``None`` when they are the original's own."""
    if source.voice == "original" or source.based_on is None:
        return None
    return texts("authority.restated", based_on=source.based_on)


def notice_text(answer: Answer, notice: Notice, texts: Texts) -> str:
    """The notice as a sentence, with what the answer says about it."""
    if notice == "may_be_outdated":
        years = [citation.year for citation in answer.citations if citation.year is not None]
        return texts("notice.may_be_outdated", year=max(years)) if years else texts["chat.outdated"]
    return texts(f"notice.{notice}", parts="; ".join(answer.unanswered))
