"""How soon the pages are seen, used and answer: ``python -m tillit.evals.bench.page_speed http://127.0.0.1:8000``.

Needs Playwright (a development dependency), Chromium and a server that runs. A page that is opened for the first time
has nothing in its cache; medians of several times, and next to each its ratio to the bare API's answer.
"""

import json
import shutil
import time
from statistics import median
from typing import Annotated

import httpx
import typer
from playwright.sync_api import Browser, Page, sync_playwright

TIMES = 5
QUESTION = "Hvem er i et omsorgsteam?"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAGES = {"/": ".turn:not([aria-busy]) .sentence", "/embed": ".sentence"}
"""Pages with the chat, and what is there once a question is answered."""

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
WEIGHT = "performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0)"


def main(address: Annotated[str, typer.Argument(help="Where the server runs.")]) -> None:
    """Print a line of JSON for each page and network: milliseconds, kilobytes and ratios."""
    bare = median(_asked(address) for _ in range(TIMES))
    typer.echo(json.dumps({"api_answer_ms": round(bare)}))
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for page in PAGES:
            for slow in (False, True):
                runs = [_opened(browser, address, page, slow=slow) for _ in range(1 if slow else TIMES)]
                line = {name: round(median(run[name] for run in runs)) for name in runs[0]}
                ratio = round(line["answer_ms"] / bare, 1)
                typer.echo(json.dumps({"page": page, "slow_3g": slow, **line, "answer_to_api": ratio}))
        browser.close()


def _asked(address: str) -> float:
    start = time.perf_counter()
    httpx.post(f"{address.rstrip('/')}/api/v1/ask", json={"question": QUESTION}, timeout=60).raise_for_status()
    return (time.perf_counter() - start) * 1000


def _opened(browser: Browser, address: str, path: str, *, slow: bool) -> dict[str, float]:
    """First paint and use since the page was asked for, the answer since the question was sent, and kilobytes."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    if slow:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_3G)  # pyright: ignore[reportUnknownMemberType]
    start = time.perf_counter()
    page.goto(address.rstrip("/") + path, timeout=120_000)
    box = page.get_by_role("textbox")
    box.wait_for(timeout=120_000)
    usable = time.perf_counter()
    found = {"first_paint_ms": float(page.evaluate(FIRST_PAINT)), "usable_ms": (usable - start) * 1000}
    found["answer_ms"] = _answered(page, PAGES[path])
    found["kilobytes"] = float(page.evaluate(WEIGHT)) / 1000
    context.close()
    return found


def _answered(page: Page, done: str) -> float:
    page.get_by_role("textbox").fill(QUESTION)
    start = time.perf_counter()
    page.keyboard.press("Enter")
    page.locator(done).first.wait_for(timeout=120_000)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    typer.run(main)
