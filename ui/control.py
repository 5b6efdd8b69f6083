"""The commands that switch the service off and on and tell everyone something, without a restart."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..corpus.errors import TillitError
from .common import settings_of

if TYPE_CHECKING:
    from ..assistant.control import Control

Index = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder that holds the index.")]


def add_control_commands(app: typer.Typer) -> None:
    """Adds ``pause``, ``resume`` and ``banner``."""
    app.command()(pause)
    app.command()(resume)
    app.command()(banner)


def pause(
    reason: Annotated[str, typer.Option(metavar="TEXT", help="What askers are told, in your own words.")],
    index: Index = None,
) -> None:
    """Turn every question away, on all servers with this index, within a second and without a restart."""
    from ..assistant.control import checked_message, write_control

    folder = settings_of(index=index).index
    write_control(folder, replace(_before(folder), paused=True, reason=checked_message(reason)))
    typer.echo(f"Paused: servers that use {folder} turn questions away. 'tillit resume' switches on again.")


def resume(index: Index = None) -> None:
    """Answer questions again."""
    from ..assistant.control import write_control

    folder = settings_of(index=index).index
    write_control(folder, replace(_before(folder), paused=False, reason=""))
    typer.echo(f"Resumed: servers that use {folder} answer questions.")


def banner(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", show_default=False)] = None,
    index: Index = None,
    *,
    clear: Annotated[bool, typer.Option("--clear", help="Take the banner away.")] = False,
) -> None:
    """Show everyone a message above the chat, until it is cleared; without a text, say what is shown now."""
    from ..assistant.control import checked_message, read_control, write_control

    if clear and text is not None:
        raise typer.BadParameter("give a text or --clear, not both")
    folder = settings_of(index=index).index
    state = read_control(folder)
    if clear or text is not None:
        state = replace(state, banner=checked_message(text or ""))
        write_control(folder, state)
    typer.echo(f"Banner: {state.banner}" if state.banner else "No banner is shown.")
    if state.paused:
        typer.echo(f"Paused: {state.reason}")


def _before(folder: Path) -> "Control":
    """The state that is set; one that cannot be read gives way to the new one."""
    from ..assistant.control import Control, read_control

    try:
        return read_control(folder)
    except TillitError:
        return Control()
