"""Questions that a language model wrote from documents' text alone, without a look at the cases: see ``pairs``."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

Corpus = Literal["shipped", "originals"]
"""The documents that ship with the product, or the originals that these retell."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, and the document and first characters of the sentence, item or row that answers it."""

    document: str
    opening: str
    question: str


HELD_OUT = 5
"""Of the questions without an answer every so manieth is not learned from: those ``bench/near_misses`` asks."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the documents do not answer though it sounds as if they might, and of what kind it is."""

    kind: str
    question: str


@dataclass(frozen=True, slots=True)
class Twins:
    """A question with what answers it, and one that sounds much like it and that nothing answers."""

    answered: Pair
    unanswered: str


def read_pairs(corpus: Corpus = "shipped") -> tuple[Pair, ...]:
    """The questions about the documents of ``corpus`` that were written to learn from, in the order of the file."""
    return tuple(Pair(*line.split("\t")) for line in _lines(f"{corpus}.tsv"))


def read_unanswered(corpus: Corpus = "shipped") -> tuple[Unanswered, ...]:
    """The questions about the subjects of ``corpus`` that its documents leave open, in the order of the file."""
    return tuple(Unanswered(*line.split("\t")) for line in _lines(f"{corpus}-unanswered.tsv"))


def read_twins(corpus: Corpus = "shipped") -> tuple[Twins, ...]:
    """The twin questions about the documents of ``corpus``, which no model learns from, in the order of the file."""
    lines = (line.split("\t") for line in _lines(f"{corpus}-twins.tsv"))
    return tuple(Twins(Pair(*answered), unanswered) for *answered, unanswered in lines)


def read_elsewhere() -> tuple[str, ...]:
    """The questions on other subjects."""
    return tuple(_lines("elsewhere.txt"))


def _lines(name: str) -> list[str]:
    return files(__package__ or "").joinpath("pairs", name).read_text(encoding="utf-8").splitlines()
