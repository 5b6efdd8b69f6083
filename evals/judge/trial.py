"""The judge that comes along on trial: as it is, and on each kind of claim fitted without that kind."""

from collections.abc import Callable, Iterable, Sequence

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.storage.kvstore import SimpleKVStore

from ...assistant.judge.local import local_judge
from ..dataset import Part
from .claims import Claim, JudgeReport, judge_all, measured
from .fit import read_by, samples_to_fit_on
from .left_out import left_out

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
    verdicts = judge_all(judge, shown(claims))
    unfitted = left_out(samples_to_fit_on(embedder, dev), read_by(judge, claims)) if dev else None
    return measured(verdicts, "local", part, left_out=unfitted)
