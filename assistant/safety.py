"""Questions that must never be answered from documents: treatment, medicines, emergencies, a patient in one's care.

The documents tell of medicine routines and acute bags as matters of organisation; asking about these is fine. What is
told apart here is asking what to do with a body: an acute event, a call for help, a medicine by name, a measured
value, or a clinical matter together with the words of someone about to act or with one patient.
"""

import re
from collections.abc import Sequence

from .rules import read_rules, whole_words


class SafetyRules:
    """The rules of ``safety.toml``, compiled once."""

    def __init__(self) -> None:
        rules: dict[str, list[str]] = read_rules("safety.toml")
        self._always = _any_of([*rules["acute"], *rules["help"], *rules["medicine"], *rules["somebody"]])
        self._clinical = _any_of(rules["clinical"])
        self._somebody_cared_for = _any_of([*rules["about_to_act"], *rules["patient"]])

    def is_unsafe(self, text: str, *, about_person: bool) -> bool:
        """Whether ``text`` asks for clinical or acute advice, or is about one identifiable patient.

        ``about_person`` tells that somebody is described by name, age or role.
        """
        if about_person or self._always.search(text):
            return True
        return bool(self._clinical.search(text) and self._somebody_cared_for.search(text))


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return whole_words(pattern.replace(" ", r"\s+") for pattern in patterns)
