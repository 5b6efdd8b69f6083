"""From drafts to numbered citations and sentences with the attribution that their source calls for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..corpus.outline import headings_at
from ..corpus.provenance import Origin, origin_at
from ..corpus.types import Document, Source
from .links import viewer_url
from .texts import Texts
from .types import Citation, Sentence
from .write.draft import Draft, Worded


@dataclass(frozen=True, slots=True)
class Composition:
    """The answer so far: its citations, numbered from 1, and the source that was named last.

    A source that is not the municipality's own word is named before its first sentence, and so is one after another
    source, and with ``attribute`` every one.
    """

    documents: Mapping[str, Document]
    texts: Texts
    attribute: bool
    citations: tuple[Citation, ...] = ()
    named: str = ""

    def quoted(self, draft: Draft) -> tuple["Composition", tuple[Sentence, ...]]:
        """The composition with ``draft`` as one citation, and the draft's units as sentences."""
        cited, (number,) = self._cited((draft,))
        text = self.documents[draft.document_id].text
        lead_ins = (cited.lead_in(draft), *[""] * (len(draft.units) - 1))
        sentences = tuple(
            Sentence(text[unit.start : unit.end], (number,), lead_in)
            for unit, lead_in in zip(draft.units, lead_ins, strict=True)
        )
        return replace(cited, named=self._source(draft).id), sentences

    def worded(self, worded: Worded) -> tuple["Composition", tuple[Sentence, ...]]:
        """The composition with what ``worded`` rests on as citations, and it as a sentence that cites them."""
        cited, numbers = self._cited(worded.rests_on)
        sentence = Sentence(worded.text, numbers, cited.lead_in(worded.rests_on[0]))
        return replace(cited, named=self._source(worded.rests_on[-1]).id), (sentence,)

    def lead_in(self, draft: Draft) -> str:
        """The words that name the source of ``draft``; none where that need not be said, or was just said."""
        source = self._source(draft)
        unlike = self.named not in ("", source.id)
        attribute = self.attribute or unlike or source.authority not in ("official", None)
        return _lead_in(source, self.texts) if attribute and self.named != source.id else ""

    def _cited(self, drafts: Sequence[Draft]) -> tuple["Composition", tuple[int, ...]]:
        """The composition with a citation for each draft that has none yet, and their numbers."""
        places = {(one.document_id, one.start, one.end): one.number for one in self.citations}
        citations = list(self.citations)
        numbers: list[int] = []
        for draft in drafts:
            place = (draft.document_id, draft.units[0].start, draft.units[-1].end)
            if place not in places:
                places[place] = len(citations) + 1
                document = self.documents[draft.document_id]
                citations.append(_citation(places[place], draft, document, self._origin(draft)))
            numbers.append(places[place])
        return replace(self, citations=tuple(citations)), tuple(numbers)

    def _source(self, draft: Draft) -> Source:
        return self._origin(draft).source

    def _origin(self, draft: Draft) -> Origin:
        return origin_at(self.documents, self.documents[draft.document_id], draft.units[0].start)


def several_sources(drafts: Sequence[Draft], documents: Mapping[str, Document]) -> bool:
    """Whether drafts go back to more than one source."""
    origins = (origin_at(documents, documents[draft.document_id], draft.units[0].start) for draft in drafts)
    return len({origin.source.id for origin in origins}) > 1


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
