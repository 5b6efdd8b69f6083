"""One answer while it grows: a draft is proven and shown as it is, held back, replaced by its quotes, or left out."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ..corpus.types import Unit
from .compose import Composition
from .types import Citation, Piece, Sentence
from .verify import Proof
from .write.draft import Draft, Worded
from .write.leaning import links, points
from .write.quotable import Explained

_MOST_QUOTED = 150
"""Words of quotes that stand in for sentences that could not be proven, at most."""


class Showing:
    """Lets through only what is proven and not ``hidden``, and counts what became of a model's own sentences."""

    def __init__(
        self, proof: Proof, explained: Explained, composition: Composition, hidden: Callable[[str], bool]
    ) -> None:
        self._proof = proof
        self._hidden = hidden
        self._explained = explained
        self._composition = composition
        self._quoted: set[tuple[str, Unit]] = set()
        self._last_worded = False
        self._words = 0
        self.sentences: tuple[Sentence, ...] = ()
        self._failed: list[Worded] = []
        self.kept = self.replaced = 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of what is shown, in order."""
        return self._composition.citations

    def show(self, draft: Draft | Worded) -> Piece | None:
        """What is shown of ``draft``; ``None`` when that is nothing, nothing new, or nothing yet.

        A sentence that cannot be proven is held back for a second try, and after that replaced by its quotes.
        """
        if isinstance(draft, Draft):
            return self._piece(self._quote((draft,)))
        if any(sentence.text == draft.text for sentence in self.sentences):
            return None
        piece = self._word(draft)
        if piece:
            self.kept += 1
            return piece
        if not draft.again:
            self._failed.append(draft)
            # What comes next may point at what is missing here.
            self._last_worded = False
            return None
        self.replaced += 1
        return self._piece(self._quote(self._explained(draft.rests_on), _MOST_QUOTED))

    def failed(self) -> tuple[Worded, ...]:
        """The sentences that were held back since this was last asked."""
        failed, self._failed = tuple(self._failed), []
        return failed

    def _word(self, worded: Worded) -> Piece | None:
        """``worded`` in its own words, where these are proven and can be understood where they stand.

        What was held back stands apart from what it followed.
        """
        if (points(worded.text) or links(worded.text)) and (worded.again or not self._last_worded):
            return None
        composition, (sentence,) = self._composition.worded(worded)
        if any(
            self._hidden(citation.quote) for citation in composition.citations if citation.number in sentence.citations
        ):
            return None
        if not self._proof.follows(sentence, {citation.number: citation for citation in composition.citations}):
            return None
        self._last_worded = True
        return self._piece((composition, (sentence,)))

    def _quote(self, drafts: Iterable[Draft], most: int | None = None) -> tuple[Composition, tuple[Sentence, ...]]:
        """The composition with those units of ``drafts`` that were not shown and stand, and their sentences."""
        composition, sentences = self._composition, list[Sentence]()
        for draft in drafts:
            units = tuple(unit for unit in draft.units if (draft.document_id, unit) not in self._quoted)
            if not units:
                continue
            longer, quoted = composition.quoted(replace(draft, units=units))
            cited = {citation.number: citation for citation in longer.citations}
            words = sum(len(sentence.text.split()) for sentence in quoted)
            if not all(self._proof.holds(sentence, cited) and not self._hidden(sentence.text) for sentence in quoted):
                continue
            if most is not None and self._words + words > most:
                continue
            self._words += words if most is not None else 0
            self._quoted.update((draft.document_id, unit) for unit in units)
            composition = longer
            sentences += quoted
            self._last_worded = False
        return composition, tuple(sentences)

    def _piece(self, composed: tuple[Composition, tuple[Sentence, ...]]) -> Piece | None:
        composition, sentences = composed
        if not sentences:
            return None
        new = composition.citations[len(self.citations) :]
        self._composition = composition
        self.sentences += sentences
        return Piece(sentences, new)
