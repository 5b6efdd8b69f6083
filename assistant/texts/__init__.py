"""Everything the product says to people, one TOML file a language, every file with the same keys."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import cast

from ..types import Language

LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en", "pl")


class Texts:
    """The texts of one language, looked up as ``texts["section.key"]``.

    Placeholders in braces are filled by keyword: ``texts("section.key", name="...")``.
    An unknown key raises ``KeyError``: a missing text is a defect, not something to hide.
    """

    def __init__(self, language: Language, entries: Mapping[str, str]) -> None:
        self.language = language
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> str:
        return self._entries[key]

    def __call__(self, key: str, **values: object) -> str:
        """The text at ``key`` with its placeholders filled."""
        return self._entries[key].format(**values)

    def keys(self) -> frozenset[str]:
        """Every key, as ``section.key``."""
        return frozenset(self._entries)


@cache
def load_texts() -> Mapping[Language, Texts]:
    """The texts of every language, read once."""
    return {language: _read(language) for language in LANGUAGES}


def _read(language: Language) -> Texts:
    raw = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    entries = {
        f"{section}.{key}": text
        for section, texts in cast("dict[str, dict[str, str]]", raw).items()
        for key, text in texts.items()
    }
    return Texts(language, entries)
