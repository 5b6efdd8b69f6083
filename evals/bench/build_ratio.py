"""What building, refreshing and serving cost: ``python -m tillit.evals.bench.build_ratio``."""

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import typer

from ...assistant.settings import Settings
from ...index.manifest import current_manifest, generation_folder
from ...index.threads import set_threads

MEGABYTE = 1024  # /proc counts in kibibytes


def main() -> None:
    """Print the seconds of a full build, of embedding its texts alone, of a refresh, and until ``serve`` answers."""
    set_threads()
    with TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index")
        command = [str(Path(sys.executable).with_name("tillit")), "index", "--index", str(settings.index)]
        build = _seconds(command)
        refresh = _seconds(command)
        embed = embedding_seconds(settings)
        ready, memory = serving(settings)
    figures = {
        "build_s": build,
        "embed_s": embed,
        "build_ratio": build / embed,
        "refresh_s": refresh,
        "serve_ready_s": ready,
        "serve_mb": memory,
    }
    typer.echo(json.dumps({name: round(value, 2) for name, value in figures.items()}))


def embedding_seconds(settings: Settings) -> float:
    """Seconds to embed every text of the index in use once, shortest first as a build does, with the model loaded."""
    from ...index.embed import embed_passages, make_embedder
    from ...index.generation import read_documents, read_passages, texts_to_embed

    folder = generation_folder(settings.index, current_manifest(settings.index).name)
    documents = {document.source.id: document for document in read_documents(folder)}
    embedded = texts_to_embed(documents, read_passages(folder))
    texts = sorted({*embedded.contexts, *embedded.units, *embedded.questions}, key=len)
    embedder = make_embedder(settings.embedder)
    _ = list(embed_passages(embedder, texts[:1]))
    start = time.perf_counter()
    for _ in embed_passages(embedder, texts):
        pass
    return time.perf_counter() - start


def serving(settings: Settings) -> tuple[float, float]:
    """Seconds from the start of ``serve`` until it is ready, and its resident megabytes after a question (on Linux)."""
    command = [str(Path(sys.executable).with_name("tillit")), "serve", "--port", "0", "--index", str(settings.index)]
    start = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            address = next(line.split()[-1] for line in server.stderr or () if "http://" in line)
            _ = httpx.get(f"{address}healthz", timeout=10).raise_for_status()
            ready = time.perf_counter() - start
            _ = httpx.post(f"{address}api/v1/ask", json={"question": "Hva er HELTOM?"}, timeout=60).raise_for_status()
            status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
        finally:
            server.terminate()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return ready, int(resident.split()[1]) / MEGABYTE


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    _ = subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - start


if __name__ == "__main__":
    typer.run(main)
