"""Putting the product together from the settings; with ``llm/build.py`` the only module that names concrete classes."""

import time
from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING, Literal

from ..corpus.errors import TillitError
from ..corpus.limits import Limits
from ..index.build import build_index
from ..index.manifest import current_name, read_manifest
from ..index.types import BuildReport, Progress
from .llm.build import choose_engine, first_choice, has_model, measure_model, open_endpoint, open_llm
from .settings import Settings

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from ..corpus.types import Document
    from ..index.embed import Vector
    from ..index.generation import Generation
    from .answer import Assistant, Policy
    from .live import LiveAssistant
    from .llm.capacity import Capacity
    from .llm.talking import Talking
    from .probe import Choice
    from .public_names import PublicNames
    from .verify import Judge, Proof
    from .write.draft import Writer

_BREATH_SECONDS = 0.05
"""How long a server that takes another index in use lets askers go first, before each question of its own.

With 30 of them in a row, at 20 users, answers took up to 1.9 times as long meanwhile; with this 1.5 times.
"""

JudgeName = Literal["local", "nli", "llm"]
"""The judge that comes along, an entailment model, and a language model."""


def build(settings: Settings, progress: Callable[[Progress], None]) -> BuildReport:
    """Make the index that of the corpus; quick, and without heavy imports, when it is so already."""
    limits = Limits(cpu_seconds=settings.parse_seconds, memory=settings.parse_memory << 20)
    return build_index(settings.corpus_folders, settings.index, settings.embedder, _make_embedder, progress, limits)


def _make_embedder(name: str) -> "BaseEmbedding":
    from ..index.embed import make_embedder

    return make_embedder(name)


def index_exists(settings: Settings) -> bool:
    """Whether there is an index that this version can read; it may still be damaged or another embedder's."""
    name = current_name(settings.index)
    return name is not None and read_manifest(settings.index, name) is not None


def open_assistant(settings: Settings) -> "Assistant":
    """The assistant over the index in use, its models loaded.

    Raises ``TillitError`` when there is no index, when another embedder made it, or when it is damaged. Whether a
    language model is at hand shows only when it is asked.
    """
    from ..index.generation import open_generation

    embedder = _make_embedder(settings.embedder)
    return _assembler(settings)(open_generation(settings.index, embedder), embedder)


def open_live(settings: Settings, on_damage: Callable[[], None]) -> "LiveAssistant":
    """The assistant over whichever index is in use, as ``open_assistant`` gives it.

    Where the index in use is damaged an older sound one answers, and ``on_damage`` is called; raises ``TillitError``
    when there is none.
    """
    from ..index.generation import open_best, open_generation
    from .live import LiveAssistant

    embedder = _make_embedder(settings.embedder)
    return LiveAssistant(
        settings.index,
        lambda: open_best(settings.index, embedder),
        lambda: open_generation(settings.index, embedder),
        made_ready(_assembler(settings), embedder, lambda: time.sleep(_BREATH_SECONDS)),
        on_damage,
    )


def made_ready(
    assembled: "Callable[[Generation, BaseEmbedding], Assistant]",
    embedder: "BaseEmbedding",
    breath: "Callable[[], object]",
) -> "Callable[[Generation], Assistant]":
    """What makes one generation after the other an assistant that nobody has to wait for.

    What an assistant asks itself, for questions to start with, it has asked by then, and is embedded only once. All but
    the first are made ready beside answering, with a ``breath`` before each such question.
    """
    from ..index.embed import OpeningEmbedding

    known: dict[str, list[float]] = {}

    def ready(generation: "Generation") -> "Assistant":
        opening = OpeningEmbedding(embedder, known, breath if known else lambda: None)
        assistant = assembled(generation, opening)
        _ = assistant.topics()
        opening.opened()
        return assistant

    return ready


def check_index(settings: Settings) -> None:
    """Raises ``TillitError`` when no index can be served, neither the one in use nor an older one."""
    from ..index.generation import open_best

    open_best(settings.index, _make_embedder(settings.embedder)).close()


def _assembler(settings: Settings) -> "Callable[[Generation, BaseEmbedding], Assistant]":
    """What makes a generation an assistant by the settings; all that it makes share one language model, if any."""
    from .answer import Policy
    from .calibration import read_calibration, threshold_for
    from .engine import Engines

    accepted = settings.accepted_wrong
    engines = Engines(first_choice(settings))
    policy = Policy(
        threshold=settings.threshold if accepted is None else threshold_for(accepted, read_calibration()),
        contact=settings.contact,
        outdated_after_years=settings.outdated_after_years,
        today=date.today,
        engine=engines.engine,
        model_patience=settings.llm_timeout,
    )
    if not has_model(settings):
        return lambda generation, embedder: assemble(_searched(generation, settings), embedder, policy)
    talking = open_endpoint(settings)

    def assembled(generation: "Generation", embedder: "BaseEmbedding") -> "Assistant":
        searched = _searched(generation, settings)
        assistant = assemble(searched, embedder, policy, llm_writer(searched, talking, engines.capacity))
        proof = assistant.proof
        engines.find_out(lambda: measure_model(settings), lambda: choose_engine(settings, talking, proof))
        return assistant

    return assembled


