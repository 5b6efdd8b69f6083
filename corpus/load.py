"""Loading a corpus: folders of files into Documents, and the reason for each file left out."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .cleaning.assemble import Content
from .errors import TillitError
from .fence import parse_file
from .files import QUESTIONS_FILE, SOURCES_FILE, FoundFile, find_files
from .formats import Refused
from .limits import Limits
from .questions import read_questions, with_questions
from .sources import Entry, read_entries, slug
from .types import Corpus, Document, Skipped

_PARALLEL = 2


@dataclass(frozen=True, slots=True)
class _Listed:
    """A found file with its entry in ``sources.toml`` (an empty one where it has none)."""

    file: FoundFile
    entry: Entry


def load(
    folders: Sequence[Path], *, known: Mapping[str, Document] | None = None, limits: Limits | None = None
) -> Corpus:
    """The documents of the folders in a stable order, and every file that was skipped.

    ``known`` maps the SHA-256 of files to documents of an earlier load by the same loader: those are not parsed
    again, but what ``sources.toml`` and ``questions.toml`` say about them is read anew.
    Raises ``TillitError`` when a folder is missing, such a file is wrong, two documents share an id, or no
    document could be loaded.
    """
    entries = {folder: read_entries(folder) for folder in folders if folder.is_dir()}
    questions = {folder: read_questions(folder) for folder in entries}
    files = find_files(folders)
    listed = [_Listed(file, entries[file.folder].get(file.name) or Entry(file=file.name)) for file in files]
    unique, skipped = _unique(listed)
    contents = _contents(unique, known or {}, limits or Limits())
    ids = _ids(unique)
    documents: list[Document] = []
    for item, content in zip(unique, contents, strict=True):
        if isinstance(content, Refused):
            skipped.append(Skipped(item.file.name, content.reason, content.message))
        else:
            document = _document(item, content, ids[item.file.path])
            document, lost = with_questions(document, questions[item.file.folder].get(item.file.name, {}))
            documents.append(document)
            skipped += lost
    documents, repeated = _without_same_text(documents)
    skipped += [*repeated, *_missing(entries, files, SOURCES_FILE), *_missing(questions, files, QUESTIONS_FILE)]
    if not documents:
        raise _nothing(folders, skipped)
    return Corpus(tuple(documents), tuple(sorted(skipped, key=lambda one: one.file)))


def _unique(listed: Iterable[_Listed]) -> tuple[list[_Listed], list[Skipped]]:
    first: dict[str, _Listed] = {}
    skipped: list[Skipped] = []
    for item in listed:
        kept = first.setdefault(item.file.sha256, item)
        if not item.file.sha256:
            message = "The file may not be read. Give it read access, or take it out of the folder."
            skipped.append(Skipped(item.file.name, "unreadable", message))
        elif kept is not item:
            skipped.append(_duplicate(item.file.name, kept.file.name))
    return [item for sha256, item in first.items() if sha256], skipped


def _duplicate(name: str, kept: str) -> Skipped:
    return Skipped(name, "duplicate", f"It says the same as {kept}, which is kept. Delete one of the two.")


def _contents(listed: Sequence[_Listed], known: Mapping[str, Document], limits: Limits) -> list[Content | Refused]:
    def content(item: _Listed) -> Content | Refused:
        return _content(item, known, limits)

    with ThreadPoolExecutor(_PARALLEL) as pool:
        return list(pool.map(content, listed))


def _content(item: _Listed, known: Mapping[str, Document], limits: Limits) -> Content | Refused:
    earlier = known.get(item.file.sha256)
    if earlier and earlier.own_title is not None:
        return Content(
            earlier.own_title or None,
            earlier.text,
            earlier.pages,
            earlier.blocks,
            earlier.runs,
            dict(earlier.raw_pages),
        )
    try:
        return parse_file(item.file.path, limits)
    except Refused as refused:
        return refused


def _ids(listed: Sequence[_Listed]) -> dict[Path, str]:
    """The id of each file: the one its entry gives, else one made from its name that no other file has."""
    given: dict[str, _Listed] = {}
    for item in listed:
        if item.entry.id and (other := given.setdefault(item.entry.id, item)) is not item:
            message = (
                f"Two documents have the id {item.entry.id!r}: {other.file.path} and {item.file.path}. "
                "A citation could not tell them apart, so nothing is loaded. Change one id in sources.toml."
            )
            raise TillitError(message)
    taken = set(given)
    ids: dict[Path, str] = {}
    for item in listed:
        ids[item.file.path] = item.entry.id or _free(slug(item.file.name), taken)
        taken.add(ids[item.file.path])
    return ids


def _free(wanted: str, taken: set[str]) -> str:
    number = 1
    name = wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _document(item: _Listed, content: Content, document_id: str) -> Document:
    title = content.title or PurePosixPath(item.file.name).stem
    return Document(
        source=item.entry.source(document_id, title),
        file=item.file.name,
        sha256=item.file.sha256,
        text=content.text,
        pages=content.pages,
        blocks=content.blocks,
        runs=content.runs,
        raw_pages=content.raw_pages,
        own_title=content.title or "",
    )


def _without_same_text(documents: Iterable[Document]) -> tuple[list[Document], list[Skipped]]:
    first: dict[str, Document] = {}
    skipped: list[Skipped] = []
    for document in documents:
        kept = first.setdefault(hashlib.sha256(document.text.encode()).hexdigest(), document)
        if kept is not document:
            skipped.append(_duplicate(document.file, kept.file))
    return list(first.values()), skipped


def _missing(listed: Mapping[Path, Iterable[str]], files: Iterable[FoundFile], by: str) -> list[Skipped]:
    found = {(file.folder, file.name) for file in files}
    message = f"{by} lists it, but it is not in the folder. Put it there, or take it off the list."
    return [
        Skipped(name, "missing", message) for folder, of in listed.items() for name in of if (folder, name) not in found
    ]


def _nothing(folders: Sequence[Path], skipped: Sequence[Skipped]) -> TillitError:
    reasons = "".join(f"\n  {one.file}: {one.message}" for one in skipped[:10])
    return TillitError(
        f"No document could be loaded from {', '.join(map(str, folders))}, so there is nothing to answer from. "
        f"Put documents (PDF, DOCX, PPTX, HTML, Markdown or plain text) there.{reasons}"
    )
