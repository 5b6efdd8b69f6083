"""The language model that the settings name, and the engine that words answers."""

from typing import TYPE_CHECKING

from ...corpus.errors import TillitError
from ..settings import Settings

if TYPE_CHECKING:
    from httpx import AsyncClient
    from llama_index.core.llms import LLM

    from ..probe import Choice
    from ..verify import Proof
    from .breaker import Breaker
    from .capacity import Capacity
    from .endpoint import Endpoint
    from .talking import Talking


def has_model(settings: Settings) -> bool:
    """Whether a language model is set up; not whether it answers."""
    return bool(settings.llm_url and settings.llm_model)


def first_choice(settings: Settings) -> "Choice":
    """The engine that is chosen before the model was tried."""
    from ..probe import Choice

    if settings.engine != "auto":
        return Choice(settings.engine, "set")
    return Choice("extractive", "unavailable" if has_model(settings) else "no_model")


def choose_engine(settings: Settings, talking: "Talking", proof: "Proof") -> "Choice":
    """The engine that answers where the asker does not say, and why: set, or by what the model makes of short tasks."""
    from ..probe import probe

    first = first_choice(settings)
    if first.reason != "unavailable" or proof.rule is None or proof.judge is None:
        return first
    return probe(talking, proof.rule, proof.judge, settings.llm_timeout)


def measure_model(settings: Settings) -> "Capacity":
    """What the language model that the settings name takes in."""
    from .capacity import measure

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return measure(settings.llm_url or "", settings.llm_model or "", key, settings.llm_window)


def open_endpoint(settings: Settings, breaker: "Breaker | None" = None) -> "Endpoint":
    """The language model that the settings name, bounded in number; raises ``TillitError`` when there is none."""
    import httpx

    from .breaker import Breaker
    from .endpoint import Endpoint

    # Made here, so that nothing is loaded for the first question; a redirect would take key and question elsewhere.
    http = httpx.AsyncClient(timeout=settings.llm_timeout, follow_redirects=False)
    return Endpoint(open_llm(settings, http=http), http, at_once=settings.llm_concurrency, breaker=breaker or Breaker())


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
