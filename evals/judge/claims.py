"""The judge is judged: claims that are known to follow from their quotes, or not, and what a judge says of them."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from ...assistant.verify import STRICT, SUPPORTED, Judge, NoVerdict
from ...corpus.errors import TillitError
from ..dataset import Part
from ..metrics import auroc, mean, share, wilson_interval
from .agreement import Agreement, agreement

CLAIMS = Path(__file__).parent.parent / "claims"
FROZEN = CLAIMS / "FROZEN"
PARTS: tuple[Part, ...] = ("dev", "accept", "test")

POINTS = (0.3, 0.4, SUPPORTED, 0.6, STRICT, 0.75)
"""Thresholds that a report tells the worth at: what it costs to catch more."""

ALL_KINDS = "all"
"""The name of all kinds together, beside those of each."""

Kind = Literal[
    "number",
    "date",
    "unit",
    "entity",
    "role",
    "negation",
    "quantifier",
    "condition",
    "addition",
    "wrong-citation",
    "stitched",
    "paraphrase",
    "order",
    "synonym",
    "nynorsk",
    "voice",
    "natural",
]
"""How a claim was made: eleven ways to corrupt a proven sentence, five to keep its meaning, and a model's own words."""


class Claim(BaseModel):
    """A claim, the quotes it is held against, and whether it follows from them, by the judgement of a reader.

    ``base`` groups what was made from the same quotes: all of it lies in one ``part``. ``by`` says whether a person or
    the local language model wrote the claim; ``reason`` why a reader found it unsupported.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    base: str
    part: Part
    kind: Kind
    by: Literal["hand", "llm"]
    quotes: Annotated[tuple[str, ...], Field(min_length=1)]
    claim: Annotated[str, Field(min_length=1)]
    supported: bool
    reason: str = ""


_CLAIM = TypeAdapter(Claim)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the Wilson 95 % interval."""

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with the support that a judge gave it."""

    claim: Claim
    support: float
    findings: tuple[str, ...]

    @property
    def believed(self) -> bool:
        """Whether the judge would let the claim be shown."""
        return self.support >= SUPPORTED

    @property
    def right(self) -> bool:
        """Whether the judge and the reader agree."""
        return self.believed == self.claim.supported


@dataclass(frozen=True, slots=True)
class Trial:
    """What a judge said of claims; ``no_verdict`` counts those on which it said nothing, by the reason."""

    judged: tuple[Judged, ...]
    no_verdict: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A claim on which judge and reader differ."""

    id: str
    claim: str
    supported: bool
    support: float
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a judge is worth on some claims.

    ``caught`` are the unsupported claims seen as such and ``false_alarms`` the supported ones that were not, in all and
    by kind.
    """

    claims: int
    auroc: float | None
    balanced_accuracy: float | None
    caught: Mapping[str, Share]
    false_alarms: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Point:
    """What a judge is worth on claims made on purpose when ``threshold`` is the support from which on it believes."""

    threshold: float
    caught: Share
    false_alarms: Share


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """What the judge called ``judge`` is worth on claims of ``part``.

    ``made`` are the claims made on purpose, in all and ``by`` whom, and believed from other ``points`` on; ``natural``
    are the sentences that a model wrote unasked; ``left_out`` are the made ones again, each kind by the judge fitted
    without it, where there is one to fit. ``agreement`` is with the readers, ``with_local`` with the judge that comes
    along. ``mistakes`` come the surest first; those of the test part are left out, since who sees them works for them.
    """

    judge: str
    part: Part
    made: Worth
    natural: Worth
    by: Mapping[str, Worth]
    points: tuple[Point, ...]
    left_out: Worth | None
    agreement: Agreement
    with_local: Agreement | None
    no_verdict: Mapping[str, int]
    mistakes: tuple[Mistake, ...]


def load_claims(folder: Path = CLAIMS) -> tuple[Claim, ...]:
    """The claims of a folder's JSON-lines files, in the order of their names.

    Raises ``TillitError`` for a line that is not a claim, an id given twice, and a base in two parts.
    """
    claims: list[Claim] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            try:
                claims.append(_CLAIM.validate_json(line))
            except ValidationError as error:
                raise TillitError(f"{path}, line {number} is not a claim. Correct it: {error}") from error
    ids = [claim.id for claim in claims]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise TillitError(f"These claims have the same id; give each its own: {', '.join(twice)}")
    parts: dict[str, set[Part]] = {}
    for claim in claims:
        parts.setdefault(claim.base, set()).add(claim.part)
    if split := sorted(base for base, found in parts.items() if len(found) > 1):
        raise TillitError(f"The claims of a base must be in one part, but these are in several: {', '.join(split)}")
    return tuple(claims)


def frozen_lines(claims: Sequence[Claim]) -> str:
    """The content of ``FROZEN``: a line for each part with its number of claims and their SHA-256, in any order."""
    lines: list[str] = []
    for part in PARTS:
        own = sorted(claim.model_dump_json() for claim in claims if claim.part == part)
        lines.append(f"{part} {len(own)} {hashlib.sha256(chr(10).join(own).encode()).hexdigest()}\n")
    return "".join(lines)


def evenly(claims: Sequence[Claim], limit: int) -> tuple[Claim, ...]:
    """At most ``limit`` claims, as many of each kind as there are, always the same ones."""
    mixed = sorted(claims, key=lambda claim: hashlib.sha256(claim.id.encode()).digest())
    seen: Counter[Kind] = Counter()
    turns: list[tuple[int, Kind, Claim]] = []
    for claim in mixed:
        turns.append((seen[claim.kind], claim.kind, claim))
        seen[claim.kind] += 1
    return tuple(claim for _, _, claim in sorted(turns, key=lambda turn: turn[:2])[:limit])


def judge_all(judge: Judge, claims: Iterable[Claim]) -> Trial:
    """Every claim with the judge's verdict; no verdict is counted, never guessed."""
    judged: list[Judged] = []
    reasons: Counter[str] = Counter()
    for claim in claims:
        try:
            verdict = judge.verdict(claim.claim, claim.quotes)
        except NoVerdict as error:
            reasons[str(error)] += 1
        else:
            judged.append(Judged(claim, verdict.support, verdict.findings))
    return Trial(tuple(judged), dict(sorted(reasons.items())))


