"""The chat page at ``/``; the one module that names gradio."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import gradio as gr
from fastapi import FastAPI
from gradio.themes import Base
from pydantic import ValidationError
from starlette.routing import Mount

from ..assistant.types import Answer, Language, Turn
from ..assistant.wire import MAX_TURN, MAX_TURNS, AskRequest, request_problem
from ..index.types import Hit
from .front import PagePolicy, UsedRoutes
from .pool import AnsweringPool, NoAnswerError
from .render import STATIC, Exchange, Renderer

LANGUAGE: Language = "nb"
"""The language of the page around the answers; an answer has that of its question."""

HEAD = """
<link rel="stylesheet" href="/tillit/tokens.css">
<link rel="stylesheet" href="/tillit/answer.css">
<link rel="stylesheet" href="/tillit/feedback.css">
<link rel="stylesheet" href="/tillit/chat.css">
<script src="/tillit/feedback.js" defer></script>
<script type="module">listenForFeedback(document, "/api/v1/feedback");</script>
<script src="/tillit/status.js" defer></script>
<script>document.documentElement.lang = "nb";</script>
"""

KEPT_EXCHANGES = 20
"""Exchanges that stay on the page; older ones leave it."""

LONGEST_PASTE = 5000
"""Characters that the box takes: more than a question may have, so that a long one is refused aloud, not cut."""

Page = tuple[str, tuple[Exchange, ...], str, str]
"""What an event changes: the conversation as HTML, its exchanges, the text in the box, and the message above it."""


class Chat:
    """What happens on the page, without the page: a question in, HTML out."""

    def __init__(self, pool: AnsweringPool, renderer: Renderer, starters: Sequence[str]) -> None:
        self._pool = pool
        self._renderer = renderer
        self._starters = tuple(starters)

    def empty(self) -> Page:
        """A new conversation."""
        return self._page(())

    async def ask(self, text: str, exchanges: tuple[Exchange, ...]) -> AsyncIterator[Page]:
        """The page while the answer is being found, then with it; a text that is no question stays in the box."""
        try:
            question = AskRequest(question=text).to_question()
        except ValidationError as error:
            message = self._renderer.texts(LANGUAGE)[f"api.{request_problem(error.errors())}"]
            yield self._page(exchanges, text, self._message(message, alert=True))
            return
        asked = Exchange(question.text, LANGUAGE)
        pending = self._message(self._renderer.texts(LANGUAGE)["chat.pending"])
        yield self._page((*exchanges, asked), message=pending)
        try:
            question = replace(question, history=_history(exchanges))
            answer = await self._pool.ask(question)
        except NoAnswerError as error:
            problem = self._renderer.texts(LANGUAGE)(f"api.{error.code}", **error.values).strip()
            failed = replace(asked, html=self._renderer.problem(problem, LANGUAGE))
            yield self._page((*exchanges, failed), message=self._message(problem))
            return
        nearest = await self._pool.nearest(question, answer)
        yield self._page((*exchanges, self._answered(answer, nearest)), message=self._message(self._spoken(answer)))

    def _answered(self, answer: Answer, nearest: Sequence[Hit]) -> Exchange:
        reply = answer.refusal.message if answer.refusal else answer.text
        return Exchange(answer.question, answer.language, self._renderer.answer(answer, nearest), reply)

    def _spoken(self, answer: Answer) -> str:
        """What a screen reader says when the answer is there."""
        texts = self._renderer.texts(answer.language)
        return answer.refusal.message if answer.refusal else texts("chat.answered", count=len(answer.citations))

    def _message(self, message: str, *, alert: bool = False) -> str:
        return self._renderer.page("message.html", LANGUAGE, message=message, alert=alert)

    def _page(self, exchanges: tuple[Exchange, ...], text: str = "", message: str = "") -> Page:
        kept = exchanges[-KEPT_EXCHANGES:]
        return self._renderer.conversation(kept, self._starters, LANGUAGE), kept, text, message


def _history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The latest answered exchanges as plain text, within the limits that the API sets too."""
    answered = [exchange for exchange in exchanges if exchange.reply][-MAX_TURNS // 2 :]
    return tuple(
        turn
        for exchange in answered
        for turn in (Turn("user", exchange.question), Turn("assistant", exchange.reply[:MAX_TURN]))
    )


def mount_chat(app: FastAPI, pool: AnsweringPool, renderer: Renderer, starters: Sequence[str]) -> None:
    """Puts the chat at the root of the app."""
    gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType] - partly untyped in gradio
        app,
        _blocks(Chat(pool, renderer, starters), renderer),
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
        head=HEAD,
        # Named fonts only: a theme's default ones would be fetched from elsewhere.
        theme=Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    mount = app.routes[-1]
    assert isinstance(mount, Mount)  # noqa: S101 - what the line above has added
    mount.app = UsedRoutes(PagePolicy(mount.app))


def _blocks(chat: Chat, renderer: Renderer) -> gr.Blocks:
    """The page's components and what their events call."""
    texts = renderer.texts(LANGUAGE)
    conversation_html, _, _, _ = chat.empty()
    with gr.Blocks(title=texts["chat.title"], analytics_enabled=False) as blocks:
        gr.HTML(renderer.page("header.html", LANGUAGE), apply_default_css=False, js_on_load=None)
        exchanges = gr.State(())
        conversation = gr.HTML(
            conversation_html,
            elem_id="samtale",
            apply_default_css=False,
            js_on_load=(STATIC / "conversation.js").read_text(encoding="utf-8"),
        )
        with gr.Column(elem_id="skriv"):
            message = gr.HTML("", elem_id="melding", apply_default_css=False, js_on_load=None)
            with gr.Row(elem_id="linje"):
                box = gr.Textbox(
                    label=texts["chat.question_label"],
                    placeholder=texts["chat.placeholder"],
                    lines=1,
                    max_lines=6,
                    max_length=LONGEST_PASTE,
                    container=False,
                    elem_id="sporsmal",
                )
                send = gr.Button(texts["chat.ask"], variant="primary", elem_id="send", min_width=72, scale=0)
            with gr.Row(elem_id="fot"):
                gr.HTML(renderer.page("reminder.html", LANGUAGE), apply_default_css=False, js_on_load=None)
                fresh = gr.Button(texts["chat.new_conversation"], elem_id="ny", size="sm", min_width=0, scale=0)

        async def ask(text: str, earlier: tuple[Exchange, ...]) -> AsyncIterator[Page]:
            async for page in chat.ask(text, earlier):
                yield page

        async def ask_suggested(earlier: tuple[Exchange, ...], event: gr.SelectData) -> AsyncIterator[Page]:
            async for page in chat.ask(event.value, earlier):
                yield page

        page = [conversation, exchanges, box, message]
        gr.on(  # pyright: ignore[reportUnknownMemberType] - partly untyped in gradio
            [box.submit, send.click], ask, [box, exchanges], page, show_progress="hidden", api_visibility="private"
        )
        conversation.select(ask_suggested, [exchanges], page, show_progress="hidden", api_visibility="private")
        fresh.click(chat.empty, None, page, show_progress="hidden", api_visibility="private")
    # The pool bounds the work; this queue only has to be longer, so that the pool's own words reach the asker.
    return blocks.queue(default_concurrency_limit=None, max_size=256, api_open=False)
