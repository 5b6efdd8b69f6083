"""Putting the product together from the settings; the only module that names concrete classes."""

from collections.abc import Callable, Collection
from datetime import date
from typing import TYPE_CHECKING, Literal

from ..corpus.errors import TillitError
from ..corpus.limits import Limits
from ..index.build import build_index
from ..index.manifest import current_name, read_manifest
from ..index.types import BuildReport, Progress
from .settings import Settings

if TYPE_CHECKING:
    from httpx import AsyncClient
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM

    from ..corpus.types import Document
    from ..index.embed import Vector
    from ..index.generation import Generation
    from .answer import Assistant, Policy
    from .live import LiveAssistant
    from .llm.breaker import Breaker
    from .llm.capacity import Capacity
    from .llm.endpoint import Endpoint
    from .llm.talking import Talking
    from .probe import Choice
    from .public_names import PublicNames
    from .verify import Judge, Proof
    from .write.draft import Writer

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
    assembled = _assembler(settings, embedder)
    return assembled(open_generation(settings.index, embedder))


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
        _assembler(settings, embedder),
        on_damage,
    )


def check_index(settings: Settings) -> None:
    """Raises ``TillitError`` when no index can be served, neither the one in use nor an older one."""
    from ..index.generation import open_best

    open_best(settings.index, _make_embedder(settings.embedder)).close()


def _assembler(settings: Settings, embedder: "BaseEmbedding") -> "Callable[[Generation], Assistant]":
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
        return lambda generation: assemble(_searched(generation, settings), embedder, policy)
    talking = open_endpoint(settings)

    def assembled(generation: "Generation") -> "Assistant":
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
    from ..index.glossary import find_abbreviations
    from ..index.lexical import words
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
    vocabulary = Vocabulary(word for text in texts for word in words(text))
    detector = LanguageDetector(vocabulary.__contains__)
    return Assistant(
        generation=generation,
        understanding=Understanding(
            detector, SafetyRules(), find_abbreviations(texts), vocabulary, public_names(documents)
        ),
        finder=EvidenceFinder(generation, embedder, FusedRetriever(generation, Weights(), patterns), patterns),
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


def has_model(settings: Settings) -> bool:
    """Whether a language model is set up; not whether it answers."""
    return bool(settings.llm_url and settings.llm_model)


def first_choice(settings: Settings) -> "Choice":
    """The engine that is chosen before the model was tried."""
    from .probe import Choice

    if settings.engine != "auto":
        return Choice(settings.engine, "set")
    return Choice("extractive", "unavailable" if has_model(settings) else "no_model")


def choose_engine(settings: Settings, talking: "Talking", proof: "Proof") -> "Choice":
    """The engine that answers where the asker does not say, and why: set, or by what the model makes of short tasks."""
    from .probe import probe

    first = first_choice(settings)
    if first.reason != "unavailable" or proof.rule is None or proof.judge is None:
        return first
    return probe(talking, proof.rule, proof.judge, settings.llm_timeout)


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


def measure_model(settings: Settings) -> "Capacity":
    """What the language model that the settings name takes in."""
    from .llm.capacity import measure

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return measure(settings.llm_url or "", settings.llm_model or "", key, settings.llm_window)


def open_endpoint(settings: Settings, breaker: "Breaker | None" = None) -> "Endpoint":
    """The language model that the settings name, bounded in number; raises ``TillitError`` when there is none."""
    import httpx

    from .llm.breaker import Breaker
    from .llm.endpoint import Endpoint

    # Made here, so that nothing is loaded for the first question; a redirect would take key and question elsewhere.
    http = httpx.AsyncClient(timeout=settings.llm_timeout, follow_redirects=False)
    return Endpoint(open_llm(settings, http=http), http, at_once=settings.llm_concurrency, breaker=breaker or Breaker())


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


def open_llm(settings: Settings, model: str | None = None, http: "AsyncClient | None" = None) -> "LLM":
    """The language model that the settings name, or another ``model`` at their address.

    It is asked once, never again after a failure: people wait for it. Raises ``TillitError`` when there is no address
    or no name.
    """
    name = model or settings.llm_model
    if not settings.llm_url or not name:
        raise TillitError(
            "No language model is set up, so none can be asked. Set TILLIT_LLM_URL to the address of one that speaks "
            "OpenAI's protocol, such as http://127.0.0.1:11434/v1, and TILLIT_LLM_MODEL to its name."
        )
    from llama_index.llms.openai_like import OpenAILike

    clients = {"async_http_client": http} if http else {}
    return OpenAILike(
        model=name,
        api_base=settings.llm_url,
        # The client refuses an empty key even where the server asks for none.
        api_key=settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none",
        timeout=settings.llm_timeout,
        max_retries=0,
        is_chat_model=True,
        **clients,
    )
