"""The chat page at ``/``; the one module that names gradio.

The page's elements are our own HTML, for what must be read and operated by everyone; Gradio carries the events, the
queue and each visitor's state. What happens without asking the server is in ``static/js``.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from gradio.themes import Base
from pydantic import ValidationError
from starlette.routing import Mount

from ..assistant.texts import LANGUAGES
from ..assistant.types import Answer, Answering, Language, Question, Turn
from ..assistant.wire import MAX_TURN, MAX_TURNS, AskRequest, request_problem
from .front import PagePolicy, UsedRoutes
from .growing import grown, seedling
from .pool import AnsweringPool, NoAnswerError
from .render import STATIC, Exchange, Renderer
from .shell import STYLES, Shell

KEPT_EXCHANGES = 20
"""Exchanges that stay on the page; older ones leave it."""

_LANGUAGES: dict[str, Language] = {language: language for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Visit:
    """What the server knows of one open page: its conversation, its language, and whether the visitor chose that.

    Where nobody chose, the page takes on the language of the latest question.
    """

    exchanges: tuple[Exchange, ...] = ()
    language: Language = "nb"
    chosen: bool = False

    def answered(self, exchange: Exchange) -> "Visit":
        """The visit with the exchange in the place of the one that was waiting for its answer."""
        earlier = tuple(one for one in self.exchanges if not one.busy)
        language = self.language if self.chosen else exchange.language
        return replace(self, exchanges=(*earlier, exchange)[-KEPT_EXCHANGES:], language=language)


Page = tuple[str, str, str, str, Visit]
"""What an event changes: the top of the page, the conversation, what is said aloud, the form, and the visit."""


class Chat:
    """What happens on the page, without the page: a question in, HTML out."""

    def __init__(self, pool: AnsweringPool, renderer: Renderer, assistant: Answering) -> None:
        self._pool = pool
        self._renderer = renderer
        self._assistant = assistant

    def empty(self, visit: Visit | None = None) -> Page:
        """A new conversation, in the language of the one before."""
        return self._page(replace(visit or Visit(), exchanges=()))

    def speak(self, language: str, visit: Visit) -> Page:
        """The page in another language; any other word than a language's lets the next question choose."""
        if language not in _LANGUAGES:
            return self._page(replace(visit, chosen=False))
        return self._page(replace(visit, language=_LANGUAGES[language], chosen=True))

    async def ask(self, text: str, visit: Visit) -> AsyncIterator[Page]:
        """The page while the answer is being found, as it grows, and whole."""
        waiting = Exchange(text, visit.language, busy=True)
        try:
            request = AskRequest(question=text, language=visit.language if visit.chosen else None)
        except ValidationError as error:
            yield self._failed(waiting, request_problem(error.errors()), visit)
            return
        question = replace(request.to_question(), history=_history(visit.exchanges))
        waiting = replace(waiting, question=question.text)
        asked = replace(visit, exchanges=(*visit.exchanges, waiting))
        yield self._page(asked, self._renderer.texts(visit.language)["chat.pending"])
        growing = seedling(question, visit.language)
        try:
            async with aclosing(self._pool.stream(question)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Answer):
                        yield await self._answered(question, piece, visit)
                        return
                    growing = grown(growing, piece)
                    html = self._renderer.answer(growing, whole=False, tab=False)
                    yield self._page(replace(asked, exchanges=(*visit.exchanges, replace(waiting, html=html))))
        except NoAnswerError as error:
            yield self._failed(waiting, error.code, visit, values=error.values)

    async def _answered(self, question: Question, answer: Answer, visit: Visit) -> Page:
        """The page with the whole answer."""
        nearest = await self._pool.nearest(question, answer)
        reply = answer.refusal.message if answer.refusal else answer.text
        whole = Exchange(answer.question, answer.language, self._renderer.answer(answer, nearest, tab=False), reply)
        texts = self._renderer.texts(answer.language)
        spoken = answer.refusal.message if answer.refusal else texts("chat.answered", count=len(answer.citations))
        return self._page(visit.answered(whole), spoken)

    def stop(self, visit: Visit) -> Page:
        """The page when the asker no longer waits."""
        if not visit.exchanges or not visit.exchanges[-1].busy:
            return self._page(visit)
        return self._failed(visit.exchanges[-1], "stopped", replace(visit, exchanges=visit.exchanges[:-1]), "widget")

    def _failed(
        self, asked: Exchange, code: str, visit: Visit, section: str = "api", values: Mapping[str, object] | None = None
    ) -> Page:
        message = self._renderer.texts(visit.language)(f"{section}.{code}", **(values or {})).strip()
        html = self._renderer.problem(message, visit.language, again=asked.question)
        return self._page(visit.answered(Exchange(asked.question, visit.language, html)), message)

    def _page(self, visit: Visit, spoken: str = "") -> Page:
        fill, language = self._renderer.page, visit.language
        starters, topics = self._assistant.starters(language), self._assistant.topics()
        return (
            fill("header.html", language, chosen=language if visit.chosen else ""),
            self._renderer.conversation(visit.exchanges, starters, topics, language),
            fill("message.html", language, message=spoken),
            fill("composer.html", language),
            visit,
        )