def _searched(generation: "Generation", settings: Settings) -> "Generation":
    """The generation, searched where the settings say."""
    if not settings.chroma_url:
        return generation
    from ..index.chroma import server_store
    from ..index.stores import searched_in

    store = server_store(settings.chroma_url, generation.manifest.name, len(generation.passages))
    return searched_in(generation, store)


def assemble(
    generation: "Generation", embedder: "BaseEmbedding", policy: "Policy", model: "Writer | None" = None
) -> "Assistant":
    """The assistant over ``generation``, whose vectors ``embedder`` made, with a ``model`` to word answers or none."""
    from ..index.adapter import Comparable
    from ..index.glossary import find_abbreviations
    from ..index.lexical import words
    from ..index.matcher import bundled
    from ..index.retrieve import FusedRetriever, Weights
    from .answer import Assistant
    from .evidence import EvidenceFinder
    from .language import LanguageDetector
    from .safety import SafetyRules
    from .texts import load_texts
    from .understand import Understanding, answer_patterns
    from .vocabulary import Vocabulary
    from .write.extractive import Choice, ExtractiveWriter
    from .write.model import FITTED

    documents = generation.documents.values()
    texts = [document.text for document in documents]
    patterns = answer_patterns()
    comparable = Comparable.of(generation)
    retriever = FusedRetriever(generation, comparable, Weights(), patterns)
    vocabulary = Vocabulary(word for text in texts for word in words(text))
    detector = LanguageDetector(vocabulary.__contains__)
    return Assistant(
        generation=generation,
        understanding=Understanding(
            detector, SafetyRules(), find_abbreviations(texts), vocabulary, public_names(documents)
        ),
        finder=EvidenceFinder(generation, comparable, bundled(), embedder, retriever, patterns),
        extractive=ExtractiveWriter(generation, FITTED, Choice()),
        model=model,
        proof=proof_of(generation, embedder),
        texts=load_texts(),
        policy=policy,
    )


def proof_of(generation: "Generation", embedder: "BaseEmbedding") -> "Proof":
    """What a sentence needs to be shown as an answer from ``generation``."""
    from .judge.lexicon import read_lexicon
    from .judge.local import local_judge
    from .judge.standing import Standing, common_words
    from .verify import Proof

    rule = Standing(read_lexicon(), common_words([document.text for document in generation.documents.values()]))
    return Proof(generation.documents, rule, local_judge(embedder))


def open_embedding(settings: Settings) -> "Callable[[str], Vector]":
    """What turns a question into a vector of length 1; its model is loaded now. Raises ``TillitError``."""
    from ..index.embed import embed_query

    embedder = _make_embedder(settings.embedder)
    return lambda text: embed_query(embedder, text)


def public_names(documents: Collection["Document"]) -> "PublicNames":
    """The names that stand in the documents or in what is known of them."""
    from .public_names import PublicNames

    sources = [document.source for document in documents]
    known = (text for source in sources for text in (source.title, source.publisher, source.based_on) if text)
    return PublicNames((*(document.text for document in documents), *known))


def llm_writer(generation: "Generation", talking: "Talking", capacity: "Callable[[], Capacity]") -> "Writer":
    """The writer that has the language model behind ``talking`` word answers, within its ``capacity``."""
    from .write.llm import LlmWriter
    from .write.prompt import brief

    return LlmWriter(generation, talking, lambda evidence, language: brief(generation, evidence, language, capacity()))


def try_engine(settings: Settings) -> "Choice":
    """The engine that would answer where the asker does not say, and why; a model is put to the test here and now.

    That may take five times ``llm_timeout``. Raises ``TillitError`` when there is no sound index.
    """
    from ..index.generation import open_generation

    first = first_choice(settings)
    if first.reason != "unavailable":
        return first
    embedder = _make_embedder(settings.embedder)
    generation, talking = open_generation(settings.index, embedder), open_endpoint(settings)
    try:
        return choose_engine(settings, talking, proof_of(generation, embedder))
    finally:
        talking.close()
        generation.close()


def open_judge(name: JudgeName, settings: Settings, model: str | None = None) -> "Judge":
    """The judge called ``name``; ``model`` is the entailment model's, or the language model's if not the settings'.

    Raises ``TillitError`` when its model is not named or cannot be loaded. Whether a language model answers shows only
    when it is asked.
    """
    if name == "llm":
        from .judge.llm import LlmJudge

        return LlmJudge(open_llm(settings, model))
    if name == "nli":
        from .judge.entailment import load_entailment_judge

        if not model:
            raise TillitError(
                "The entailment judge has no model, so it cannot judge. Name its folder or hub name with --model."
            )
        return load_entailment_judge(model)
    from .judge.local import local_judge

    return local_judge(_make_embedder(settings.embedder))
