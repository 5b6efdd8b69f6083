"""Real servers on loopback, and a real Chromium to look at them with."""

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright
from starlette.types import ASGIApp
from tillit.ui.serve import address_of

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]
PHONE, DESK = 360, 1280

expect.set_options(timeout=20_000)  # a busy machine takes its time


@contextmanager
def served(app: ASGIApp, listener: socket.socket) -> Generator[str]:
    """The address at which the app answers meanwhile."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def launched(chromium: str, *flags: str) -> Generator[Browser]:
    """A browser meanwhile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *flags])
        yield browser
        browser.close()


def dialogs_of(page: Page) -> list[str]:
    """What the dialogs say that the page opens from now on; each is dismissed."""
    messages: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        messages.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    return messages
