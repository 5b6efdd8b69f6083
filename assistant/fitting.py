"""Evidence that fits a question: about the place, programme and year that it names, and with the number asked for."""

from collections.abc import Callable
from dataclasses import replace

from ..index.coverage import coverage
from ..index.generation import Generation
from ..index.types import Hit
from .answerability import answerability
from .belonging import Belonging
from .differing import Differing
from .evidence import HITS_READ, Evidence, EvidenceFinder
from .quantity import Quantity, asked_quantity
from .understand import Part
from .write.draft import Draft

_OWN_SHARE = 0.5
"""The share of a part's own words, weighted by rarity, that one passage must hold when a question has several parts."""


class FittingEvidence:
    """Finds evidence in one generation and leaves out what is about something else."""

    def __init__(self, generation: Generation, finder: EvidenceFinder) -> None:
        self._generation = generation
        self._finder = finder
        self._belonging = Belonging(generation)
        self._differing = Differing(generation)

    def find(self, part: Part, *, without: Callable[[Hit], bool] = lambda _: False) -> Evidence:
        """The evidence for ``part``, without the hits that ``without`` marks.

        It has no candidates when a number is asked for and none of them gives one of the same things.
        """
        found, vector = self._finder.hits(part)
        wanted = asked_quantity(part, lambda word: self._generation.lexical.document_frequency(word) > 0)
        hits = tuple(
            hit for hit in found if not without(hit) and (wanted is None or self._belonging.names_district(part, hit))
        )
        evidence = self._belonging.keep_candidates(part, self._finder.read(part, hits, vector))
        own = self._belonging.keep_hits(part, hits)
        if len(own) < len(hits):
            narrowed = self._belonging.keep_candidates(part, self._finder.read(part, own, vector))
            # Leaving hits out must not make a question look surer: what is left may stand out by that alone.
            evidence = min(evidence, narrowed, key=answerability)
        return evidence if wanted is None or self._is_given(wanted, evidence) else replace(evidence, candidates=())

    def is_about_itself(self, found: Evidence) -> bool:
        """Whether one part of several is met in words of its own; the parts beside it lend it theirs.

        Words in other languages cannot tell.
        """
        part = found.part
        if not part.norwegian or not part.own:
            return True
        passages = [hit.passage for hit in found.hits[:HITS_READ]]
        own = [(word,) for word in part.own]
        return any(held >= _OWN_SHARE for held in coverage(own, passages, self._generation))

    def disagreeing(self, part: Part) -> tuple[Draft, ...]:
        """What sources that disagree on the time of the thing that ``part`` asks about say, each in a sentence."""
        asked = self._differing.question(part, self._belonging.things(part), self._belonging.places(part))
        return self._differing.drafts(part, self.find(asked)) if asked else ()

    def names_a_thing(self, part: Part) -> bool:
        """Whether ``part`` names a programme, or something in the title of a document."""
        return bool(self._belonging.things(part))

    def _is_given(self, wanted: Quantity, evidence: Evidence) -> bool:
        return any(
            wanted.is_in(self._generation.unit_text(candidate.row), evidence.hits[candidate.hit].passage.text)
            for candidate in evidence.candidates
        )
