"""The product with a model behind it that is live and recorded, or a recording of one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from ...assistant.settings import Settings
from ...assistant.types import Question
from .fate import Watched
from .recording import Record, Recorder, Replay, append_record, read_records

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from ...assistant.answer import Assistant
    from ...index.generation import Generation


@dataclass(frozen=True, slots=True)
class Stage:
    """An assistant whose model says what is played, and a look at what became of that."""

    assistant: "Assistant"
    embedder: "BaseEmbedding"
    replay: Replay
    watched: Watched


def play(settings: Settings, records: Sequence[Record]) -> Stage:
    """The assistant of the index in use, read, proven and shown by today's code, with recorded words."""
    from ...assistant.answer import Policy
    from ...assistant.build import assemble
    from ...assistant.write.llm import LlmWriter

    embedder, generation = _opened(settings)
    replay = Replay(generation, records)
    watched = Watched(LlmWriter(generation, replay, replay.brief))
    policy = Policy(settings.threshold, None, settings.outdated_after_years, date.today)
    return Stage(assemble(generation, embedder, policy, watched), embedder, replay, watched)


def record(settings: Settings, questions: Sequence[tuple[str, Question]], file: Path, characters: int) -> None:
    """Put what ``file`` does not hold yet to the model that the settings name; raises ``TillitError`` without one.

    ``questions`` are by the name that their record gets. What the model does not say to its end is not kept.
    """
    from ...assistant.answer import Policy
    from ...assistant.build import assemble
    from ...assistant.llm.breaker import Breaker
    from ...assistant.llm.build import measure_model, open_endpoint
    from ...assistant.write.llm import LlmWriter
    from ...assistant.write.prompt import brief

    talking = open_endpoint(settings, Breaker(failures=len(questions) + 1))
    embedder, generation = _opened(settings)
    capacity = replace(measure_model(settings), most=characters)
    recorder = Recorder(generation, talking, lambda found, language: brief(generation, found, language, capacity))
    policy = Policy(
        settings.threshold, None, settings.outdated_after_years, date.today, model_patience=settings.llm_timeout
    )
    assistant = assemble(generation, embedder, policy, LlmWriter(generation, recorder, recorder.brief))
    done = {record.case for record in read_records(file)}
    left = [one for one in questions if one[0] not in done]
    for name, question in track(left, "Asking", console=Console(stderr=True)):
        shown = assistant.ask(replace(question, engine="llm")).timings_ms.get("first_sentence")
        exchanges = recorder.taken()
        if not any(exchange.trouble for exchange in exchanges):
            kept = Record(name, settings.llm_model or "", exchanges, shown / 1000 if shown else None)
            append_record(file, kept)
    talking.close()


def _opened(settings: Settings) -> "tuple[BaseEmbedding, Generation]":
    from ...index.embed import make_embedder
    from ...index.generation import open_generation

    embedder = make_embedder(settings.embedder)
    return embedder, open_generation(settings.index, embedder)
