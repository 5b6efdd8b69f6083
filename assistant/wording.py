"""A question in the words of the documents: bokmål for nynorsk and dialect, Norwegian glosses for other languages."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

_ENDING = 5
"""Letters that may follow a gloss's stem: "koordynator" has its plural "koordynatorzy", "schwed" its "schwedische"."""


class Wording:
    """Rewrites questions by ``nynorsk.toml`` and ``glosses.toml``; what these do not know stays as it is."""

    def __init__(self) -> None:
        nynorsk = _read("nynorsk.toml")
        self._forms: list[tuple[Mapping[str, str], re.Pattern[str]]] = [
            (nynorsk[name], re.compile(rf"{before}(?:{_longest_first(nynorsk[name])}){after}", re.IGNORECASE))
            for name, before, after in (
                ("words", r"(?<![\w.-])", r"(?![\w-])"),
                ("stems", "", ""),
                ("endings", "", r"\b"),
            )
        ]
        self._glosses = [
            (glosses, re.compile(rf"\b({_longest_first(glosses)})\w{{0,{_ENDING}}}\b"))
            for glosses in _read("glosses.toml").values()
        ]

    def bokmal(self, text: str) -> str:
        """``text``, which is Norwegian, with nynorsk and dialect in their bokmål form."""
        for forms, pattern in self._forms:
            text = pattern.sub(lambda match, forms=forms: forms.get(match[0].lower(), match[0]), text)
        return text

    def gloss(self, text: str) -> str:
        """Norwegian words for those of ``text``, by the language that knows most of its letters; empty if none does."""
        found = [(glosses, list(pattern.finditer(text.lower()))) for glosses, pattern in self._glosses]
        glosses, matches = max(found, key=lambda known: sum(len(match[0]) for match in known[1]))
        return " ".join(dict.fromkeys(glosses[match[1]] for match in matches))


def _longest_first(stems: Mapping[str, str]) -> str:
    return "|".join(re.escape(stem) for stem in sorted(stems, key=lambda stem: (-len(stem), stem)))


def _read(name: str) -> Any:  # noqa: ANN401 - the shape of a TOML file is its reader's to know
    return tomllib.loads(files("tillit.assistant").joinpath(name).read_text(encoding="utf-8"))
