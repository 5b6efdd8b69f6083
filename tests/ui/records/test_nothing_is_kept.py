"""The proof: what is asked is nowhere on the disk afterwards, and what is kept holds no personal data."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from tillit.assistant.settings import Settings
from tillit.ui.records.database import FILE
from tillit.ui.records.store import records_of

from ...assistant.personal import named, told
from ..fakes import FakeAssistant, make_app
from ..remembering import MONDAY

MARK = "kvartsbla"
QUESTIONS = 200
PERSONAL = int(os.environ.get("TILLIT_TEST_PERSONAL", "300"))
"""Texts with made-up personal data that are sent as feedback; 10000 takes some minutes."""

DOCUMENT = """# Om lagene

## Oppgaver

Lagene i hjemmetjenesten setter opp sin egen turnus. Lagene avtaler dagens besøk sammen.

## Kostnader

Lagene kostet 12 millioner kroner i 2021. Kommunen betalte for lagene.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that holds everything a server may write to, and the address of the server."""

    folder: Path
    server: str


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Place, "subprocess.Popen[bytes]"]]:
    """The real server over one small document, with home, temporary files and data in a folder of its own."""
    for name in ("corpus", "tmp", "home"):
        (tmp_path / name).mkdir()
    (tmp_path / "corpus" / "lag.md").write_text(DOCUMENT, encoding="utf-8")
    own = {"HOME": "home", "TMPDIR": "tmp", "TILLIT_INDEX": "index", "TILLIT_DATA": "data", "TILLIT_CORPUS": "corpus"}
    environment = {
        **os.environ,
        **{name: str(tmp_path / folder) for name, folder in own.items()},
        "TILLIT_QUEUE": "400",
        "TILLIT_RATE_LIMIT": "0",
    }
    command = [sys.executable, "-c", "from tillit.ui.cli import main; main()", "serve", "--port", "0"]
    with (tmp_path / "out").open("wb") as out, (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=out, stderr=log)
        try:
            yield Place(tmp_path, _address(tmp_path / "log", process)), process
        finally:
            process.kill()
            process.wait(20)


def _address(log: Path, process: "subprocess.Popen[bytes]") -> str:
    while process.poll() is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.startswith("Tillit: http"):
                return line.removeprefix("Tillit: ")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


def holding(folder: Path, words: str) -> list[str]:
    """The files under ``folder`` that hold the words, in either usual encoding."""
    forms = [words.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(form in path.read_bytes() for form in forms)]


@pytest.mark.model
def test_200_questions_leave_no_word_on_the_disk_or_in_the_log(
    running: tuple[Place, "subprocess.Popen[bytes]"],
) -> None:
    place, process = running

    def ask(number: int) -> httpx.Response:
        path = ("ask", "ask/stream", "ask/stream?html=true")[number % 3]
        question = ("Hva kostet lagene {}?", "Hvor er {} i måneluften?", "{}", "Kan jeg gi insulin {}?")[number % 4]
        body = {"question": question.format(f"{MARK}{number}"), "history": [{"role": "user", "content": f"{MARK} før"}]}
        return httpx.post(f"{place.server}api/v1/{path}", json=body, timeout=60)

    with ThreadPoolExecutor(4) as threads:
        assert {response.status_code for response in threads.map(ask, range(QUESTIONS))} == {200}
    given = httpx.post(
        f"{place.server}api/v1/feedback",
        json={"ticket": ask(0).headers["Tillit-Ticket"], "vote": "down", "reasons": ["wrong"]},
    )
    assert given.status_code == 201
    bad = httpx.post(f"{place.server}api/v1/ask", json={"question": f"{MARK} " * 200, "language": MARK})
    assert bad.status_code == 422
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    counts = records_of(Settings(data=place.folder / "data")).counts(MONDAY.min)
    assert sum(n for cell, n in counts.items() if cell.measure == "asked") == QUESTIONS + 1
    assert holding(place.folder, "Lagene i hjemmetjenesten")  # looking for text on this disk finds it
    assert holding(place.folder, MARK) == []


@pytest.mark.timeout(300 + PERSONAL // 5)
def test_made_up_personal_data_that_is_sent_as_feedback_is_nowhere_in_the_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    cases = [*told(seed=21, count=PERSONAL), *named(seed=21, count=PERSONAL // 4)]
    app = make_app(
        FakeAssistant(), records=records_of(Settings(data=tmp_path)), today=lambda: MONDAY, keep_questions=False
    )
    with TestClient(app) as client:
        tickets = client.post("/api/v1/ask", json={"question": "Hva gjør lagene?"}).headers
        for case in cases:
            body = {"ticket": tickets["Tillit-Ticket"], "vote": "down", "text": case.text, "question": case.text}
            assert client.post("/api/v1/feedback", json=body).status_code == 201
            stored = (tmp_path / FILE).read_bytes()
            leaked = [secret for secret in case.secrets if secret.encode() in stored and len(secret) > 3]
            assert not leaked, case
        records = records_of(Settings(data=tmp_path))
        assert len(records.feedback(MONDAY)) == 1
        records.purge(MONDAY + timedelta(days=1), MONDAY)
    assert [case for case in cases for secret in case.secrets if len(secret) > 3 and secret in caplog.text] == []
