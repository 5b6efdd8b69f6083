"""Another site, whose pages show the widget and the frame in every way."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Frame, Locator, Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from tillit.assistant.texts import LANGUAGES

from .fakes import FakeAssistant
from .remembering import FakeRecords

DEMO = Path(__file__).parents[2] / "docs" / "demo" / "intranett.html"
DEMO_SERVER = "http://127.0.0.1:8000"
QUESTION = "Spørsmålet ditt"


def host_page(body: str, language: str = "nb", style: str = "") -> str:
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>Intranett</title><link rel="icon" href="data:,">{style}<script src="SERVER/widget.js" defer></script>'
        f"<body><main><h1>Intranett</h1>{body}</main></body></html>"
    )


PAGES = {
    "": DEMO.read_text(encoding="utf-8").replace(DEMO_SERVER, "SERVER"),
    "inline": host_page("<tillit-chat inline></tillit-chat>"),
    "floating": host_page(
        '<p><a href="/">Forsiden</a></p><tillit-chat><a href="SERVER/">Åpne chatten</a></tillit-chat>'
    ),
    "starters": host_page('<tillit-chat inline starters="Hva er HELTOM? | Hvem bestemmer?"></tillit-chat>'),
    "polish": host_page("<tillit-chat inline></tillit-chat>", "pl-PL"),
    "own-language": host_page('<tillit-chat inline lang="en"></tillit-chat>'),
    **{
        f"both-schemes-{language}": host_page(
            "<tillit-chat></tillit-chat>", language, "<style>:root { color-scheme: light dark }</style>"
        )
        for language in LANGUAGES
    },
    "strict": host_page("<tillit-chat></tillit-chat>"),
    "frame": host_page('<iframe src="SERVER/embed" width="320" height="480" title="Spør Tillit"></iframe>'),
    "sandboxed": host_page(
        '<iframe sandbox="allow-scripts allow-same-origin allow-popups" src="SERVER/embed" width="320" height="480" '
        'title="Spør Tillit"></iframe>'
    ),
    "odd-styles": host_page(
        "<tillit-chat inline></tillit-chat>",
        style="<style>html { font-size: 10px } * { color: red; text-transform: uppercase; font: 2em cursive }</style>",
    ),
}
STRICT = (
    "default-src 'none'; img-src data:; script-src SERVER; connect-src SERVER; "
    "require-trusted-types-for 'script'; trusted-types tillit"
)


@dataclass
class Sites:
    """The server, a site on its list, one that is not, and a server that asks for a password."""

    tillit: str
    intranet: str
    stranger: str
    guarded: str
    assistant: FakeAssistant = field(default_factory=FakeAssistant)
    records: FakeRecords = field(default_factory=FakeRecords)


def intranet(server: str) -> Starlette:
    """A site on which each page shows the widget or the frame in another way."""

    def page(request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in PAGES:
            return Response(status_code=404)
        headers = {"Content-Security-Policy": STRICT.replace("SERVER", server)} if name == "strict" else None
        return HTMLResponse(PAGES[name].replace("SERVER", server), headers=headers)

    return Starlette(routes=[Route("/{name:path}", page)])


def visit(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def ask(page: Page | Locator | Frame, question: str) -> None:
    page.get_by_label(QUESTION).fill(question)
    page.get_by_role("button", name="Spør", exact=True).click()


def focused(page: Page) -> str:
    """The name or text of what has the focus, through the shadow."""
    return page.evaluate(
        """() => {
            let element = document.activeElement;
            while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
            return element.ariaLabel ?? (element.labels?.[0] ?? element).textContent.trim();
        }"""
    )