def measured(
    trial: Trial, judge: str, part: Part, *, left_out: Sequence[Judged] | None = None, local: Trial | None = None
) -> JudgeReport:
    """What a trial on claims of ``part`` says of the judge, beside the trials of it unfitted and of the local one."""
    judged = trial.judged
    made = _made(judged)
    wrong = [] if part == "test" else [one for one in judged if not one.right]
    return JudgeReport(
        judge=judge,
        part=part,
        made=worth(made),
        natural=worth([one for one in judged if one.claim.kind == "natural"]),
        by={writer: worth([one for one in made if one.claim.by == writer]) for writer in ("hand", "llm")},
        points=tuple(_point(made, threshold) for threshold in POINTS),
        left_out=None if left_out is None else worth(_made(left_out)),
        agreement=agreement([(one.believed, one.claim.supported) for one in judged]),
        with_local=None if local is None else _agreement(judged, local.judged),
        no_verdict=trial.no_verdict,
        mistakes=tuple(
            Mistake(one.claim.id, one.claim.claim, one.claim.supported, one.support, one.findings)
            for one in sorted(wrong, key=lambda one: (-abs(one.support - SUPPORTED), one.claim.id))
        ),
    )


def _point(judged: Sequence[Judged], threshold: float) -> Point:
    bad, good = ([one.support for one in judged if one.claim.supported is side] for side in (False, True))
    suspected = (sum(support < threshold for support in side) for side in (bad, good))
    caught, alarms = (wilson(hits, len(side)) for hits, side in zip(suspected, (bad, good), strict=True))
    return Point(threshold, caught, alarms)


def _made(judged: Iterable[Judged]) -> list[Judged]:
    return [one for one in judged if one.claim.kind != "natural"]


def _agreement(judged: Sequence[Judged], others: Sequence[Judged]) -> Agreement:
    """How far two judges agree on the claims that both have a verdict on."""
    theirs = {one.claim.id: one.believed for one in others}
    return agreement([(one.believed, theirs[one.claim.id]) for one in judged if one.claim.id in theirs])


def worth(judged: Sequence[Judged]) -> Worth:
    """What some verdicts are worth together."""
    bad = [one for one in judged if not one.claim.supported]
    good = [one for one in judged if one.claim.supported]
    rates = (share(one.right for one in bad), share(one.right for one in good))
    return Worth(
        claims=len(judged),
        auroc=auroc([one.support for one in good], [one.support for one in bad]),
        balanced_accuracy=None if None in rates else mean(rates),
        caught=_shares(bad, lambda one: one.right),
        false_alarms=_shares(good, lambda one: not one.right),
    )


def _shares(judged: Sequence[Judged], what: Callable[[Judged], bool]) -> Mapping[str, Share]:
    """In all, then by kind in the order of their names."""
    kinds = sorted({one.claim.kind for one in judged})
    groups = {ALL_KINDS: list(judged), **{kind: [one for one in judged if one.claim.kind == kind] for kind in kinds}}
    return {name: wilson(sum(map(what, group)), len(group)) for name, group in groups.items()}


def wilson(hits: int, of: int) -> Share:
    """A share with its 95 % score interval."""
    if not of:
        return Share(0, 0, None, None, None)
    return Share(hits, of, hits / of, *wilson_interval(hits, of))