def _history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The latest answered exchanges as plain text, within the limits that the API sets too."""
    answered = [exchange for exchange in exchanges if exchange.reply][-MAX_TURNS // 2 :]
    return tuple(
        turn
        for exchange in answered
        for turn in (Turn("user", exchange.question), Turn("assistant", exchange.reply[:MAX_TURN]))
    )


def mount_chat(app: FastAPI, pool: AnsweringPool, renderer: Renderer, assistant: Answering) -> None:
    """Puts the chat at the root of the app."""
    gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType] - partly untyped in gradio
        app,
        _blocks(Chat(pool, renderer, assistant), renderer.texts("nb")["chat.title"]),
        "/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        max_file_size=1,
        favicon_path=str(STATIC / "favicon.png"),
        head=STYLES,
        # Named fonts only: a theme's default ones would be fetched from elsewhere.
        theme=Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    mount = app.routes[-1]
    assert isinstance(mount, Mount)  # noqa: S101 - what the line above has added
    assets = Path(gr.__file__).parent / "templates" / "frontend" / "assets"
    mount.app = UsedRoutes(PagePolicy(mount.app, Shell(renderer, assets)))


def _blocks(chat: Chat, title: str) -> gr.Blocks:
    """The page's parts and what their events call."""
    header, conversation, spoken, composer, first = chat.empty()
    script = (STATIC / "js" / "gradio.js").read_text(encoding="utf-8")
    with gr.Blocks(title=title, analytics_enabled=False) as blocks:
        visit = gr.State(first)
        # Every event comes by the conversation; the other parts only show.
        top = _part(header, "topp")
        talk = _part(conversation, "samtale", script)
        said = _part(spoken, "melding")
        form = _part(composer, "skriv")

        async def ask(before: Visit, event: gr.EventData) -> AsyncIterator[Page]:
            async for changed in chat.ask(str(event.value), before):
                yield changed

        def speak(before: Visit, event: gr.EventData) -> Page:
            return chat.speak(str(event.value), before)

        page = [top, talk, said, form, visit]

        def on(listen: Callable[..., object], call: Callable[..., object], **more: object) -> object:
            return listen(call, [visit], page, show_progress="hidden", api_visibility="private", **more)

        asking = on(talk.submit, ask)
        on(talk.stop, chat.stop, cancels=[asking])
        on(talk.clear, chat.empty, cancels=[asking])
        on(talk.select, speak)
    # The pool bounds the work; this queue only has to be longer, so that the pool's own words reach the asker.
    return blocks.queue(default_concurrency_limit=None, max_size=256, api_open=False)


def _part(html: str, name: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(html, elem_id=name, apply_default_css=False, js_on_load=script)
