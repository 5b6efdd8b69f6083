"""What was recorded of a model gives the same answer again, without the model."""

import json
from collections.abc import Generator
from dataclasses import replace
from datetime import date

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.assistant.llm.capacity import Capacity
from tillit.assistant.llm.talking import Patience, Prompt
from tillit.assistant.types import Question
from tillit.assistant.write.llm import LlmWriter
from tillit.assistant.write.prompt import brief
from tillit.evals.llm.recording import Record, Recorder, Replay
from tillit.index.generation import Generation

from ..assistant.conftest import KOMMUNEN, PILOT, SOURCES
from ..index.fakes import CountingEmbedding, generation_of

QUESTION = Question("Hva kostet piloten?", engine="llm")


class Model:
    """Says what the pilot cost, in words of its own, on the passage that holds it."""

    def tell(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        assert patience.left() > 0
        lines = [json.loads(line) for line in prompt.data.splitlines()]
        number = next(line["passage"] for line in lines if "millioner" in line.get("text", ""))
        said = {"passage": number, "support": "12 millioner", "text": "Piloten kostet altså 12 millioner kroner."}
        yield json.dumps({"sentences": [said]}, ensure_ascii=False)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    files = {"sources.toml": SOURCES, "pilot.md": PILOT, "kommunen.md": KOMMUNEN}
    return generation_of(tmp_path_factory.mktemp("generation"), files)


def assistant(generation: Generation, said: Recorder | Replay) -> Assistant:
    policy = Policy(0.02, None, 3, lambda: date(2026, 1, 1))
    return assemble(generation, CountingEmbedding(), policy, LlmWriter(generation, said, said.brief))


def test_a_replay_gives_the_answer_of_the_recording(generation: Generation) -> None:
    recorder = Recorder(generation, Model(), lambda found, language: brief(generation, found, language, Capacity()))
    live = assistant(generation, recorder).ask(QUESTION)
    record = Record("cost", "m", recorder.taken())
    replay = Replay(generation, [record])
    again = assistant(generation, replay).ask(QUESTION)
    assert live.engine == "llm"
    assert replace(again, timings_ms={}) == replace(live, timings_ms={})
    assert (replay.stale, recorder.taken()) == (0, ())


def test_what_was_recorded_on_other_documents_is_stale_and_says_nothing(generation: Generation) -> None:
    recorder = Recorder(generation, Model(), lambda found, language: brief(generation, found, language, Capacity()))
    assistant(generation, recorder).ask(QUESTION)
    (exchange,) = recorder.taken()
    changed = tuple(tuple(replace(place, text="Noe annet.") for place in passage) for passage in exchange.passages)
    replay = Replay(generation, [Record("cost", "m", (replace(exchange, passages=changed),))])
    answer = assistant(generation, replay).ask(QUESTION)
    assert (answer.engine, replay.stale) == ("extractive", 1)
    assert answer.sentences
