"""Whether a language model words answers well enough: a few short tasks, held to the same proof as answers."""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from .llm.talking import Patience, Talking, Trouble, Unavailable
from .rules import read_rules
from .types import Engine
from .verify import Judge, Rule
from .write.prompt import prompt_of
from .write.said import SaidReader

Reason = Literal["set", "no_model", "unavailable", "too_slow", "unproven", "passed"]
"""Why an engine is chosen: it was set, there is no model, or what the model did with the tasks."""

_PASSES = 0.8
"""The share of the tasks that must be answered, in sentences that are proven."""

_QUICK = 0.5
"""The share of an asker's patience that a task may take: questions bring longer passages."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which engine words answers where the asker does not say, and why.

    ``passed`` of ``tasks`` were answered with proof, in ``seconds`` each (the median); ``None`` where none was tried.
    """

    engine: Engine
    reason: Reason
    passed: int = 0
    tasks: int = 0
    seconds: float | None = None
    trouble: Trouble | None = None


def probe(talking: Talking, rule: Rule, judge: Judge, patience: float) -> Choice:
    """Put the tasks to a model, each with an asker's ``patience`` in seconds, and choose by what it makes of them."""
    tasks = [_Task.of(raw) for raw in read_rules("probe.toml")["task"]]
    passed, took = 0, list[float]()
    for task in tasks:
        started = time.monotonic()
        try:
            said = _said(talking, task, patience)
        except Unavailable as error:
            reason: Reason = "too_slow" if error.trouble == "slow" else "unavailable"
            return Choice("extractive", reason, passed, len(tasks), _middle(took), error.trouble)
        took.append(time.monotonic() - started)
        proven = [one for one in said if not rule.breaches(one, task.passages)]
        text = "\n".join(one for one in proven if judge.verdict(one, task.passages).supported)
        passed += re.search(task.answer, text, re.IGNORECASE) is not None if task.answer else not said
    seconds = _middle(took)
    if passed < _PASSES * len(tasks):
        return Choice("extractive", "unproven", passed, len(tasks), seconds)
    if seconds is not None and seconds > _QUICK * patience:
        return Choice("extractive", "too_slow", passed, len(tasks), seconds)
    return Choice("llm", "passed", passed, len(tasks), seconds)


@dataclass(frozen=True, slots=True)
class _Task:
    question: str
    passages: tuple[str, ...]
    answer: str
    language: str

    @classmethod
    def of(cls, raw: dict[str, object]) -> "_Task":
        passages = tuple(map(str, cast("list[object]", raw["passages"])))
        return cls(str(raw["question"]), passages, str(raw["answer"]), str(raw.get("language", "bokmål")))


def _said(talking: Talking, task: _Task, patience: float) -> Sequence[str]:
    lines = (
        json.dumps({"passage": number, "source": "Notat", "text": text}, ensure_ascii=False)
        for number, text in enumerate(task.passages, start=1)
    )
    reader = SaidReader()
    said: list[str] = []
    for piece in talking.tell(prompt_of(lines, task.question, task.language), Patience.of(patience)):
        said += [one.text for one in reader.read(piece)]
    return [*said, *(one.text for one in reader.rest())]


def _middle(seconds: Sequence[float]) -> float | None:
    return sorted(seconds)[len(seconds) // 2] if seconds else None
