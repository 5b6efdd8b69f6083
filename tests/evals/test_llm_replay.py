"""What was recorded of a model gives the same answer again, without the model."""

import json
from collections.abc import Generator
from dataclasses import replace
from datetime import date

import pytest
from tillit.assistant.answer import Assistant, Policy
from tillit.assistant.build import assemble
from tillit.assistant.language import Detected
from tillit.assistant.llm.capacity import Capacity
from tillit.assistant.llm.talking import Patience, Prompt
from tillit.assistant.types import Language, Question
from tillit.assistant.verify import Verdict
from tillit.assistant.write.llm import LlmWriter
from tillit.assistant.write.prompt import brief
from tillit.evals.dataset import Case, Register, load_cases
from tillit.evals.llm.fate import Fate, Watched
from tillit.evals.llm.measured import measure, quoted, tell
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


POLICY = Policy(0.02, None, 3, lambda: date(2026, 1, 1))


def assistant(generation: Generation, said: Recorder | Replay) -> Assistant:
    return assemble(generation, CountingEmbedding(), POLICY, LlmWriter(generation, said, said.brief))


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


class Stubborn(Model):
    """Says first what no quote holds, then what one does."""

    def tell(self, prompt: Prompt, patience: Patience) -> Generator[str]:
        for said in super().tell(prompt, patience):
            asked_again = "rewrite" in json.loads(prompt.data.splitlines()[-1])
            yield said if asked_again else said.replace("12", "13")


def test_a_second_call_is_recorded_and_replayed_too(generation: Generation) -> None:
    recorder = Recorder(generation, Stubborn(), lambda found, language: brief(generation, found, language, Capacity()))
    live = assistant(generation, recorder).ask(QUESTION)
    first, second = recorder.taken()
    assert (len(first.passages) > 0, second.passages) == (True, ())
    replay = Replay(generation, [Record("cost", "m", (first, second))])
    watched = Watched(LlmWriter(generation, replay, replay.brief))
    playing = assemble(generation, CountingEmbedding(), POLICY, watched)
    again = playing.ask(QUESTION)
    assert live.sentences[0].text == again.sentences[0].text == "Piloten kostet altså 12 millioner kroner."
    assert replay.stale == 0
    assert watched.fate(again) == Fate(1, 1, 0, again.sentences)
    replay.play([Record("cost", "m", (first,))])
    quoted = playing.ask(QUESTION)
    assert (quoted.engine, replay.stale, watched.fate(quoted)) == ("extractive", 1, Fate(1, 0, 1, ()))


class Believing:
    """A judge that believes everything."""

    def verdict(self, claim: str, quotes: object) -> Verdict:
        del claim, quotes
        return Verdict(1.0)


def case(register: Register) -> Case:
    return replace(next(one for one in load_cases() if one.register == register), question=QUESTION)


@pytest.mark.parametrize(
    ("register", "language", "right"),
    [
        ("nb", "nb", 1.0),
        ("nb", "nn", 0.0),
        ("nn", "nb", 0.0),
        ("nn", "nn", 1.0),
        ("dialect", "nn", 1.0),
        ("nb", "en", 0),
    ],
)
def test_the_language_is_that_of_the_model_s_own_sentences_and_the_register_s(
    generation: Generation, register: Register, language: Language, right: float
) -> None:
    recorder = Recorder(generation, Model(), lambda found, language: brief(generation, found, language, Capacity()))
    watched = Watched(LlmWriter(generation, recorder, recorder.brief))
    playing = assemble(generation, CountingEmbedding(), POLICY, watched)
    playing.ask(QUESTION)
    asked = case(register)
    records = [Record(asked.id, "m", recorder.taken(), 0.5)]
    told = tell(playing, [asked], records, Believing(), frozenset(), watched.fate)
    heard: list[str] = []

    def detect(text: str) -> Detected:
        heard.append(text)
        return Detected(language, norwegian=True)

    figures = quoted(playing, [asked], Believing(), frozenset())
    report = measure(told, figures, detect, [], {}, 0)
    assert heard[0] == "Piloten kostet altså 12 millioner kroner."
    assert (report.language, report.nynorsk) == (right, right if register == "nn" else None)
    assert (report.said, report.rewritten, report.replaced, report.shown) == (2, 0.0, 0.0, 0.5)
    (label,) = told[0].labels
    assert (label.sentence, label.faithful) == ("Piloten kostet altså 12 millioner kroner.", None)
