"""The judge that comes along on trial: as it is, and on each kind of claim fitted without that kind."""

from collections.abc import Callable, Iterable, Sequence

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.storage.kvstore import SimpleKVStore

from ...assistant.judge.local import LocalJudge, local_judge
from ..dataset import Part
from .claims import Claim, Judged, JudgeReport, Trial, measured
from .fit import Sample, read_by, samples_to_fit_on
from .left_out import left_out

LOCAL = "local"
"""What reports call the judge that comes along."""

Shown = Callable[[Sequence[Claim]], Iterable[Claim]]
"""The claims again, while somebody is shown how far they have been gone through."""


def try_local(
    embedder: BaseEmbedding, claims: Sequence[Claim], part: Part, dev: Sequence[Claim] = (), shown: Shown = iter
) -> JudgeReport:
    """What the local judge is worth on ``claims`` of ``part``.

    With the claims of ``dev``, which it is fitted on, also what it sees of each kind when it is fitted without it.
    """
    # The claims of one base are held against the same quotes, again and again.
    embedder = embedder.model_copy(update={"embeddings_cache": SimpleKVStore()})
    judge = local_judge(embedder)
    samples = read_by(judge, shown(claims))
    unfitted = left_out(samples_to_fit_on(embedder, dev), samples) if dev else None
    return measured(Trial(tuple(_judged(judge, one) for one in samples), {}), LOCAL, part, left_out=unfitted)


def _judged(judge: LocalJudge, sample: Sample) -> Judged:
    verdict = judge.obvious(sample.claim.claim, sample.claim.quotes) or judge.weighed(sample.features)
    return Judged(sample.claim, verdict.support, verdict.findings)
