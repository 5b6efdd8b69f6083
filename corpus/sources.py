"""What ``sources.toml`` says about the documents of a folder."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .errors import TillitError
from .files import SOURCES_FILE, read_toml
from .types import Authority, Source, Voice

_TRANSLITERATED = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ł": "l"})

_Text = Annotated[str, Field(min_length=1, max_length=500)]


class Entry(BaseModel):
    """One ``[[source]]`` table: the file it is about, and whatever is known of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    file: _Text
    id: Annotated[str, Field(pattern=r"^[\w][\w.-]{0,199}$")] | None = None
    title: _Text | None = None
    publisher: _Text | None = None
    year: Annotated[int, Field(ge=1500, le=2200)] | None = None
    kind: _Text | None = None
    authority: Authority | None = None
    voice: Voice = "original"
    based_on: _Text | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            message = "valid_to is before valid_from"
            raise ValueError(message)
        return self

    def source(self, document_id: str, title: str) -> Source:
        """The entry as a ``Source``, with the id and title to use where it names none."""
        known = self.model_dump(exclude={"file", "id", "title"})
        return Source(id=self.id or document_id, title=self.title or title, **known)


def read_entries(folder: Path) -> Mapping[str, Entry]:
    """The entries of the folder's ``sources.toml`` by file name; none when the folder has no such file.

    Raises ``TillitError`` when the file is not TOML, an entry is wrong, or a file or an id stands in two entries.
    """
    path = folder / SOURCES_FILE
    if not path.is_file():
        return {}
    content = read_toml(path)
    tables: object = content.pop("source", [])
    if content or not isinstance(tables, list):
        message = f"{path} may only hold [[source]] tables, but has: {', '.join(content) or 'source'}. Remove the rest."
        raise TillitError(message)
    entries: dict[str, Entry] = {}
    for number, table in enumerate(tables, 1):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        entry = _entry(path, number, table)  # pyright: ignore[reportUnknownArgumentType]
        name = PurePosixPath(unicodedata.normalize("NFC", entry.file)).as_posix()
        if name in entries or any(entry.id and entry.id == other.id for other in entries.values()):
            message = f"{path}: entry {number} repeats the file or the id of an earlier one ({entry.file}). Keep one."
            raise TillitError(message)
        entries[name] = entry
    return entries


def _entry(path: Path, number: int, table: object) -> Entry:
    try:
        return Entry.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "entry"
        message = (
            f"{path}: entry {number}, {field}: {first['msg']} (found: {first['input']!r}). Correct it and try again."
        )
        raise TillitError(message) from error


def slug(name: str) -> str:
    """A file's name as an id: its path without the ending, in lower case, with only a-z, 0-9 and hyphens."""
    plain = PurePosixPath(name).with_suffix("").as_posix().casefold().translate(_TRANSLITERATED)
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "document"
