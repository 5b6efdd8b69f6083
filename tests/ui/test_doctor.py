"""The doctor tells who would word answers, and why."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tillit.assistant.build import build
from tillit.assistant.probe import Choice
from tillit.assistant.settings import Settings
from tillit.ui.doctor import engine_finding, examine

from ..assistant.scripted import Reply, saying, sentences, serving

Script = Callable[[int, dict[str, Any]], Reply]


@pytest.mark.parametrize(
    ("choice", "state", "found"),
    [
        (Choice("llm", "set"), "ok", "The language model words answers: TILLIT_ENGINE says so."),
        (Choice("extractive", "set"), "ok", "Answers are quoted: TILLIT_ENGINE says so."),
        (Choice("extractive", "no_model"), "ok", "Answers are quoted: no language model is set up."),
        (
            Choice("extractive", "unproven", 1, 4, 23.4),
            "note",
            "Answers are quoted: the language model is not good enough; it solved 1 of 4 short tasks with proof, "
            "in 23 s each.",
        ),
        (
            Choice("extractive", "too_slow", 0, 4, None, "slow"),
            "note",
            "Answers are quoted: the language model is too slow for people who wait 30 s; it solved 0 of 4 short "
            "tasks with proof.",
        ),
        (
            Choice("extractive", "unavailable", 0, 4, None, "refused"),
            "note",
            "Answers are quoted: the language model answered with an error.",
        ),
        (
            Choice("llm", "passed", 4, 4, 2.0),
            "ok",
            "The language model words answers: it solved 4 of 4 short tasks with proof, in 2 s each.",
        ),
    ],
)
def test_the_choice_is_told_in_words(choice: Choice, state: str, found: str) -> None:
    finding = engine_finding(choice, 30)
    assert (finding.about, finding.state, finding.found) == ("engine", state, found)
    assert bool(finding.todo) == (state == "note")


def good(_: int, asked: dict[str, Any]) -> Reply:
    """Copies what answers, in nynorsk where that is asked for, or else says nothing."""
    lines = [json.loads(line) for line in asked["messages"][1]["content"].splitlines()]
    words = {"mange": "åtte", "oppgaver": "fordele", "selv": "kan ikke ansette"}
    for asked_for, word in words.items():
        for line in lines[:-1]:
            if asked_for in lines[-1]["question"] and word in line["text"]:
                return saying(sentences((line["passage"], word, line["text"])))
    auk = "Utgiftene auka med 4 prosent det første året."
    return saying(sentences((1, "4 prosent", auk)) if "mykje" in lines[-1]["question"] else sentences())


WRONG = saying(sentences((1, "x", "Hvert lag har 9 ansatte.")))
BROKEN = Reply(status=500, kind="application/json", pieces=(b"{}",))


@pytest.mark.model
@pytest.mark.parametrize(
    ("script", "found"),
    [
        (good, "The language model words answers: it solved"),
        (WRONG, "not good enough; it solved 0 of 5"),
        (BROKEN, "the language model answered with an error"),
        (Reply(silent=20), "too slow for people who wait 1 s"),
    ],
    ids=["good", "wrong", "broken", "hanging"],
)
def test_the_model_is_put_to_the_test(tmp_path: Path, script: Script | Reply, found: str) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "heltom.md").write_text("# HELTOM\n\nHELTOM varte i 12 måneder.\n", "utf-8")
    with serving() as server:
        server.script = script if callable(script) else lambda _, __: script
        settings = Settings(
            corpus=(str(tmp_path / "corpus"),),
            index=tmp_path / "index",
            llm_url=server.url,
            llm_model="m",
            llm_timeout=1 if "slow" in found else 20,
        )
        build(settings, lambda _: None)
        findings = {finding.about: finding for finding in examine(settings)}
    assert findings["language model"].state == "ok"
    assert found in findings["engine"].found
    assert not any(finding.state == "wrong" for finding in findings.values())


def test_a_model_without_a_name_is_not_asked(tmp_path: Path) -> None:
    settings = Settings(corpus=(), index=tmp_path, llm_url="http://127.0.0.1:9/v1", llm_model=None)
    findings = {finding.about: finding for finding in examine(settings)}
    assert findings["language model"].state == "note"
    assert "TILLIT_LLM_MODEL" in findings["language model"].todo
    assert "engine" not in findings
