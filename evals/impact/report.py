"""What a change of the documents does, for people (tables in a terminal, a page) and for machines (one JSON object)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ...corpus.errors import TillitError
from ...corpus.types import Span
from ...index.changes import CorpusChange
from .compare import CHANGES, Change, Impact, ImpactReport, Reply, Stale
from .drafts import to_toml
from .side_by_side import Quoted

MOST_ROWS = 30
"""Answers of one kind of change that the terminal shows; the page and the JSON have them all."""

WIDEST = 240
"""Characters of one quote that the terminal shows, around the first difference."""

MEANINGS: Mapping[Change, str] = {
    "broken": "a case showed all that it must, and no longer does",
    "lost": "answered before, refused now",
    "changed": "other quotes than before",
    "fixed": "a case now shows all that it must",
    "won": "refused before, answered now",
    "moved": "the same quotes; their place, source, order or a notice differs",
    "unchanged": "the same answer, from the same place",
}


def to_json(report: ImpactReport | CorpusChange) -> str:
    """The whole report as one JSON object, the same text for the same report."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1)


def to_html(report: ImpactReport) -> str:
    """The whole report as one page that needs nothing else; every text in it is escaped."""
    templates = Environment(
        loader=PackageLoader("tillit.evals.impact", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return templates.get_template("impact.html").render(
        report=report,
        changes=[(change, report.counts[change], MEANINGS[change]) for change in CHANGES],
        answers={change: [one for one in report.answers if one.change == change] for change in CHANGES},
        drafts=to_toml(report.drafts),
        marked=_marked,
        place=place,
        rest=rest,
        only_order=only_order,
    )


def write_html(report: ImpactReport, path: Path) -> None:
    """Write the page to ``path``; raises ``TillitError`` when that is not possible."""
    try:
        _ = path.write_text(to_html(report), encoding="utf-8")
    except OSError as error:
        raise TillitError(
            f"The page could not be written to {path}: {error.strerror or error}. Give another file with --html."
        ) from error


def _marked(quote: Quoted, marks: Sequence[Span]) -> Markup:
    """The escaped text of a quote with the marked spans in ``<mark>``."""
    html, at = Markup(), 0
    for span in marks:
        html += escape(quote.text[at : span.start]) + Markup("<mark>{}</mark>").format(
            quote.text[span.start : span.end]
        )
        at = span.end
    return html + escape(quote.text[at:])


def place(quote: Quoted) -> str:
    """Where a quote stands: title, year, page, headings and offsets."""
    origin = f"{quote.title} ({quote.year})" if quote.year else quote.title
    return " > ".join((f"{origin}, p. {quote.page}", *quote.headings)) + f" [{quote.start}-{quote.end}]"


def rest(reply: Reply) -> str:
    """What an answer says beside its quotes: why it was refused, and its notices."""
    refused = f"refused: {reply.refusal}" if reply.refusal else ""
    return "; ".join(filter(None, (refused, *(f"notice: {notice}" for notice in reply.notices))))


def show(report: ImpactReport, console: Console) -> None:
    """Print what changed in the documents, how many answers did, and each of them side by side, the gravest first."""
    show_corpus(report.corpus, console)
    console.print(_summary(report))
    for change in CHANGES:
        impacts = [one for one in report.answers if one.change == change]
        if impacts and change != "unchanged":
            console.print(_answers(change, impacts))
            if len(impacts) > MOST_ROWS:
                console.print(f"... and {len(impacts) - MOST_ROWS} more: see --html or --json")
    if report.stale:
        console.print(_stale(report.stale))
    if report.drafts:
        console.print(_drafts(report))


def show_corpus(change: CorpusChange, console: Console) -> None:
    """Print the documents that were added, changed or removed, with their passages."""
    table = Table(title="documents", title_justify="left")
    for name in ("document", "change"):
        table.add_column(name, overflow="fold")
    for name in ("passages new", "passages gone"):
        table.add_column(name, justify="right")
    for document in change.documents:
        counts = (f"+{document.passages_added}", f"-{document.passages_removed}")
        table.add_row(Text(f"{document.id}: {document.title}"), document.change, *counts)
    if change.documents:
        console.print(table)
    console.print(
        f"Documents: {change.documents_before} before, {change.documents_after} after; "
        f"passages: {change.passages_before} before, {change.passages_after} after.",
        highlight=False,
    )


def _summary(report: ImpactReport) -> Table:
    table = Table(title=f"answers to {len(report.answers)} questions", title_justify="left")
    table.add_column("change", no_wrap=True)
    table.add_column("answers", justify="right")
    table.add_column("meaning")
    for change in CHANGES:
        table.add_row(change, str(report.counts[change]), MEANINGS[change])
    return table


def _answers(change: Change, impacts: Sequence[Impact]) -> Table:
    table = Table(title=f"{change}: {MEANINGS[change]}", title_justify="left")
    for name, ratio in (("question", 1), ("before", 2), ("after", 2)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for impact in impacts[:MOST_ROWS]:
        rows = list(_moved(impact) if change == "moved" else _side_by_side(impact))
        for at, row in enumerate(rows):
            table.add_row(Text("" if at else f"{impact.id}: {impact.question}"), *row)
        table.add_section()
    return table


def _side_by_side(impact: Impact) -> Iterator[tuple[Text, Text]]:
    yield from _rest(impact)
    for pair in impact.pairs:
        if not pair.same:
            yield _quote(pair.before, pair.before_marks, "red"), _quote(pair.after, pair.after_marks, "green")
    if same := sum(pair.same for pair in impact.pairs):
        told = Text(f"{same} more, the same on both sides", style="dim")
        yield told, told


def _moved(impact: Impact) -> Iterator[tuple[Text, Text]]:
    if only_order(impact):
        yield Text("the same quotes"), Text("in another order")
    yield from _rest(impact)
    for pair in impact.pairs:
        if pair.before and pair.after and pair.before != pair.after:
            yield Text(place(pair.before)), Text(place(pair.after))


def _rest(impact: Impact) -> Iterator[tuple[Text, Text]]:
    if rest(impact.before) != rest(impact.after):
        yield Text(rest(impact.before) or "–"), Text(rest(impact.after) or "–")


def only_order(impact: Impact) -> bool:
    """Whether the two answers differ in nothing but the order of their quotes."""
    return rest(impact.before) == rest(impact.after) and all(pair.before == pair.after for pair in impact.pairs)


def _quote(quote: Quoted | None, marks: Sequence[Span], colour: str) -> Text:
    """A quote with its place, cut to ``WIDEST`` characters; what differs is bold, in ``colour`` and in brackets."""
    if quote is None:
        return Text("–")
    start = 0 if len(quote.text) <= WIDEST or not marks else max(0, min(marks[0].start - 40, len(quote.text) - WIDEST))
    end = start + WIDEST
    text = Text("… " if start else "")
    at = start
    for span in (span for span in marks if span.start < end and span.end > start):
        text.append(quote.text[at : max(span.start, start)])
        text.append(f"[{quote.text[max(span.start, start) : min(span.end, end)]}]", style=f"bold {colour}")
        at = span.end
    text.append(quote.text[at:end] + (" …" if len(quote.text) > end else ""))
    return text.append(f"\n{quote.document}, p. {quote.page} [{quote.start}-{quote.end}]", style="dim")


def _stale(stale: Sequence[Stale]) -> Table:
    title = "stale cases: their required passage stands no longer in its document, so correct the case"
    table = Table(title=title, title_justify="left", show_lines=True)
    for name in ("case", "document", "required passage", "stands now in"):
        table.add_column(name, overflow="fold")
    for one in stale[:MOST_ROWS]:
        table.add_row(*map(Text, (one.case, one.document, one.quote[:WIDEST], ", ".join(one.elsewhere) or "none")))
    return table


def _drafts(report: ImpactReport) -> Table:
    title = "question drafts for documents that are new (as cases: tillit eval drafts)"
    table = Table(title=title, title_justify="left", show_lines=True)
    for name in ("document", "question", "from"):
        table.add_column(name, overflow="fold")
    for draft in report.drafts[:MOST_ROWS]:
        table.add_row(*map(Text, (draft.document, draft.question, draft.quote[:WIDEST])))
    return table
