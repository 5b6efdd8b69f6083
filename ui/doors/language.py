"""The language of pages that come before any question: the browser's, where we have it."""

from starlette.datastructures import Headers
from starlette.types import Scope

from ...assistant.types import Language

_SPOKEN: dict[str, Language] = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en", "pl": "pl"}


def wanted_language(scope: Scope) -> Language:
    """The first language of the Accept-Language header that there are texts in; bokmål when there is none.

    Browsers list languages in the order of preference, so the weights add nothing.
    """
    for entry in Headers(scope=scope).get("accept-language", "").split(","):
        language = _SPOKEN.get(entry.split(";")[0].split("-")[0].strip().lower())
        if language:
            return language
    return "nb"
