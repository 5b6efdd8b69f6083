"""An assistant over one short document of our own."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from fastapi import FastAPI
from tillit.assistant.links import viewer_url
from tillit.assistant.settings import Settings
from tillit.assistant.texts import load_texts
from tillit.assistant.types import Answer, Citation, IndexState, Language, Piece, Question, Refusal, Sentence, Topic
from tillit.corpus.types import Block, BlockKind, Document, Page, Passage, Source
from tillit.index.types import Hit
from tillit.ui.app import create_app
from tillit.ui.records.types import Records

TEXTS = load_texts()
LONG_WORD = "Menneskerettighets" * 8
OPENINGS: Mapping[str, Language] = {"Kva": "nn", "What": "en", "Co": "pl"}
"""Words by which the assistant knows a question's language."""

SCRIPT = "<script>alert(1)</script>"

PIECES: tuple[tuple[int, BlockKind, int, str], ...] = (
    (1, "heading", 1, "Veien til selvstyrte lag"),
    (1, "paragraph", 0, "Bydelen startet med tre lag våren 2021. Hvert lag har seks til ti ansatte."),
    (1, "heading", 2, "Hva lagene gjør"),
    (1, "paragraph", 0, "Lagene har tre oppgaver:"),
    (1, "item", 1, "De setter opp sin egen turnus."),
    (1, "item", 2, "Ønsker meldes innen den femte hver måned."),
    (1, "item", 1, "De avtaler dagens besøk sammen."),
    (1, "item", 1, "De følger opp pårørende."),
    (2, "heading", 2, "Hva det kostet"),
    (2, "paragraph", 0, "Utgiftene økte det første året. Lederne mente at økningen var midlertidig."),
    (2, "row", 0, "År | Lag | Ansatte"),
    (2, "row", 0, "2021 | 3 | 24"),
    (2, "row", 0, "2022 | 5 | 41"),
    (3, "heading", 2, f"Tegn som {SCRIPT} & «slikt»"),
    (3, "paragraph", 0, f"Noen skrev {SCRIPT} i skjemaet."),
)


def make_document(source: Source, pieces: tuple[tuple[int, BlockKind, int, str], ...] = PIECES) -> Document:
    text, blocks, starts = "", list[Block](), dict[int, int]()
    for page, kind, level, words in pieces:
        text += "\n\n" if text else ""
        starts.setdefault(page, len(text))
        blocks.append(Block(kind, len(text), len(text) + len(words), level))
        text += words
    ends = [*list(starts.values())[1:], len(text)]
    pages = tuple(Page(number, start, end) for (number, start), end in zip(starts.items(), ends, strict=True))
    return Document(source, f"{source.id}.md", "0" * 64, text, pages, tuple(blocks), (), {})


REPORT = make_document(
    Source(
        id="lag-gjengitt",
        title="Selvstyrte lag i hjemmetjenesten",
        publisher="Fjordby universitet",
        year=2022,
        kind="report",
        authority="research",
        voice="restated",
        based_on="Fjordby-rapporten 2022, kap. 3",
        url="https://example.org/rapport.pdf",
    )
)
PLAN = make_document(
    Source(id="plan", title="Plan for lagene", publisher="Fjordby kommune", year=2021, authority="official"),
    ((1, "paragraph", 0, "Planen gjelder fra 2021 til 2023. Bydelene velger selv hvor mange lag de vil ha."),),
)


def cite(number: int, document: Document, quote: str, headings: tuple[str, ...] = ()) -> Citation:
    start = document.text.index(quote)
    source = document.source
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
        headings=headings,
        start=start,
        end=start + len(quote),
        quote=quote,
        url=viewer_url(source.id, start, start + len(quote), quote),
    )


def hit(document: Document, text: str, headings: tuple[str, ...]) -> Hit:
    start = document.text.index(text)
    page = document.page_at(start)
    passage = Passage("p1", document.source.id, start, start + len(text), text, page, headings, ())
    return Hit(1, 1.0, passage, document.source.title, 0.8, 0.8, 3.0)


NEAR = hit(REPORT, "Utgiftene økte det første året.", ("Hva det kostet",))
TASKS = (
    cite(1, REPORT, "De setter opp sin egen turnus.", ("Veien til selvstyrte lag", "Hva lagene gjør")),
    cite(2, REPORT, "De avtaler dagens besøk sammen.", ("Veien til selvstyrte lag", "Hva lagene gjør")),
    cite(3, PLAN, "Bydelene velger selv hvor mange lag de vil ha."),
)
TIMINGS = {"retrieve": 12.5, "write": 3.0, "model": 0.0, "verify": 1.0, "first_sentence": 15.0, "total": 16.5}


