"""Whether shown sentences follow from their quotes, as a person read them who did not see the judge's verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ..metrics import share
from ..types import Shown

LABELLED = Path(__file__).parent / "labelled.jsonl"


@dataclass(frozen=True, slots=True)
class Label:
    """A person's word on a sentence and its quotes, and why; ``faithful`` is ``None`` on a sheet to be filled in."""

    case: str
    question: str
    sentence: str
    quotes: tuple[str, ...]
    faithful: bool | None = None
    reason: str = ""

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What the word is about: the same sentence on other quotes is read anew."""
        return self.case, self.sentence, self.quotes


_LABEL = TypeAdapter(Label)


def read_labels(path: Path = LABELLED) -> tuple[Label, ...]:
    """The labels in a file; none when there is no file."""
    lines = path.read_bytes().splitlines() if path.is_file() else ()
    return tuple(_LABEL.validate_json(line) for line in lines if line.strip())


def sheet(shown: Iterable[Label], labels: Iterable[Label]) -> str:
    """Lines of JSON to be filled in for those of ``shown`` that have no label yet."""
    done = {label.key for label in labels}
    return "".join(f"{_LABEL.dump_json(one).decode()}\n" for one in shown if one.key not in done)


@dataclass(frozen=True, slots=True)
class ByHand:
    """How many shown sentences are labelled, and the shares that the person and the judge found faithful of these."""

    sentences: int
    faithful: float | None
    judge: float | None
    of: int


def by_hand(shown: Mapping[Label, Shown], labels: Iterable[Label]) -> ByHand:
    """What labels say of sentences that are ``shown``, each with the judge's word on it."""
    said = {label.key: label.faithful for label in labels if label.faithful is not None}
    both = [(said[one.key], verdict.faithful) for one, verdict in shown.items() if one.key in said]
    return ByHand(
        sentences=len(both),
        faithful=share(person for person, _ in both),
        judge=share(judge is True for _, judge in both),
        of=len(shown),
    )
