"""Making one generation: load, split, embed what is new, and write it all into a folder of its own."""

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode

from ..corpus.errors import TillitError
from ..corpus.split import split
from ..corpus.types import Corpus, Document, Passage
from .chroma import BATCH, STORE_ERRORS, create_store
from .embed import Matrix, Vector, embed_passages
from .generation import open_checked, read_documents, read_passages, texts_to_embed, write_texts
from .lexical import LexicalIndex
from .manifest import (
    Manifest,
    Recipe,
    UnusableIndexError,
    current_name,
    file_digests,
    file_sizes,
    finished,
    generation_folder,
    is_sound,
    write_manifest,
)
from .matcher import TokenRows, Tokens, bundled
from .tokens import token_encoder
from .types import Progress

Report = Callable[[Progress], None]

Read = Callable[[Mapping[str, Document]], Corpus]
"""Gives the corpus; documents that an earlier build loaded, by the hash of their file, need not be parsed again."""


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the index in use spares a build: documents by the hash of their file, vectors and tokens by their text."""

    documents: Mapping[str, Document]
    vectors: Mapping[str, Vector]
    tokens: Mapping[str, TokenRows]


_WRITTEN_BY_READERS = "chroma/"

_VECTORS = ("vectors.npy", "unit_vectors.npy", "question_vectors.npy")
"""The files with the vectors of passages, units and anticipated questions."""


def make_generation(
    index_dir: Path,
    recipe: Recipe,
    read: Read,
    make_embedder: Callable[[str], BaseEmbedding],
    report: Report,
) -> tuple[Manifest, int]:
    """Write a generation by ``recipe`` and give its manifest and the number of texts that had to be embedded.

    Its folder is a new one every time: Chroma keeps what it once opened at a path, even when the files are replaced.
    """
    folder = generation_folder(index_dir, f"{recipe.key}-{uuid4().hex[:8]}")
    report(Progress("load", 0, 1))
    earlier = _earlier(index_dir, recipe)
    corpus = read(earlier.documents)
    report(Progress("load", 1, 1))
    passages = tuple(passage for document in corpus.documents for passage in split(document))
    if not passages:
        raise TillitError("The documents hold no text to answer from. Add documents with text and run 'tillit index'.")
    documents = {document.source.id: document for document in corpus.documents}
    texts = texts_to_embed(documents, passages)
    vectors, embedded = _embed(
        [*texts.contexts, *texts.units, *texts.questions],
        earlier.vectors,
        lambda: make_embedder(recipe.embedder),
        report,
    )
    rows = np.split(vectors, np.cumsum([len(texts.contexts), len(texts.units)]))
    tokens = Tokens.of(_tokens(texts.headed, earlier.tokens, report))
    report(Progress("store", 0, 1))
    with ExitStack() as unfinished:
        unfinished.callback(rmtree, folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_texts(folder, corpus.documents, passages)
        for name, of in zip(_VECTORS, rows, strict=True):
            np.save(folder / name, of)
        tokens.save(folder)
        LexicalIndex.of(texts.contexts).save(folder / "lexical")
        _store(folder / "chroma", passages, rows[0])
        manifest = _manifest(folder, recipe, corpus, len(passages), len(texts.units), vectors.shape[1])
        write_manifest(folder, manifest)
        _check(index_dir, manifest)
        _ = unfinished.pop_all()
    report(Progress("store", 1, 1))
    return manifest, embedded


def _manifest(folder: Path, recipe: Recipe, corpus: Corpus, passages: int, units: int, dimensions: int) -> Manifest:
    sizes = file_sizes(folder)
    return Manifest(
        name=folder.name,
        recipe=recipe,
        dimensions=dimensions,
        documents=len(corpus.documents),
        passages=passages,
        units=units,
        skipped=corpus.skipped,
        files=sizes,
        digests=digested(folder, sizes),
    )


def digested(folder: Path, names: Iterable[str]) -> Mapping[str, str]:
    """The SHA-256 of those files below ``folder`` that stay as they are when somebody opens the generation."""
    return file_digests(folder, [name for name in names if not name.startswith(_WRITTEN_BY_READERS)])


def _check(index_dir: Path, manifest: Manifest) -> None:
    """See to it that the generation, read back from the disk, finds what it holds."""
    try:
        open_checked(index_dir, manifest).close()
    except UnusableIndexError as error:
        raise TillitError(
            "The new index does not find its own passages, so it is not used. Run 'tillit index' again; "
            "if that does not help, choose another folder with --index."
        ) from error


def _earlier(index_dir: Path, recipe: Recipe) -> _Earlier:
    in_use = current_name(index_dir)
    candidates = sorted(finished(index_dir), key=lambda manifest: manifest.name != in_use)
    manifest = next((one for one in candidates if is_sound(index_dir, one)), None)
    if manifest is None:
        return _Earlier({}, {}, {})
    folder = generation_folder(index_dir, manifest.name)
    documents = read_documents(folder)
    texts = texts_to_embed({document.source.id: document for document in documents}, read_passages(folder))
    vectors: dict[str, Vector] = {}
    if manifest.recipe.embedder == recipe.embedder:
        for name, of in zip(_VECTORS, (texts.contexts, texts.units, texts.questions), strict=True):
            vectors |= zip(of, np.load(folder / name), strict=True)
    tokens: dict[str, TokenRows] = {}
    if manifest.recipe.matcher == recipe.matcher:
        tokens |= zip(texts.headed, Tokens.load(folder), strict=True)
    readable = manifest.recipe.loader == recipe.loader
    return _Earlier({document.sha256: document for document in documents if readable}, vectors, tokens)


def _embed(
    texts: Sequence[str], known: Mapping[str, Vector], make: Callable[[], BaseEmbedding], report: Report
) -> tuple[Matrix, int]:
    """One vector a text, taken from ``known`` where it is there, and the number of texts that were embedded."""
    missing = sorted({text for text in texts if text not in known}, key=len)
    fresh: dict[str, Vector] = {}
    if missing:
        effort = sum(map(_effort, missing))
        started, done = time.monotonic(), 0
        waiting = iter(missing)
        for rows in embed_passages(make(), missing):
            for row, text in zip(rows, waiting, strict=False):
                fresh[text] = row
                done += _effort(text)
            left = (time.monotonic() - started) / done * (effort - done)
            report(Progress("embed", len(fresh), len(missing), left))
    return np.stack([fresh[text] if text in fresh else known[text] for text in texts]), len(missing)


_REPORTED = 100
"""Texts after which it is told how many were read."""


def _tokens(texts: Sequence[str], known: Mapping[str, TokenRows], report: Report) -> list[TokenRows]:
    """The tokens of each text, taken from ``known`` where they are there."""
    missing = dict.fromkeys(text for text in texts if text not in known)
    fresh = _read(missing, report) if missing else {}
    return [fresh[text] if text in fresh else known[text] for text in texts]


def _read(texts: Collection[str], report: Report) -> dict[str, TokenRows]:
    """The tokens of each text, read in as many threads as there are cores; one that is broken off ends at once."""
    _ = token_encoder()  # before several threads would each load it
    fresh: dict[str, TokenRows] = {}
    started = time.monotonic()
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        for text, rows in zip(texts, pool.map(bundled().text, texts), strict=True):
            fresh[text] = rows
            if len(fresh) % _REPORTED == 0 or len(fresh) == len(texts):
                left = (time.monotonic() - started) / len(fresh) * (len(texts) - len(fresh))
                report(Progress("tokens", len(fresh), len(texts), left))
    finally:
        pool.shutdown(cancel_futures=True)
    return fresh


def _effort(text: str) -> int:
    """How long a text takes to embed, in characters: short ones cost more than their length."""
    return len(text) + 60


def _store(folder: Path, passages: Sequence[Passage], vectors: Matrix) -> None:
    """Put the passages' ids and vectors into a vector store; raises ``OSError`` when that fails, as on a full disk.

    What else is known of a passage stands in the generation; a copy in the store would take longer than the vectors.
    """
    try:
        store = create_store(folder, len(passages))
        for start in range(0, len(passages), BATCH):
            batch = zip(passages[start : start + BATCH], vectors[start : start + BATCH].tolist(), strict=True)
            store.vectors.add([TextNode(id_=passage.id, embedding=vector) for passage, vector in batch])
        store.close()
    except STORE_ERRORS as error:
        raise OSError(f"the vector store failed ({error})") from error
