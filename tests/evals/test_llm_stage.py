"""A model's words are recorded live, on from where it was broken off, and played again to the whole product."""

from pathlib import Path

import pytest
from tillit.assistant.build import build
from tillit.assistant.settings import Settings
from tillit.assistant.types import Question
from tillit.evals.cli import app
from tillit.evals.llm.recording import read_records
from tillit.evals.llm.stage import play, record
from typer.testing import CliRunner

from ..assistant.scripted import Reply, number_of, saying, sentences, serving

QUESTIONS = (
    ("months", Question("Hvor lenge varte HELTOM?")),
    ("place", Question("Hvor var piloten HELTOM?")),
)


@pytest.mark.model
def test_recording_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "heltom.md").write_text(
        "# HELTOM\n\nPiloten HELTOM varte i 12 måneder fra høsten 2019. Piloten HELTOM var i Fana og Ytrebygda.\n",
        "utf-8",
    )
    file = tmp_path / "recorded.jsonl"
    with serving() as server:
        settings = Settings(
            corpus=(str(tmp_path / "corpus"),),
            index=tmp_path / "index",
            llm_url=server.url,
            llm_model="m",
            threshold=0.0,
        )
        build(settings, lambda _: None)
        broken = Reply(status=500, kind="application/json", pieces=(b"{}",))
        server.script = lambda at, asked: (
            broken
            if at
            else saying(
                sentences((number_of(asked, "HELTOM"), "12", "Piloten HELTOM varte i 12 måneder fra høsten 2019."))
            )
        )
        record(settings, QUESTIONS, file, 4000)
        (kept,) = read_records(file)
        assert (kept.case, len(kept.exchanges), len(server.asked)) == ("months", 1, 2)
        assert kept.shown is not None
        assert 0 < kept.shown < 60
        server.script = lambda _, asked: saying(
            sentences((number_of(asked, "HELTOM"), "Fana", "Piloten HELTOM var i Fana og Ytrebygda."))
        )
        record(settings, QUESTIONS, file, 4000)
        assert len(server.asked) == 3
    assert [one.case for one in read_records(file)] == ["months", "place"]
    stage = play(settings, read_records(file))
    answer = stage.assistant.ask(Question(QUESTIONS[1][1].text, engine="llm"))
    assert (answer.engine, stage.replay.stale) == ("llm", 0)
    assert [one.text for one in stage.watched.fate(answer).own] == ["Piloten HELTOM var i Fana og Ytrebygda."]


def test_attacks_come_with_documents_of_their_own() -> None:
    result = CliRunner().invoke(app, ["llm", "--attacks", "--index", "somewhere"])
    assert result.exit_code == 2
    assert "have documents of their own" in " ".join(result.stderr.replace("│", " ").split())
