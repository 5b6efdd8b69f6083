"""From drafts to numbered citations and sentences with the attribution that their source calls for."""

from collections.abc import Mapping, Sequence

from ..corpus.types import Document, Source
from .links import viewer_url
from .texts import Texts
from .types import Citation, Sentence
from .write.draft import Draft


def compose(
    drafts: Sequence[Draft], documents: Mapping[str, Document], texts: Texts, *, dated: bool
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Sentences and citations for ``drafts``, one citation each, numbered from 1.

    A source that is not the municipality's own word is named before its first sentence, and so is every source when
    there are several or when ``dated`` asks for the year.
    """
    sentences: list[Sentence] = []
    citations: list[Citation] = []
    several = len({draft.document_id for draft in drafts}) > 1
    named = ""
    for number, draft in enumerate(drafts, start=1):
        document = documents[draft.document_id]
        citations.append(_citation(number, draft, document))
        attribute = several or dated or document.source.authority not in ("official", None)
        for unit in draft.units:
            lead_in = _lead_in(document.source, texts) if attribute and named != draft.document_id else ""
            sentences.append(Sentence(document.text[unit.start : unit.end], (number,), lead_in))
            named = draft.document_id
    return tuple(sentences), tuple(citations)


def _citation(number: int, draft: Draft, document: Document) -> Citation:
    source = document.source
    start, end = draft.units[0].start, draft.units[-1].end
    return Citation(
        number=number,
        document_id=source.id,
        title=source.title,
        publisher=source.publisher,
        year=source.year,
        authority=source.authority,
        voice=source.voice,
        based_on=source.based_on,
        page=document.page_at(start),
        headings=draft.headings,
        start=start,
        end=end,
        quote=document.text[start:end],
        url=viewer_url(source.id, start, end),
    )


def _lead_in(source: Source, texts: Texts) -> str:
    name = source.based_on or source.title
    if source.year is None or str(source.year) in name:
        return texts("lead_in.source", source=name)
    return texts("lead_in.source_year", source=name, year=source.year)
