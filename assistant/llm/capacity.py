"""How much a language model takes in: its window in tokens, and how many characters a token holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import httpx

_WINDOWS = ("n_ctx", "max_model_len", "loaded_context_length", "context_length", "context_window", "max_context_length")
"""What servers call the window, beside a model's name."""

_SMALL_WINDOW = 4096
"""The window of a server that tells none: Ollama's, unless it is told otherwise."""

_FEW_CHARACTERS = 2.0
"""Characters that a token of Norwegian holds at least, where the server does not count."""

_CAUTION = 0.85
"""The share of what was measured that is counted on: other texts have other words."""

MOST = 4000
"""Characters of passages that are sent at most: more help little and take long to read."""

_PATIENCE = 3.0
"""Seconds to wait for each thing that a server may tell of itself."""

_SAMPLE = (
    "Sykepleierne og helsefagarbeiderne møtes på tavlemøter hver mandag kl. 08.15. Teamene avgjør selv hvordan "
    "arbeidet fordeles, og får hjelp av avdelingslederen når kompetansen ikke strekker til. Piloten varte fra 2019 til "
    '2021 og kostet 12,5 millioner kroner. {"passage": 3, "support": "avgjør selv", "text": "Teamene avgjør selv."}'
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """The window in tokens, the characters that a token holds at least, and the ``most`` of passages to be sent.

    ``told`` says that the server named the window.
    """

    window: int = _SMALL_WINDOW
    characters: float = _FEW_CHARACTERS
    most: int = MOST
    told: bool = False

    def tokens(self, text: str) -> int:
        """The tokens that ``text`` takes at most."""
        return int(len(text) / self.characters) + 1


def measure(url: str, model: str, key: str | None, window: int | None = None) -> Capacity:
    """What the server at ``url`` tells of ``model``; what it does not tell is taken to be little.

    ``window`` is what the maintainer knows better. A server that does not answer is no error here.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(headers=headers, timeout=_PATIENCE, follow_redirects=False) as client:
        told = window or _window(client, url.rstrip("/"), model)
        characters = _characters(client, url.rstrip("/").removesuffix("/v1"), model)
    return Capacity(told or _SMALL_WINDOW, characters or _FEW_CHARACTERS, told=told is not None)


def _window(client: httpx.Client, url: str, model: str) -> int | None:
    """What the server says of itself, llama.cpp's share of it first, for that is what one caller gets."""
    root = url.removesuffix("/v1")
    props = _answer(client, "GET", f"{root}/props")
    models = _answer(client, "GET", f"{url}/models").get("data")
    entries = [one for one in _dicts(models) if one.get("id") == model] or list(_dicts(models))[:1]
    metas = [entry.get("meta") for entry in entries]
    places = [*_dicts([props.get("default_generation_settings")]), *entries, *_dicts(metas)]
    found = (place.get(name) for place in places for name in _WINDOWS)
    return next((size for size in found if isinstance(size, int) and size > 0), None)


def _characters(client: httpx.Client, root: str, model: str) -> float | None:
    """Measured by the server's own tokens: llama.cpp lists them, vLLM counts them; others do neither."""
    told = _answer(client, "POST", f"{root}/tokenize", {"content": _SAMPLE, "model": model, "prompt": _SAMPLE})
    tokens, count = told.get("tokens"), told.get("count")
    counted = count if isinstance(count, int) else len(cast("list[object]", tokens)) if isinstance(tokens, list) else 0
    return _CAUTION * len(_SAMPLE) / counted if counted > 0 else None


def _answer(
    client: httpx.Client, method: str, address: str, body: Mapping[str, object] | None = None
) -> Mapping[str, object]:
    """The JSON object that an address answers with; empty where it answers with anything else."""
    try:
        response = client.request(method, address, json=body)
        answer: object = response.json() if response.is_success else None
    except (httpx.HTTPError, httpx.InvalidURL, json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return cast("Mapping[str, object]", answer) if isinstance(answer, dict) else {}


def _dicts(values: object) -> Iterator[Mapping[str, object]]:
    for value in cast("Sequence[object]", values) if isinstance(values, list) else ():
        if isinstance(value, dict):
            yield cast("Mapping[str, object]", value)
