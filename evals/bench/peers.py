"""Tillit beside other tools that find passages: ``python -m tillit.evals.bench.peers``.

All get the same texts, the same embedder and the same questions. The others are no dependencies of the product;
``requirements.txt`` beside this file lists them, for a virtual environment of its own.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from llama_index.core.base.embeddings.base import BaseEmbedding
from rich.console import Console
from rich.table import Table

from ...assistant.answer import Policy
from ...assistant.build import assemble
from ...assistant.settings import SHIPPED_CORPUS, Settings
from ...corpus.errors import TillitError
from ...corpus.load import load
from ...corpus.types import Document
from ...index.build import build_index_of
from ...index.embed import make_embedder
from ...index.generation import open_generation
from ...index.threads import set_threads
from ..dataset import Part, in_part, load_cases
from ..judge.claims import PARTS
from ..run import DEPTH, ranking
from .comparison import HEADLINE, MEASURES, Asked, Lead, Result, Search, Tool, asked, compare, indexed
from .peer_llamaindex import SHORT, fusion, quickstart, short_passages

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def main(
    *,
    corpus: Annotated[list[str] | None, typer.Option(help="Folder with documents, or 'shipped'; repeatable.")] = None,
    part: Annotated[
        list[str] | None,
        typer.Option(help="The part of the cases to ask: dev (unless said), accept, test; repeatable."),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each question is asked and timed.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a part on standard output.")] = False,
) -> None:
    """Print, for each tool, what it finds at equal text in context, and what indexing and a query take."""
    set_threads()  # numpy is there already, but not yet the embedder's OpenMP
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "false"  # read when Haystack is imported
    parts = part or PARTS[:1]
    if unknown := sorted({*parts} - {*PARTS}):
        raise typer.BadParameter(f"There is no part {', '.join(unknown)}; choose of {', '.join(PARTS)}.")
    settings = Settings(corpus=tuple(corpus or (SHIPPED_CORPUS,)))
    documents = load(settings.corpus_folders).documents
    questions = {name: _questions(name, documents) for name in PARTS if name in parts}
    embedder = make_embedder(settings.embedder)
    _ = embedder.get_query_embedding("oppvarming")  # whoever indexes first should not pay for what the first call loads
    with TemporaryDirectory() as folder:
        tools = indexed((tillit(Path(folder)), *peers()), documents, embedder)
        results = {name: compare(tools, those, rounds=rounds) for name, those in questions.items()}
    for name, found in results.items():
        if as_json:
            report = {"part": name, "questions": len(questions[name]), "tools": [asdict(result) for result in found]}
            typer.echo(json.dumps(report, ensure_ascii=False))
        else:
            show(found, f"{name}: {len(questions[name])} questions, {len(documents)} documents", Console())


def _questions(part: Part, documents: Sequence[Document]) -> tuple[Asked, ...]:
    found = asked(in_part(load_cases(), part), documents)
    if not found:
        raise TillitError(
            f"No case of the part '{part}' has its answer in this corpus, so there is nothing to compare."
        )
    return found


def tillit(folder: Path) -> Tool:
    """Tillit as it ships, with its index in ``folder``."""

    def index(documents: Sequence[Document], embedder: BaseEmbedding) -> Search:
        _ = build_index_of(documents, folder, embedder.model_name, lambda _: embedder, lambda _: None)
        settings = Settings()
        policy = Policy(settings.threshold, settings.contact, settings.outdated_after_years, date.today)
        assistant = assemble(open_generation(folder, embedder), embedder, policy)
        return lambda question: ranking(assistant, question)

    return Tool("Tillit", version("tillit"), "as it ships; vectors of passages and of sentences, BM25", index)


def peers() -> Iterator[Tool]:
    """The other tools, those that are installed."""
    each = f"the best {DEPTH} each"
    yield Tool(
        "LlamaIndex quickstart",
        version("llama-index-core"),
        f"VectorStoreIndex.from_documents, default splitter (1,024 tokens), the best {DEPTH}",
        quickstart,
    )
    yield Tool(
        "LlamaIndex tuned",
        version("llama-index-core"),
        f"the same with passages of {SHORT} tokens, the best {DEPTH}",
        short_passages,
    )
    if found := installed("LlamaIndex fusion", "llama-index-retrievers-bm25"):
        settings = f"QueryFusionRetriever, reciprocal rank, {each} by vector and BM25 (Norwegian stemmer)"
        yield Tool("LlamaIndex fusion", found, settings, fusion)
    if found := installed("Haystack hybrid", "haystack-ai"):
        from .peer_haystack import hybrid

        settings = f"DocumentSplitter (200 words), in-memory store, reciprocal rank, {each} by vector and BM25"
        yield Tool("Haystack hybrid", found, settings, hybrid)


def installed(tool: str, package: str) -> str | None:
    """The installed version of ``package``; when there is none, what is left out for it and what to do is told."""
    try:
        return version(package)
    except PackageNotFoundError:
        typer.echo(
            f"{tool} is left out: {package} is not installed. To compare it too, install it into a virtual environment "
            f"of its own that holds Tillit: pip install --no-deps -r {REQUIREMENTS}",
            err=True,
        )
        return None


def show(results: Sequence[Result], title: str, console: Console) -> None:
    """Print what each tool found, what it cost, and what it was set to."""
    found = _table(title, *MEASURES, "first: chars")
    costs = _table("and what it took", f"Tillit ahead in {HEADLINE}", "query", "index (CPU)")
    for result in results:
        length = "–" if result.first_length is None else f"{result.first_length:,.0f}"
        found.add_row(result.tool, *(_share(value) for value in result.found.values()), length)
        costs.add_row(
            result.tool,
            _lead(result.lead),
            f"{result.query_ms:.0f} ms ({result.query_ratio:.2f}×)",
            f"{result.index_seconds:.0f} s ({result.index_ratio:.2f}×)",
        )
    console.print(found)
    console.print(costs)
    for result in results:
        console.print(f"{result.tool} {result.version}: {result.settings}", markup=False, highlight=False)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("tool", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right")
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _lead(lead: Lead | None) -> str:
    if lead is None or lead.mean is None or lead.low is None or lead.high is None:
        return "–"
    return f"{lead.mean:+.2f} ({lead.low:.2f} – {lead.high:.2f})"


if __name__ == "__main__":
    try:
        typer.run(main)
    except TillitError as error:
        sys.exit(str(error))
