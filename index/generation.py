"""A generation: everything one build made, immutable, read whole into memory when it is opened."""

import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery
from numpy.typing import NDArray
from pydantic import TypeAdapter

from ..corpus.errors import TillitError
from ..corpus.split import joined
from ..corpus.types import Document, Passage, Unit
from .chroma import STORE_ERRORS, open_store
from .embed import Matrix
from .hold import hold
from .lexical import LexicalIndex, terms
from .manifest import (
    Manifest,
    UnusableIndexError,
    current_manifest,
    damaged,
    finished,
    generation_folder,
    is_sound,
    mark_damaged,
)
from .matcher import Tokens

_DOCUMENT = TypeAdapter(Document)
_PASSAGE = TypeAdapter(Passage)


@dataclass(frozen=True, slots=True)
class Generation:
    """One searchable state of the corpus.

    ``vectors[i]`` embeds ``passages[i]`` with its title and headings before it; ``units`` are the quotable units of all
    passages without repetition, as (document id, unit), and ``unit_vectors[j]`` embeds ``units[j]``.
    ``whole`` gives, by a passage's id, what a reader gets to see of it (see ``joined``).
    ``passage_units[i]`` holds the rows of the units in ``passages[i]``, in reading order; ``rows`` gives ``i`` by the
    passage's id. ``anticipated_vectors[n]`` embeds a question that ``units[anticipated_units[n]]`` answers.
    ``unit_tokens`` are the tokens of ``units``, with title and heading, as ``Matcher.text`` gives them.
    """

    manifest: Manifest
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    rows: Mapping[str, int]
    whole: Mapping[str, Passage]
    vectors: Matrix
    units: tuple[tuple[str, Unit], ...]
    unit_vectors: Matrix
    unit_tokens: Tokens
    passage_units: tuple[NDArray[np.intp], ...]
    anticipated_units: NDArray[np.intp]
    anticipated_vectors: Matrix
    lexical: LexicalIndex
    store: BasePydanticVectorStore
    close: Callable[[], None]
    """Lets go of the files; nothing may search the generation after."""

    def unit_text(self, row: int) -> str:
        """The text of ``units[row]`` as it stands in its document."""
        document_id, unit = self.units[row]
        return self.documents[document_id].text[unit.start : unit.end]


def context_of(passage: Passage, title: str) -> str:
    """A passage as it is embedded and indexed: the document's title and the heading path, then the text."""
    return f"{' – '.join((title, *passage.headings))}\n{passage.text}"


def number_units(
    passages: Sequence[Passage],
) -> tuple[tuple[tuple[str, Unit], ...], tuple[NDArray[np.intp], ...]]:
    """The units of ``passages`` without repetition, and the rows of each passage's units among them."""
    rows: dict[tuple[str, Unit], int] = {}
    by_passage = tuple(
        np.array([rows.setdefault((passage.document_id, unit), len(rows)) for unit in passage.units], dtype=np.intp)
        for passage in passages
    )
    return tuple(rows), by_passage


def first_passages(by_passage: Sequence[NDArray[np.intp]]) -> NDArray[np.intp]:
    """For each unit the first passage that holds it, by the rows of each passage's units."""
    units = np.concatenate(by_passage)
    passages = np.repeat(np.arange(len(by_passage)), [len(rows) for rows in by_passage])
    return passages[np.unique(units, return_index=True)[1]]


