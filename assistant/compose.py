"""From drafts to numbered citations and sentences with the attribution that their source calls for."""

from collections.abc import Mapping, Sequence

from ..corpus.outline import headings_at
from ..corpus.provenance import Origin, origin_at
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
    origins = [origin_at(documents, documents[draft.document_id], draft.units[0].start) for draft in drafts]
    several = len({origin.source.id for origin in origins}) > 1
    named = ""
    for number, (draft, origin) in enumerate(zip(drafts, origins, strict=True), start=1):
        document = documents[draft.document_id]
        citations.append(_citation(number, draft, document, origin))
        attribute = several or dated or origin.source.authority not in ("official", None)
        for unit in draft.units:
            lead_in = _lead_in(origin.source, texts) if attribute and named != origin.source.id else ""
            sentences.append(Sentence(document.text[unit.start : unit.end], (number,), lead_in))
            named = origin.source.id
    return tuple(sentences), tuple(citations)


def _citation(number: int, draft: Draft, document: Document, origin: Origin) -> Citation:
    start, end = draft.units[0].start, draft.units[-1].end
    return Citation(
        number=number,
        document_id=document.source.id,
        title=document.source.title,
        publisher=origin.source.publisher,
        year=origin.source.year,
        authority=origin.source.authority,
        voice=document.source.voice,
        based_on=origin.work,
        page=document.page_at(start),
        headings=headings_at(document, start),
        start=start,
        end=end,
        quote=document.text[start:end],
        url=viewer_url(document.source.id, start, end, document.text[start:end]),
    )


def _lead_in(source: Source, texts: Texts) -> str:
    name = source.based_on or source.title
    if source.year is None or str(source.year) in name:
        return texts("lead_in.source", source=name)
    return texts("lead_in.source_year", source=name, year=source.year)
