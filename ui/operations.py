"""The commands of whoever keeps the service running: ``doctor``, ``backup`` and ``restore``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from .common import settings_of

Index = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder that holds the index.")]
Archive = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]


def add_operations_commands(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    app.command()(doctor)
    app.command()(backup)
    app.command()(restore)


def doctor(
    index: Index = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")] = False,
) -> None:
    """Say what is wrong with the installation and what to do. Exit code 1 when something keeps it from working.

    A language model is put to its short test, which takes five times TILLIT_LLM_TIMEOUT at most.
    """
    from pydantic_core import to_json

    from .doctor import as_text, examine

    fine = True
    for finding in examine(settings_of(index=index)):
        fine = fine and finding.state != "wrong"
        typer.echo(to_json(asdict(finding)).decode() if as_json else as_text(finding))
    raise typer.Exit(0 if fine else 1)


def backup(file: Archive, index: Index = None) -> None:
    """Write the index in use into one file; the service goes on meanwhile."""
    from ..index.backup import write_backup

    manifest = write_backup(settings_of(index=index).index, file)
    typer.echo(f"{file} holds the index {manifest.name}: {manifest.passages} passages.")


def restore(file: Archive, index: Index = None) -> None:
    """Put an index from such a file in use, once it is found to be sound; a running service takes it up by itself."""
    from ..index.backup import restore_backup

    manifest = restore_backup(file, settings_of(index=index).index)
    typer.echo(f"The index {manifest.name} is in use: {manifest.passages} passages.")
