"""A judge that asks an entailment model (NLI): a cross-encoder that reads the quotes and the claim together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...corpus.errors import TillitError
from ..verify import NoVerdict, Verdict

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_ENTAILMENT = "entailment"

_NEEDED = 16
"""The fewest tokens of the quotes that a window must have room for beside the claim."""


class EntailmentJudge:
    """Judges by the probability that the quotes entail the claim; quotes too long for the model are read in windows."""

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model
        self._labels = {number: label.strip().lower() for number, label in model.config.id2label.items()}
        if _ENTAILMENT not in self._labels.values():
            raise TillitError(
                f"This model tells {', '.join(self._labels.values())}, but not whether a text entails another, so it "
                "cannot judge. Choose a model for natural language inference (NLI) with a label 'entailment'."
            )
        self._entailment = next(number for number, label in self._labels.items() if label == _ENTAILMENT)

    def verdict(self, claim: str, quotes: Sequence[str]) -> Verdict:
        """The probability of entailment in the window that speaks most for the claim, or the label that wins there."""
        premise = "\n".join(quote.strip() for quote in quotes if quote.strip())
        if not claim.strip() or not premise:
            return Verdict(0.0, ("empty",))
        pairs = [(window, claim) for window in self._windows(premise, claim)]
        chances = self._model.predict(pairs, apply_softmax=True, show_progress_bar=False)
        best = chances[int(chances[:, self._entailment].argmax())]
        label = self._labels[int(best.argmax())]
        return Verdict(float(best[self._entailment]), () if label == _ENTAILMENT else (label,))

    def _windows(self, premise: str, claim: str) -> list[str]:
        places = self._places(premise)
        special = self._model.tokenizer.num_special_tokens_to_add(pair=True)
        room = self._model.max_seq_length - special - len(self._places(claim))
        if room < min(_NEEDED, len(places)):
            raise NoVerdict(
                "The claim is too long for the entailment model to read with its quotes, so there is no verdict. "
                "Use a model that reads longer texts, or shorter sentences."
            )
        return [premise[places[start][0] : places[end - 1][1]] for start, end in windows(len(places), room)]

    def _places(self, text: str) -> Sequence[tuple[int, int]]:
        """Where each token stands in the text."""
        return self._model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]


def windows(length: int, size: int) -> list[tuple[int, int]]:
    """Half-open ranges of at most ``size`` that cover 0 to ``length`` and overlap by at least half their size."""
    if length <= size:
        return [(0, length)]
    starts = [*range(0, length - size, max(1, size // 2)), length - size]
    return [(start, start + size) for start in starts]


def load_entailment_judge(name: str) -> EntailmentJudge:
    """The judge of the model with a hub name or in a local folder; needs ``pip install tillit[transformers]``.

    Raises ``TillitError`` when the package or the model is missing, and when the model does not tell entailment.
    """
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise TillitError(
            "An entailment judge needs packages that are not installed. Run: pip install 'tillit[transformers]'."
        ) from error
    try:
        model = CrossEncoder(name, device="cpu")
    except (OSError, ValueError) as error:
        raise TillitError(
            f"The model '{name}' could not be loaded: {error} "
            "Give the folder of a downloaded model, or a name that sentence-transformers can fetch."
        ) from error
    return EntailmentJudge(model)
