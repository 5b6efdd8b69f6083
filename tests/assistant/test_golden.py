"""Whole answers as files, so that a change of answers is seen and reviewed.

``TILLIT_UPDATE_GOLDEN=1 scripts/test tests/assistant/test_golden.py`` writes them anew; read the difference.
"""

import json
import os
from pathlib import Path

import pytest
from tillit.assistant.answer import Assistant
from tillit.assistant.types import Question
from tillit.assistant.wire import AnswerOut

FOLDER = Path(__file__).parent / "golden"

QUESTIONS = {
    "fact": "Hva kostet piloten?",
    "list": "Hvilke mål har piloten?",
    "now": "Skal hver leder vise tillit nå?",
    "english": "What did the pilot cost in kroner?",
    "two-parts": "Hva kostet piloten, og hvem vant slaget ved Waterloo?",
    "unsafe": "Kan jeg gi brukeren insulin?",
    "far-off": "Hvor høyt er Eiffeltårnet?",
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_the_reviewed_one(assistant: Assistant, name: str) -> None:
    answer = AnswerOut.of(assistant.ask(Question(QUESTIONS[name])), name).model_dump(mode="json")
    del answer["timings_ms"]
    shown = json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    file = FOLDER / f"{name}.json"
    if os.environ.get("TILLIT_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")
