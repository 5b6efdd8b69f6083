"""Answers as accessible, escaped HTML: the one renderer of everything the product shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..assistant.texts import LANGUAGES, Texts
from ..assistant.types import Answer, Citation, Language, Topic
from ..index.types import Hit
from .copying import copied_text
from .glossary import Glossary
from .reading import passage_way, reading_ways
from .records.tickets import Tickets
from .records.types import REASONS
from .wording import authority_label, notice_text, voice_label

STATIC = Path(__file__).parent / "static"
"""The folder of the files that pages ask for."""


_LANGUAGES: Mapping[str, Language] = {language: language for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation with the answer as shown (``None`` while it is being found) and as plain text.

    It is ``busy`` until the answer is whole or has failed.
    """

    question: str
    language: Language
    html: Markup | None = None
    reply: str = ""
    busy: bool = False


@dataclass(frozen=True, slots=True)
class _CitedSource:
    """What the proof list says once about a source, and the citations from it, each with whose words it restates."""

    first: Citation
    authority: str
    citations: tuple[tuple[Citation, str | None], ...]


class Renderer:
    """Fills the templates; every text that goes in is escaped, and a missing value is an error.

    ``kept_days`` is how long questions are kept, which is announced; ``None`` where none are.
    """

    def __init__(
        self,
        texts: Mapping[Language, Texts],
        tickets: Tickets | None = None,
        kept_days: int | None = None,
        *,
        abbreviations: Mapping[str, str] | None = None,
    ) -> None:
        self._texts = texts
        self._tickets = tickets
        self._glossary = Glossary(abbreviations or {})
        self._templates = Environment(
            loader=PackageLoader("tillit.ui"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.kept_days = kept_days

    def texts(self, language: Language) -> Texts:
        """The texts of a language."""
        return self._texts[language]

    def language(self, code: str) -> Language:
        """The language of that code; bokmål for any other."""
        return _LANGUAGES.get(code, "nb")

    def page(self, template: str, language: Language, **values: object) -> str:
        """A template filled with the texts ``t`` of a language and the values."""
        texts = self._texts[language]
        return self._templates.get_template(template).render(
            t=texts, language=texts.language, kept_days=self.kept_days, **values
        )

    def conversation(
        self, exchanges: Sequence[Exchange], starters: Sequence[str], topics: Sequence[Topic], language: Language
    ) -> str:
        """The whole conversation; an empty one shows questions and topics to start with."""
        return self.page(
            "conversation.html",
            language,
            exchanges=exchanges,
            starters=starters,
            topics=topics,
            of_language=self._texts,
        )

    def answer(self, answer: Answer, nearest: Sequence[Hit] = (), *, whole: bool = True, tab: bool = True) -> Markup:
        """The answer as a fragment: notices, sentences with numbered links, and the proof; or the refusal.

        ``nearest`` are the passages to read for what is not answered. An answer that is not ``whole`` yet is made so
        that more sentences can follow, and offers nothing to do with it. ``tab`` tells that sources open in a new tab.
        Where the renderer has tickets, the whole answer ends in a form for feedback on it.
        """
        texts = self._texts[answer.language]
        ways = reading_ways(answer)
        return Markup(  # noqa: S704 - the template escapes
            self.page(
                "answer.html",
                answer.language,
                answer=answer,
                whole=whole,
                tab=tab,
                ways=ways,
                notices=[notice_text(answer, notice, texts) for notice in answer.notices],
                by_number={citation.number: citation for citation in answer.citations},
                sources=_cited_sources(answer.citations, texts),
                nearest=[(hit, passage_way(hit.passage, answer.language)) for hit in _distinct(nearest)],
                terms=self._glossary.of(answer) if whole else (),
                copied=copied_text(answer, texts, ways) if whole and answer.citations else "",
                ticket=self._tickets.write(answer, nearest) if self._tickets and whole else None,
                reasons=REASONS,
            )
        )

    def problem(self, message: str, language: Language, again: str = "") -> Markup:
        """A message that stands where an answer should have, with a button that asks the question ``again``."""
        return Markup(self.page("problem.html", language, message=message, again=again))  # noqa: S704 - it escapes


def _cited_sources(citations: Sequence[Citation], texts: Texts) -> list[_CitedSource]:
    """The citations by what a reader is told about their source: a glossary's entries may go back to several works."""
    order = {_source(citation): place for place, citation in reversed(list(enumerate(citations)))}
    by_source = sorted(citations, key=lambda citation: (order[_source(citation)], citation.number))
    groups = [tuple(group) for _, group in groupby(by_source, key=_source)]
    return [
        _CitedSource(
            first=group[0],
            authority=authority_label(group[0], texts),
            citations=tuple((citation, voice_label(citation, texts)) for citation in group),
        )
        for group in groups
    ]


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without those that would read like an earlier one: of the same document, page and headings."""
    told = {(hit.passage.document_id, hit.passage.page, hit.passage.headings): hit for hit in reversed(hits)}
    return [hit for hit in hits if hit in told.values()]


def _source(citation: Citation) -> tuple[object, ...]:
    return citation.document_id, citation.publisher, citation.year, citation.authority
