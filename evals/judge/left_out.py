"""Leave one kind out: what the judge sees of a kind of claim that it was not fitted on."""

from collections.abc import Callable, Sequence

from ...assistant.judge.local import JudgeModel
from .claims import Judged
from .fit import Sample, fit, judged


def left_out(
    fitted_on: Sequence[Sample], tried_on: Sequence[Sample], model_of: Callable[[Sequence[Sample]], JudgeModel] = fit
) -> tuple[Judged, ...]:
    """The verdicts on ``tried_on``, those on each kind by a model fitted on ``fitted_on`` without that kind."""
    found: list[Judged] = []
    for kind in sorted({sample.claim.kind for sample in tried_on}):
        model = model_of([sample for sample in fitted_on if sample.claim.kind != kind])
        found.extend(judged(model, [sample for sample in tried_on if sample.claim.kind == kind]))
    return tuple(found)
