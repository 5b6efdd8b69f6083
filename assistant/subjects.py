"""What a question is about that an answer cannot do without naming: holidays, the police, a password, sick leave.

A passage that never speaks of it is about something else, however near in meaning.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

Forms = tuple[str, ...]
"""Words in lower case, of which a star stands for any letters."""

_OPENINGS = (2, 3)
"""The numbers of letters by which forms are looked up: those of the shortest, and of all others."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """Something concrete that is asked about: how questions name it, in Norwegian or not, and how texts do."""

    norwegian: Forms
    foreign: Forms
    told: Forms


_ByOpening = Mapping[str, list[tuple[str, _Subject]]]
"""Runs of letters, each with a subject that has it in a form, by the first letters of the run."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a question names, and the forms of which a text that tells of it holds one."""

    told: Forms

    def is_in(self, text: str) -> bool:
        """Whether a Norwegian ``text`` names it."""
        return bool(_finds(self.told).search(text.lower()))


class Subjects:
    """Reads which subjects of ``subjects.tsv`` a question names."""

    def __init__(self) -> None:
        self._norwegian, self._foreign = _read_subjects()

    def named(self, text: str, *, norwegian: bool) -> tuple[Subject, ...]:
        """The subjects that a question names; of what is part of a longer name only the whole."""
        lower = text.lower()
        by_opening = self._norwegian if norwegian else self._foreign
        likely = dict.fromkeys(
            subject
            for at in range(len(lower))
            for size in _OPENINGS
            for core, subject in by_opening.get(lower[at : at + size], ())
            if lower.startswith(core, at)
        )
        told: defaultdict[tuple[int, int], Forms] = defaultdict(tuple)
        for subject in likely:
            if found := _finds(subject.norwegian if norwegian else subject.foreign).search(lower):
                told[found.span()] += subject.told
        return tuple(Subject(forms) for span, forms in told.items() if not any(_within(span, other) for other in told))


@cache
def _read_subjects() -> tuple[_ByOpening, _ByOpening]:
    """All subjects by their Norwegian forms, and by the others, read once for all indexes."""
    lines = files("tillit.assistant").joinpath("subjects.tsv").read_text(encoding="utf-8").splitlines()
    subjects = [_read(line) for line in lines]
    return (
        _by_opening((subject, subject.norwegian) for subject in subjects),
        _by_opening((subject, subject.foreign) for subject in subjects),
    )


def _read(line: str) -> _Subject:
    asked, also, *foreign = (tuple(field.split(",")) if field else () for field in line.split("\t"))
    return _Subject(asked, tuple(form for forms in foreign for form in forms), (*asked, *also))


def _by_opening(subjects: Iterable[tuple[_Subject, Forms]]) -> _ByOpening:
    """The subjects, each with the longest run of letters of one of its forms, by the first letters of that run.

    A text that holds the form holds the run: so that thousands of forms need not be looked for in each question.
    """
    found: defaultdict[str, list[tuple[str, _Subject]]] = defaultdict(list)
    for subject, forms in subjects:
        for form in forms:
            core = max(form.split("*"), key=len)
            found[core[: max(_OPENINGS)]].append((core, subject))
    return found


@lru_cache(maxsize=1_000)
def _finds(forms: Forms) -> re.Pattern[str]:
    patterns = (re.escape(form).replace("\\*", r"\w*") for form in forms)
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]
