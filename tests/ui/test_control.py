"""Switching off, with a reason, and telling everyone: in force within a second, on every server, without a restart."""

import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tillit.assistant.control import (
    LONGEST_MESSAGE,
    UNREADABLE,
    Control,
    ControlWatch,
    control_file,
    read_control,
    write_control,
)
from tillit.assistant.texts import LANGUAGES
from tillit.corpus.errors import TillitError
from tillit.ui.cli import app
from typer.testing import CliRunner

from .fakes import FakeAssistant, make_app

REASON = "Vi retter en feil i dokumentene. Vi er tilbake klokka 14."
ASKED = {"question": "Hva gjør lagene?"}


def run(index: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*arguments, "--index", str(index)])
    return result.exit_code, result.output


def test_questions_are_turned_away_with_the_reason_until_it_is_resumed(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    clock = iter(float(second) for second in range(1000))
    watch = ControlWatch(tmp_path, clock=lambda: next(clock))
    assert watch.now() == Control()
    with (
        TestClient(make_app(assistant, index=tmp_path)) as first,
        TestClient(make_app(assistant, index=tmp_path)) as second,
    ):
        assert run(tmp_path, "pause", "--reason", REASON)[0] == 0
        assert watch.now() == Control(paused=True, reason=REASON)
        for server in (first, second):
            refused = server.post("/api/v1/ask", json=ASKED)
            assert refused.status_code == 503
            error = refused.json()["error"]
            assert error == {"code": "paused", "message": f"Tillit er slått av nå. {REASON}", "reason": REASON}
            stream = server.post("/api/v1/ask/stream", json=ASKED).text
            assert "event: error" in stream
            assert REASON in stream
        assert assistant.asked == []
        assert run(tmp_path, "resume")[0] == 0
        assert watch.now() == Control()


def test_an_app_that_runs_already_follows_within_a_second(tmp_path: Path) -> None:
    with TestClient(make_app(FakeAssistant(), index=tmp_path)) as client:
        assert client.post("/api/v1/ask", json=ASKED).status_code == 200
        write_control(tmp_path, Control(paused=True))
        seen: list[int] = []
        for _ in range(20):
            seen.append(client.post("/api/v1/ask", json=ASKED).status_code)
            if seen[-1] == 503:
                break
            threading.Event().wait(0.1)
        assert seen[-1] == 503


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_status_tells_in_each_language_and_carries_the_banner(tmp_path: Path, language: str) -> None:
    write_control(tmp_path, Control(paused=True, reason=REASON, banner="Ny plan fra mandag."))
    with TestClient(make_app(FakeAssistant(), index=tmp_path)) as client:
        told = client.get("/api/v1/status", params={"lang": language})
    said = {"nb": "slått av nå", "nn": "slått av no", "en": "switched off", "pl": "wyłączony"}[language]
    assert told.headers["cache-control"] == "no-store"
    assert told.json()["paused"]
    assert said in told.json()["message"]
    assert REASON in told.json()["message"]
    assert told.json()["banner"] == "Ny plan fra mandag."


def test_a_banner_stays_through_pause_and_resume_until_it_is_cleared(tmp_path: Path) -> None:
    assert run(tmp_path, "banner", "  Ny plan\nfra mandag. ") == (0, "Banner: Ny plan fra mandag.\n")
    run(tmp_path, "pause", "--reason", REASON)
    assert run(tmp_path, "banner") == (0, f"Banner: Ny plan fra mandag.\nPaused: {REASON}\n")
    run(tmp_path, "resume")
    assert read_control(tmp_path) == Control(banner="Ny plan fra mandag.")
    assert run(tmp_path, "banner", "--clear") == (0, "No banner is shown.\n")
    assert read_control(tmp_path) == Control()


def test_a_message_that_is_too_long_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    code, output = run(tmp_path, "pause", "--reason", "x" * (LONGEST_MESSAGE + 1))
    assert code == 1
    assert "Shorten it" in output
    assert read_control(tmp_path) == Control()


@pytest.mark.parametrize("content", ["", "{", '{"paused": "kanskje"}', "[]", '{"reason": "' + "x" * 301 + '"}'])
def test_a_switch_that_nobody_can_read_counts_as_off_until_it_is_set_anew(tmp_path: Path, content: str) -> None:
    control_file(tmp_path).write_text(content, encoding="utf-8")
    with pytest.raises(TillitError, match="tillit resume"):
        read_control(tmp_path)
    assert ControlWatch(tmp_path).now() == UNREADABLE
    assert run(tmp_path, "resume")[0] == 0
    assert ControlWatch(tmp_path).now() == Control()


def test_a_reader_never_sees_half_a_state(tmp_path: Path) -> None:
    states = [Control(paused=True, reason="a" * 300), Control(banner="b" * 300)]
    write_control(tmp_path, states[0])
    done = threading.Event()

    def write() -> None:
        for turn in range(300):
            write_control(tmp_path, states[turn % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert read_control(tmp_path) in states
    writer.join()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    taken = tmp_path / "fil"
    taken.write_text("", encoding="utf-8")
    code, output = run(taken, "pause", "--reason", REASON)
    assert code == 1
    assert "Nothing was changed" in output