def answer_about_tasks(question: Question) -> Answer:
    return Answer(
        question=question.text,
        language=question.language or "nb",
        engine="extractive",
        sentences=(
            Sentence("De setter opp sin egen turnus.", (1,)),
            Sentence("De avtaler dagens besøk sammen.", (2,)),
            Sentence("Bydelene velger selv hvor mange lag de vil ha.", (3, 1), "Ifølge Plan for lagene (2021):"),
        ),
        citations=TASKS,
        unanswered=("Hva tjener de?",),
        notices=("partial", "may_be_outdated"),
        timings_ms=TIMINGS,
    )


def hostile_answer(question: Question) -> Answer:
    quote = f"Noen skrev {SCRIPT} i skjemaet."
    return Answer(
        question=question.text,
        language="nb",
        engine="extractive",
        sentences=(Sentence(quote, (1,), SCRIPT),),
        citations=(cite(1, REPORT, quote, (f"Tegn som {SCRIPT} & «slikt»", LONG_WORD)),),
        unanswered=(SCRIPT,),
        notices=("partial",),
    )


def refuse(question: Question) -> Answer:
    language = question.language or "nb"
    texts = TEXTS[language]
    message = texts("refusal.not_in_sources", contact=texts["refusal.contact"])
    refusal = Refusal("not_in_sources", message, ("Hva gjør lagene?", "Hva kostet lagene?"))
    return Answer(question.text, language, "extractive", refusal=refusal)


def warn(question: Question) -> Answer:
    language = question.language or "nb"
    return Answer(question.text, language, "extractive", refusal=Refusal("unsafe", TEXTS[language]["refusal.unsafe"]))


@dataclass
class FakeAssistant:
    """Answers by what the question holds; keeps the questions that it got."""

    asked: list[Question] = field(default_factory=list[Question])
    gate: threading.Event = field(default_factory=threading.Event)
    sound: bool = True
    falls_back: bool = False
    left: bool = False

    @property
    def documents(self) -> Mapping[str, Document]:
        return {document.source.id: document for document in (REPORT, PLAN)}

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        opening = question.text.partition(" ")[0]
        question = replace(question, language=question.language or OPENINGS.get(opening, "nb"))
        if "krasj" in question.text:
            raise RuntimeError(question.text)
        if "vent" in question.text:
            self.gate.wait(10)
        if "været" in question.text:
            return refuse(question)
        if "insulin" in question.text:
            return warn(question)
        if "tegn" in question.text:
            return hostile_answer(question)
        if "helt" in question.text:
            return replace(answer_about_tasks(question), unanswered=(), notices=())
        return answer_about_tasks(question)

    def stream(self, question: Question, gone: threading.Event) -> Iterator[Piece | Answer]:
        """The answer a sentence at a time, each with its new citations; waits before the second where asked to."""
        answer = self.ask(question)
        sent: set[int] = set()
        for at, sentence in enumerate(answer.sentences):
            if at and "stykkevis" in question.text:
                self.left = gone.wait(10)
            new = tuple(one for one in answer.citations if one.number in set(sentence.citations) - sent)
            sent.update(one.number for one in new)
            yield Piece((sentence,), new)
        yield answer

    def search(self, question: Question, k: int = 5) -> tuple[Hit, ...]:
        if "uten kilder" in question.text:
            raise RuntimeError(question.text)
        return (NEAR,)[:k]

    def state(self) -> IndexState:
        return IndexState("0123-abcd", 3, self.sound, self.falls_back)

    def check(self) -> IndexState:
        return self.state()

    def document(self, document_id: str) -> Document | None:
        return self.documents.get(document_id)

    @property
    def abbreviations(self) -> Mapping[str, str]:
        return {"HT": "helsetjenesteteam"}

    def topics(self) -> tuple[Topic, ...]:
        return (Topic(REPORT.source.title, ("Hva det kostet", "Hva lagene gjør")),)

    def starters(self, language: Language) -> tuple[str, ...]:
        return {
            "nb": ("Hva gjør lagene?", "Hvor mange er det i et lag?", "Hva kostet lagene?"),
            "nn": ("Kva gjer laga?",),
            "en": ("What do the teams do?",),
            "pl": ("Co robią zespoły?",),
        }[language]


def make_app(
    assistant: FakeAssistant,
    origins: tuple[str, ...] = (),
    records: Records | None = None,
    today: Callable[[], date] = date.today,
    **options: object,
) -> FastAPI:
    """An app that answers one question at a time, keeps one waiting, gives up soon and lets ``origins`` embed it."""
    few = {"concurrency": 1, "queue": 1, "answer_timeout": 1, "rate_limit": 0, "origins": origins}
    settings = Settings.model_validate(few | options)

    async def make() -> FastAPI:
        return create_app(assistant, TEXTS, settings, records, today=today)

    # Made inside a running event loop: Gradio opens one of its own where there is none, and never closes it.
    return asyncio.run(make())
