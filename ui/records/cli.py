"""The commands over the records: ``tillit feedback export``, ``tillit report gaps`` and ``tillit purge``."""

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ..common import settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..product import Product
    from .counts import Topic

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")]

feedback = typer.Typer(help="What people thought of the answers.", no_args_is_help=True, rich_markup_mode=None)
report = typer.Typer(help="What staff ask about, in numbers.", no_args_is_help=True, rich_markup_mode=None)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the municipality's own day, as the server counts it


@feedback.callback()
def _feedback() -> None:  # pyright: ignore[reportUnusedFunction]
    """What people thought of the answers."""


@report.callback()
def _report() -> None:  # pyright: ignore[reportUnusedFunction]
    """What staff ask about, in numbers."""


@feedback.command()
def export(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Feedback of the last so many days.")] = 365,
    *,
    as_json: AsJson = False,
) -> None:
    """Write case drafts (TOML, as in evals/cases) of the feedback that came with its question, or all of it as JSON."""
    from .export import to_json_line, to_toml

    product: Product = ctx.obj
    with closing(product.open_records(settings_of())) as records:
        given = records.feedback(_today() - timedelta(days=days - 1))
    if as_json:
        for one in given:
            typer.echo(to_json_line(one))
        return
    asked = [one for one in given if one.question]
    typer.echo(to_toml(asked), nl=False)
    typer.echo(f"{len(asked)} drafts; {len(given) - len(asked)} votes came without their question.", err=True)


@report.command()
def gaps(
    ctx: typer.Context,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="The last so many weeks.")] = 12,
    *,
    today: Annotated[bool, typer.Option("--today", help="Count today too, which the page does tomorrow.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the headings that people ask about, those with most questions unanswered or voted down first.

    The numbers are those of /innsikt: those below five are hidden, and no day under way is counted.
    """
    from .reading import gaps as sorted_gaps
    from .reading import read

    product: Product = ctx.obj
    with closing(product.open_records(settings_of())) as records:
        reading = read(records, weeks, _today(), with_today=today)
    topics = sorted_gaps(reading.insight.topics)
    if as_json:
        from pydantic_core import to_json

        for topic in topics:
            typer.echo(to_json(topic).decode())
    elif topics:
        _show(topics)
    if not topics:
        typer.echo(
            "There is nothing to show yet: a week counts once it has five questions, a day once it is over.", err=True
        )


def _show(topics: "Sequence[Topic]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Document and heading", "Asked", "Not answered", "Not useful", "Should know", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for topic in topics:
        place = " > ".join((topic.place.document, *topic.place.headings)) if topic.place.document else "Everything else"
        numbers = (topic.asked, topic.refused, topic.down, topic.should_have_known)
        table.add_row(place, *("hidden" if n is None else str(n) for n in numbers))
    Console().print(table)


def purge(
    ctx: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Delete all feedback and kept questions now, whatever their age.")
    ] = False,
) -> None:
    """Delete feedback and kept questions older than TILLIT_RETENTION_DAYS, and counts older than TILLIT_COUNTS_DAYS."""
    from .recorder import Retention
    from .service import retention_of

    product: Product = ctx.obj
    settings = settings_of()
    # What was given today is from before the day that lies a day ahead.
    retention = Retention(-1, settings.counts_days) if everything else retention_of(settings)
    with closing(product.open_records(settings)) as records:
        purged = retention.purge(records, _today())
    typer.echo(f"Deleted: feedback {purged.feedback}, questions {purged.questions}, counts {purged.counts}.")
