"""A generation: everything one build made, immutable, read whole into memory when it is opened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery
from numpy.typing import NDArray
from pydantic import TypeAdapter

from ..corpus.errors import TillitError
from ..corpus.split import joined
from ..corpus.types import Document, Passage, Unit
from .chroma import open_store
from .embed import Matrix
from .lexical import LexicalIndex
from .manifest import Manifest, current_manifest, damaged, generation_folder, is_whole

_DOCUMENT = TypeAdapter(Document)
_PASSAGE = TypeAdapter(Passage)


@dataclass(frozen=True, slots=True)
class Generation:
    """One searchable state of the corpus.

    ``vectors[i]`` embeds ``passages[i]`` with its title and headings before it; ``units`` are the quotable units of all
    passages without repetition, as (document id, unit), and ``unit_vectors[j]`` embeds ``units[j]``.
    ``whole`` gives, by a passage's id, what a reader gets to see of it (see ``joined``).
    ``passage_units[i]`` holds the rows of the units in ``passages[i]``, in reading order; ``rows`` gives ``i`` by the
    passage's id.
    """

    manifest: Manifest
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    rows: Mapping[str, int]
    whole: Mapping[str, Passage]
    vectors: Matrix
    units: tuple[tuple[str, Unit], ...]
    unit_vectors: Matrix
    passage_units: tuple[NDArray[np.intp], ...]
    lexical: LexicalIndex
    store: BasePydanticVectorStore

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


def texts_to_embed(documents: Mapping[str, Document], passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """What the vectors of a generation embed: each passage in its context, and each unit as it stands."""
    contexts = [context_of(passage, documents[passage.document_id].source.title) for passage in passages]
    units, _ = number_units(passages)
    return contexts, [documents[document_id].text[unit.start : unit.end] for document_id, unit in units]


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


def open_generation(index_dir: Path, embedder: BaseEmbedding) -> Generation:
    """The generation in use, ready to search.

    Raises ``TillitError`` when there is no index, when another embedder made it, or when it is damaged.
    """
    manifest = current_manifest(index_dir)
    if manifest.recipe.embedder != embedder.model_name:
        raise TillitError(
            f"The index in {index_dir} was made with the embedder '{manifest.recipe.embedder}', but "
            f"'{embedder.model_name}' is set, so their vectors cannot be compared. Run 'tillit index' to make it "
            f"anew, or set TILLIT_EMBEDDER={manifest.recipe.embedder}."
        )
    if not is_whole(index_dir, manifest):
        raise damaged(index_dir)
    generation = _read(generation_folder(index_dir, manifest.name), manifest)
    if not finds_itself(generation.store, generation.passages, generation.vectors):
        raise damaged(index_dir)
    return generation


def _read(folder: Path, manifest: Manifest) -> Generation:
    documents = {document.source.id: document for document in read_documents(folder)}
    passages = read_passages(folder)
    units, passage_units = number_units(passages)
    return Generation(
        manifest=manifest,
        documents=documents,
        passages=passages,
        rows={passage.id: row for row, passage in enumerate(passages)},
        whole=joined(passages, documents),
        vectors=np.load(folder / "vectors.npy"),
        units=units,
        unit_vectors=np.load(folder / "unit_vectors.npy"),
        passage_units=passage_units,
        lexical=LexicalIndex.load(folder / "lexical", len(passages)),
        store=open_store(folder / "chroma"),
    )


def finds_itself(store: BasePydanticVectorStore, passages: Sequence[Passage], vectors: Matrix) -> bool:
    """Whether the store, asked for the vectors of a few passages, gives these passages back.

    A damaged store may answer ``count`` rightly and searches wrongly, so only a search tells.
    """
    for row in sorted({0, len(passages) // 2, len(passages) - 1}):
        query = VectorStoreQuery(query_embedding=vectors[row].tolist(), similarity_top_k=3)
        found = store.query(query).ids or []
        twins = {passages[i].id for i in np.flatnonzero(vectors @ vectors[row] > 1 - 1e-5).tolist()}
        if not twins & set(found):
            return False
    return True
