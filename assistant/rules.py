"""The word lists beside the code, and the patterns made of them."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_rules(name: str) -> Any:  # noqa: ANN401 - the shape of a TOML file is its reader's to know
    """The content of the TOML file of that name in this package; all who read it share it, and none changes it."""
    return tomllib.loads(files("tillit.assistant").joinpath(name).read_text(encoding="utf-8"))


def whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the regular expressions as whole words, without regard to case."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
