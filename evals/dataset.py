"""The cases: what staff ask, where the answer stands, and what an answer has to show."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from ..assistant.types import Notice, Question, RefusalReason, Turn
from ..corpus.errors import TillitError
from ..corpus.types import Document, Span

Part = Literal["dev", "accept", "test"]
"""Fit and look on dev, keep or drop an idea on accept, run test once for a report."""

Register = Literal["nb", "nn", "dialect", "keywords", "en", "pl", "de", "so"]
Kind = Literal[
    "fact",
    "list",
    "definition",
    "why",
    "across",
    "follow-up",
    "two-part",
    "false-premise",
    "injection",
    "near-miss",
    "missing-detail",
    "elsewhere",
    "later",
    "opinion",
    "far-off",
    "clinical",
    "personal-data",
    "points-back",
]
"""What a question is like: from ``near-miss`` on it has no answer in the documents."""

Weight = Literal["vital", "okay", "trap"]

CASES = Path(__file__).parent / "cases"
FROZEN = CASES / "FROZEN"
FROZEN_PARTS: tuple[Part, ...] = ("accept", "test")


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in a document, named by what stands there; white space counts as white space, however much of it."""

    document: str
    text: str

    def spans_in(self, text: str) -> tuple[Span, ...]:
        """Every place in ``text`` where the quote stands."""
        pattern = r"\s+".join(re.escape(word) for word in self.text.split())
        return tuple(Span(*match.span()) for match in re.finditer(pattern, text))


Evidence = tuple[Quote, ...]
"""A required passage: any one of its places will do."""


@dataclass(frozen=True, slots=True)
class Nugget:
    """One thing that an answer must show (vital), may show (okay) or must not show (trap).

    ``pattern`` is a regular expression, case-insensitive, that finds it in the wording of every corpus.
    """

    weight: Weight
    text: str
    pattern: str

    def found_in(self, text: str) -> bool:
        """Whether ``text`` says it."""
        return re.search(self.pattern, text, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what is expected of the answer; cases of one cluster ask for the same fact."""

    id: str
    cluster: str
    part: Part
    kind: Kind
    register: Register
    question: Question
    evidence: tuple[Evidence, ...] = ()
    nuggets: tuple[Nugget, ...] = ()
    refusal: RefusalReason | None = None
    notices: tuple[Notice, ...] = ()

    def of_weight(self, weight: Weight) -> tuple[Nugget, ...]:
        """The nuggets of one weight."""
        return tuple(nugget for nugget in self.nuggets if nugget.weight == weight)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Place(_Strict):
    document: str
    quote: str = Field(min_length=1)


class _NuggetEntry(_Strict):
    vital: str | None = None
    okay: str | None = None
    trap: str | None = None
    pattern: str

    @model_validator(mode="after")
    def _one_weight(self) -> "_NuggetEntry":
        if sum(text is not None for text in (self.vital, self.okay, self.trap)) != 1:
            raise ValueError("a nugget is either vital, okay or trap")
        try:
            _ = re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"the pattern '{self.pattern}' is no regular expression: {error}") from error
        return self

    def nugget(self) -> Nugget:
        if self.vital is not None:
            return Nugget("vital", self.vital, self.pattern)
        if self.okay is not None:
            return Nugget("okay", self.okay, self.pattern)
        return Nugget("trap", self.trap or "", self.pattern)


class _Expected(_Strict):
    """What a cluster and a case may both say; what the case says wins."""

    kind: Kind | None = None
    evidence: tuple[tuple[_Place, ...], ...] | None = None
    nuggets: tuple[_NuggetEntry, ...] | None = None
    refusal: RefusalReason | None = None
    notices: tuple[Notice, ...] | None = None


class _CaseEntry(_Expected):
    id: str
    spoken: Register = Field(alias="register")
    question: str
    history: tuple[str, ...] = ()


class _Cluster(_Expected):
    id: str
    split: Part
    case: tuple[_CaseEntry, ...]

    def cases(self) -> Iterable[Case]:
        for entry in self.case:
            said = self.model_dump(include=set(_Expected.model_fields), exclude_none=True)
            said |= entry.model_dump(include=set(_Expected.model_fields), exclude_none=True)
            expected = _Expected.model_validate(said)
            if expected.kind is None:
                raise ValueError(f"the case '{entry.id}' has no kind")
            yield Case(
                id=entry.id,
                cluster=self.id,
                part=self.split,
                kind=expected.kind,
                register=entry.spoken,
                question=Question(entry.question, _turns(entry.history), engine="extractive"),
                evidence=tuple(
                    tuple(Quote(place.document, place.quote) for place in places) for places in expected.evidence or ()
                ),
                nuggets=tuple(nugget.nugget() for nugget in expected.nuggets or ()),
                refusal=expected.refusal,
                notices=expected.notices or (),
            )


class _File(_Strict):
    cluster: tuple[_Cluster, ...]


def _turns(history: Sequence[str]) -> tuple[Turn, ...]:
    """Messages in turn, the asker's first."""
    return tuple(Turn("assistant" if i % 2 else "user", content) for i, content in enumerate(history))


def load_cases(folder: Path = CASES) -> tuple[Case, ...]:
    """The cases of all TOML files in ``folder``; raises ``TillitError`` naming the file and what is wrong in it."""
    cases: list[Case] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
            cases += [case for cluster in file.cluster for case in cluster.cases()]
        except (ValueError, ValidationError) as error:
            raise TillitError(f"The cases in {path} cannot be used. Correct the file: {error}") from error
    return tuple(cases)


def in_part(cases: Iterable[Case], part: Part) -> tuple[Case, ...]:
    """The cases of one part."""
    return tuple(case for case in cases if case.part == part)


def places(evidence: Evidence, documents: Iterable[Document]) -> tuple[tuple[str, Span], ...]:
    """Where a required passage stands in ``documents``, as (document id, span); empty when it stands nowhere."""
    return tuple(
        (document.source.id, span)
        for document in documents
        for quote in evidence
        if quote.document == document.source.id
        for span in quote.spans_in(document.text)
    )


_CASE_LIST = TypeAdapter(list[dict[str, object]])


def frozen_lines(cases: Sequence[Case]) -> str:
    """The content of the ``FROZEN`` file: a line for each frozen part with its number of cases and their SHA-256."""
    return "".join(f"{part} {len(in_part(cases, part))} {digest(in_part(cases, part))}\n" for part in FROZEN_PARTS)


def digest(cases: Iterable[Case]) -> str:
    """A SHA-256 over everything that the cases say, the same whatever their order."""
    rows = [asdict(case) for case in sorted(cases, key=lambda case: case.id)]
    return hashlib.sha256(_CASE_LIST.dump_json(rows)).hexdigest()
