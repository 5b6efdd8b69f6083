"""What the page tells of the judge, as rows of text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...assistant.verify import STRICT, SUPPORTED
from ..judge.agreement import Agreement
from ..judge.claims import ALL_KINDS, JudgeReport, Mistake, Share, Worth, wilson
from .plots import HeatMap, heat_map
from .wording import NOTHING, number

MISTAKES = 20
"""Claims on which judge and readers differ that the page shows at most."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A share as the table tells it."""

    text: str
    interval: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """What a judge is worth on some claims; ``is_part`` marks claims that a row above counts too."""

    title: str
    is_part: bool
    caught: Counted
    false_alarms: Counted
    auroc: str
    balanced: str


@dataclass(frozen=True, slots=True)
class KindBlock:
    """What a judge makes of each kind of claim: a share for each column."""

    title: str
    rows: tuple[tuple[str, tuple[Counted, ...]], ...]


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A judge beside others on claims that readers labelled; ``missing`` counts those that it said nothing of."""

    judge: str
    claims: int
    missing: int
    agrees: str
    kappa: str
    with_local: str
    caught: Counted
    false_alarms: Counted


@dataclass(frozen=True, slots=True)
class PointRow:
    """What a judge is worth when it believes from a threshold on."""

    threshold: str
    caught: Counted
    false_alarms: Counted


@dataclass(frozen=True, slots=True)
class JudgeSection:
    """All that the page tells of the judge."""

    agreement: Agreement
    trials: tuple[TrialRow, ...]
    columns: tuple[str, ...]
    blocks: tuple[KindBlock, ...]
    heat: HeatMap | None
    mistakes: tuple[Mistake, ...]
    others: tuple[OtherRow, ...]
    points: tuple[PointRow, ...]


def judge_section(judge: JudgeReport, others: Sequence[JudgeReport]) -> JudgeSection:
    """The section on ``judge``, with a row for each of ``others`` and itself where there are any."""
    by_kind = {"as it is": judge.made, **({"kind left out": judge.left_out} if judge.left_out else {})}
    return JudgeSection(
        agreement=judge.agreement,
        trials=tuple(_trials(judge)),
        columns=tuple(by_kind),
        blocks=(
            _block("Caught", [worth.caught for worth in by_kind.values()]),
            _block("False alarms", [worth.false_alarms for worth in by_kind.values()]),
        ),
        heat=heat_map(by_kind),
        mistakes=judge.mistakes[:MISTAKES],
        others=tuple(_other(one) for one in (judge, *others)) if others else (),
        points=tuple(
            PointRow(_threshold(one.threshold), _counted(one.caught), _counted(one.false_alarms))
            for one in judge.points
            if one.caught.of
        ),
    )


def _threshold(value: float) -> str:
    name = {SUPPORTED: ", the judge's own", STRICT: ", strict"}.get(value, "")
    return f"{value:.2f}{name}"


def _trials(judge: JudgeReport) -> list[TrialRow]:
    trials = (
        ("Made on purpose", False, judge.made),
        ("by hand", True, judge.by.get("hand")),
        ("by a model", True, judge.by.get("llm")),
        ("kind left out", True, judge.left_out),
        ("A model's own", False, judge.natural),
    )
    return [_trial(title, worth, is_part=is_part) for title, is_part, worth in trials if worth and worth.claims]


def _trial(title: str, worth: Worth, *, is_part: bool) -> TrialRow:
    return TrialRow(
        title,
        is_part,
        _counted(worth.caught[ALL_KINDS]),
        _counted(worth.false_alarms[ALL_KINDS]),
        number(worth.auroc, "AUROC"),
        number(worth.balanced_accuracy, "balanced accuracy"),
    )


def _block(title: str, trials: Sequence[Mapping[str, Share]]) -> KindBlock:
    kinds = sorted({kind for shares in trials for kind in shares}, key=lambda kind: (kind != ALL_KINDS, kind))
    return KindBlock(title, tuple((kind, tuple(_counted(shares.get(kind)) for shares in trials)) for kind in kinds))


def _other(judge: JudgeReport) -> OtherRow:
    both = (judge.made, judge.natural)
    return OtherRow(
        judge=judge.judge,
        claims=judge.agreement.claims,
        missing=sum(judge.no_verdict.values()),
        agrees=_percent(judge.agreement.share),
        kappa=number(judge.agreement.kappa, "kappa"),
        with_local=_percent(judge.with_local.share) if judge.with_local else NOTHING,
        caught=_counted(_together([worth.caught[ALL_KINDS] for worth in both])),
        false_alarms=_counted(_together([worth.false_alarms[ALL_KINDS] for worth in both])),
    )


def _together(shares: Sequence[Share]) -> Share:
    return wilson(sum(share.hits for share in shares), sum(share.of for share in shares))


def _counted(share: Share | None) -> Counted:
    if share is None or share.value is None:
        return Counted(NOTHING, "")
    # Two decimals: of some fifty claims a third would say nothing.
    return Counted(f"{share.hits} of {share.of}", f"{share.low:.2f} – {share.high:.2f}")


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.0%}"