def number_questions(
    documents: Iterable[Document], units: Sequence[tuple[str, Unit]]
) -> tuple[list[str], NDArray[np.intp]]:
    """The questions that the documents answer, and for each the row among ``units`` of what answers it."""
    starts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row, (document_id, unit) in enumerate(units):
        starts[document_id].append((unit.start, row))
    found: list[tuple[str, int]] = []
    for document in documents:
        ordered = sorted(starts[document.source.id])
        for one in document.anticipated:
            at = bisect_right(ordered, (one.start, len(units))) - 1
            if at >= 0 and one.start < units[ordered[at][1]][1].end:
                found.append((one.question, ordered[at][1]))
    return [question for question, _ in found], np.array([row for _, row in found], dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the vectors of a generation embed: passages in their context, units as they stand, anticipated questions.

    ``headed`` are the units once more, as their tokens are read: after the document's title and the heading above.
    """

    contexts: list[str]
    units: list[str]
    questions: list[str]
    headed: list[str]


def texts_to_embed(documents: Mapping[str, Document], passages: Sequence[Passage]) -> Texts:
    """The texts whose vectors a generation of these documents and passages holds, in the order of its rows."""
    units, by_passage = number_units(passages)
    questions, _ = number_questions(documents.values(), units)
    texts = [documents[document_id].text[unit.start : unit.end] for document_id, unit in units]
    heads = [_head(passage, documents[passage.document_id].source.title) for passage in passages]
    return Texts(
        [context_of(passage, documents[passage.document_id].source.title) for passage in passages],
        texts,
        questions,
        [
            f"{heads[passage]}: {' '.join(text.split())}"
            for passage, text in zip(first_passages(by_passage).tolist(), texts, strict=True)
        ],
    )


_TITLE = 9
"""Words of a title that stand before a unit whose tokens are read."""


def _head(passage: Passage, title: str) -> str:
    return " – ".join((" ".join(title.split()[:_TITLE]), *passage.headings[-1:]))


def write_texts(folder: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    """Write the documents and passages of a generation into ``folder``, one JSON object a line."""
    _write_lines(folder / "documents.jsonl", (_DOCUMENT.dump_json(document) for document in documents))
    _write_lines(folder / "passages.jsonl", (_PASSAGE.dump_json(passage) for passage in passages))


def _write_lines(path: Path, lines: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(line + b"\n" for line in lines)


def read_documents(folder: Path) -> tuple[Document, ...]:
    """The documents that ``write_texts`` wrote into ``folder``."""
    with (folder / "documents.jsonl").open("rb") as file:
        return tuple(_DOCUMENT.validate_json(line) for line in file)


def read_passages(folder: Path) -> tuple[Passage, ...]:
    """The passages that ``write_texts`` wrote into ``folder``."""
    with (folder / "passages.jsonl").open("rb") as file:
        return tuple(_PASSAGE.validate_json(line) for line in file)


_LEAST_ROOM = 1 << 20
"""Bytes below which it is taken that a store did not open for want of room: Chroma writes when it opens one."""


def open_generation(index_dir: Path, embedder: BaseEmbedding) -> Generation:
    """The generation in use, ready to search and held until it is closed.

    Raises ``TillitError`` when there is no index, when another embedder made it, or when it is damaged.
    """
    manifest = current_manifest(index_dir)
    if manifest.recipe.embedder != embedder.model_name:
        raise TillitError(
            f"The index in {index_dir} was made with the embedder '{manifest.recipe.embedder}', but "
            f"'{embedder.model_name}' is set, so their vectors cannot be compared. Run 'tillit index' to make it "
            f"anew, or set TILLIT_EMBEDDER={manifest.recipe.embedder}."
        )
    return open_checked(index_dir, manifest)


def open_checked(index_dir: Path, manifest: Manifest) -> Generation:
    """That generation, whose files and search were checked; raises ``UnusableIndexError`` when they fail.

    What failed is marked, so that neither a reader nor a builder trusts it again.
    """
    generation = None
    if is_sound(index_dir, manifest):
        generation = _opened(generation_folder(index_dir, manifest.name), manifest)
    if generation and finds_itself(generation):
        return generation
    if generation:
        generation.close()
    if disk_usage(index_dir).free < _LEAST_ROOM:
        raise TillitError(
            f"The index in {index_dir} could not be opened, for there is next to no room left on the disk, and opening "
            "it takes some. It is as it was. Free some space and start again."
        )
    mark_damaged(index_dir, manifest.name)
    raise damaged(index_dir)


def open_best(index_dir: Path, embedder: BaseEmbedding) -> Generation:
    """The generation in use, or the newest sound one where that is gone or damaged; raises like ``open_generation``."""
    try:
        return open_generation(index_dir, embedder)
    except UnusableIndexError:
        for manifest in finished(index_dir):
            if manifest.recipe.embedder == embedder.model_name:
                with suppress(UnusableIndexError):
                    return open_checked(index_dir, manifest)
        raise


def _opened(folder: Path, manifest: Manifest) -> Generation | None:
    """The generation as it is read from its files; ``None`` when they cannot be made sense of."""
    try:
        return _read(folder, manifest)
    except (*STORE_ERRORS, EOFError, KeyError, IndexError, TypeError):
        return None


def _read(folder: Path, manifest: Manifest) -> Generation:
    documents = {document.source.id: document for document in read_documents(folder)}
    passages = read_passages(folder)
    units, passage_units = number_units(passages)
    _, anticipated_units = number_questions(documents.values(), units)
    with ExitStack() as opened:
        opened.callback(os.close, hold(folder))
        store = open_store(folder / "chroma")
        opened.callback(store.close)
        return Generation(
            manifest=manifest,
            documents=documents,
            passages=passages,
            rows={passage.id: row for row, passage in enumerate(passages)},
            whole=joined(passages, documents),
            vectors=np.load(folder / "vectors.npy"),
            units=units,
            unit_vectors=np.load(folder / "unit_vectors.npy"),
            unit_tokens=Tokens.load(folder),
            passage_units=passage_units,
            anticipated_units=anticipated_units,
            anticipated_vectors=np.load(folder / "question_vectors.npy"),
            lexical=LexicalIndex.load(folder / "lexical", len(passages)),
            store=store.vectors,
            close=opened.pop_all().close,
        )


PROBES = 12
"""Passages that a generation is asked for to tell whether it finds what it holds."""

_FIRST = 10


def finds_itself(generation: Generation, probes: int = PROBES) -> bool:
    """Whether the generation, asked for the vectors and the words of some of its passages, gives these back.

    A damaged store may answer ``count`` rightly and searches wrongly, so only a search tells.
    """
    passages, vectors = generation.passages, generation.vectors
    if not len(passages) == len(vectors) == generation.manifest.passages:
        return False
    if not len(generation.units) == len(generation.unit_vectors) == len(generation.unit_tokens):
        return False
    if len(generation.anticipated_units) != len(generation.anticipated_vectors):
        return False
    rows = np.linspace(0, len(passages) - 1, min(probes, len(passages)), dtype=int).tolist()
    return all(_is_found(row, generation) for row in rows)


def _is_found(row: int, generation: Generation) -> bool:
    passages, vectors = generation.passages, generation.vectors
    query = VectorStoreQuery(query_embedding=vectors[row].tolist(), similarity_top_k=3)
    try:
        found = generation.store.query(query).ids or []
    except STORE_ERRORS:
        return False
    twins = {passages[i].id for i in np.flatnonzero(vectors @ vectors[row] > 1 - 1e-5).tolist()}
    passage = passages[row]
    scores = generation.lexical.scores(
        terms(context_of(passage, generation.documents[passage.document_id].source.title))
    )
    return bool(twins & set(found)) and int((scores > scores[row]).sum()) < _FIRST
