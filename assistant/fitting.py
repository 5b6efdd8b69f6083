"""Evidence that fits a question: about the place, programme and year that it names, and with the number asked for."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from ..corpus.provenance import origin_at
from ..corpus.types import Source
from ..index.coverage import coverage, found_in, share, stems_in
from ..index.generation import Generation, context_of
from ..index.lexical import stem
from ..index.types import Hit
from .answerability import answerability
from .belonging import Belonging
from .differing import Differing
from .evidence import HITS_READ, Candidate, Evidence, EvidenceFinder
from .subjects import Subject, Subjects
from .understand import Part, asked_last
from .wanted import Wanted, Wants
from .write.draft import Draft
from .write.quotable import understandable

_OWN_SHARE = 0.5
"""The share of a part's own words, weighted by rarity, that one passage must hold when a question has several parts."""

_ABOUT_PLAIN, _ABOUT, _ABOUT_FOREIGN = 0.5, 0.3, 0.15
"""The share of a question's words, by rarity, that must stand in what gives what is wanted or in its headings.

Less is enough where its form is not found everywhere or a number stands beside what it counts, and where the words are
glosses.
"""

_PROPER = re.compile(r"(?<=[\w,;:] )[A-ZÆØÅ][a-zæøå]{3,}(?![A-ZÆØÅ])")
"""A name inside a sentence, not one in capitals only, which may be an abbreviation or a shout."""

_CAPITAL = re.compile(r"\b[A-ZÆØÅ]\w+")
"""A word that may hold a name."""

_SELDOM = 0.05
"""The share of the passages up to which a subject tells whether one of them is about it."""

_SAMPLE = 500
"""Passages, spread evenly over all, by which that share is told."""


class FittingEvidence:
    """Finds evidence in one generation and leaves out what is about something else."""

    def __init__(self, generation: Generation, finder: EvidenceFinder, is_old: Callable[[Source], bool]) -> None:
        self._generation = generation
        self._finder = finder
        self._belonging = Belonging(generation)
        self._differing = Differing(generation)
        self._wants = Wants()
        self._subjects = Subjects()
        self._is_seldom = lru_cache(maxsize=1_000)(self._is_named_seldom)
        self._is_old = is_old

    def find(self, part: Part, *, without: Callable[[Hit], bool] = lambda _: False) -> Evidence:
        """The evidence for ``part``, without the hits that ``without`` marks.

        It has no candidates when the question names what they do not, or asks for something of a form of its own, such
        as a number, and none of them gives it.
        """
        found, meant = self._finder.hits(part)
        wanted = self._wanted(part)
        hits = tuple(hit for hit in found if not without(hit) and (wanted is None or self._is_of_district(part, hit)))
        evidence = self._belonging.keep_candidates(part, self._finder.read(part, hits, meant))
        own = self._belonging.keep_hits(part, hits)
        if len(own) < len(hits):
            narrowed = self._belonging.keep_candidates(part, self._finder.read(part, own, meant))
            # Leaving hits out must not make a question look surer: what is left may stand out by that alone.
            evidence = min(evidence, narrowed, key=answerability)
        if not self._names_all(part, evidence):
            return replace(evidence, candidates=())
        evidence = self._of_subjects(part, evidence)
        if wanted is None:
            return evidence
        giving = frozenset(one.row for one in evidence.candidates if self._gives(wanted, one, evidence))
        return replace(evidence, giving=giving, candidates=evidence.candidates if giving else ())

    def _of_subjects(self, part: Part, evidence: Evidence) -> Evidence:
        """``evidence`` without what stands in passages that do not name each subject of the question.

        A subject that many passages name is no sign: those beside them may tell of it unnamed.
        """
        named = self._subjects.named(asked_last(part.text), norwegian=part.norwegian)
        telling = [subject for subject in named if self._is_seldom(subject)]
        if not telling:
            return evidence
        contexts = [context_of(hit.passage, hit.title) for hit in evidence.hits[:HITS_READ]]
        fitting = [all(subject.is_in(context) for subject in telling) for context in contexts]
        return replace(evidence, candidates=tuple(one for one in evidence.candidates if fitting[one.hit]))

    def _is_named_seldom(self, subject: Subject) -> bool:
        """Whether few passages name a subject, so that one which does not is about something else."""
        passages = self._generation.passages[:: 1 + len(self._generation.passages) // _SAMPLE]
        naming = sum(subject.is_in(passage.text) for passage in passages)
        return naming <= _SELDOM * len(passages)

    def _is_of_district(self, part: Part, hit: Hit) -> bool:
        return any(self._belonging.is_of_district(part, hit, unit) for unit in hit.passage.units)

    def _names_all(self, part: Part, evidence: Evidence) -> bool:
        """Whether the passages read name everything that the question itself gives a name."""
        if part.carried or not part.norwegian:
            return True
        unnamed = {stem(name.lower()) for name in _PROPER.findall(part.dense)}
        for hit in evidence.hits[:HITS_READ] if unnamed else ():
            context = context_of(hit.passage, hit.title)
            # "Bergen" is named by "Bergensmodellen" too, but "Politiet" not by "politikk".
            unnamed -= found_in(unnamed, " ".join(_CAPITAL.findall(context))) | stems_in(context)
        return not unnamed

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

    def disagreeing(self, found: Evidence) -> tuple[Draft, ...]:
        """What sources say that disagree on the time, the share or the sum that was asked for, each in a sentence."""
        part = found.part
        asked = self._differing.questions(part, self._belonging.things(part), self._belonging.places(part))
        if asked:
            return self._differing.drafts(part, [self.find(one) for one in asked])
        wanted = self._wanted(part)
        return self._differing.figures(wanted.unit, found) if wanted and wanted.unit else ()

    def names_a_thing(self, part: Part) -> bool:
        """Whether ``part`` names a programme, or something in the title of a document."""
        return bool(self._belonging.things(part))

    def _wanted(self, part: Part) -> Wanted | None:
        return self._wants.of(part, lambda word: self._generation.lexical.document_frequency(word) > 0)

    def _gives(self, wanted: Wanted, candidate: Candidate, evidence: Evidence) -> bool:
        """Whether a sentence gives what is wanted, of what the question asks about."""
        part, text, hit = evidence.part, self._generation.unit_text(candidate.row), evidence.hits[candidate.hit]
        if not wanted.is_in(text, hit.passage.text) or not self._belonging.is_of_district(part, hit, candidate.unit):
            return False
        if wanted.current and not self._is_current(candidate):
            return False
        if wanted.counts and (self._belonging.is_of_more(part, text) or self._belonging.is_of_another_year(part, text)):
            return False
        if part.carried:
            return True
        around = "\n".join(map(self._generation.unit_text, understandable(self._generation, candidate.row))) or text
        weights = {word: weight for word, weight in evidence.weights.items() if word not in wanted.said}
        about = share(weights, (candidate.headed & weights.keys()) | found_in(weights, around)) if weights else 1.0
        return about >= self._least(wanted, text, norwegian=part.norwegian)

    def _least(self, wanted: Wanted, text: str, *, norwegian: bool) -> float:
        if not norwegian:
            return _ABOUT_FOREIGN
        return _ABOUT if wanted.unit or (wanted.beside and wanted.beside.search(text)) else _ABOUT_PLAIN

    def _is_current(self, candidate: Candidate) -> bool:
        documents = self._generation.documents
        source = origin_at(documents, documents[candidate.document_id], candidate.unit.start).source
        return source.year is None or not self._is_old(source)
