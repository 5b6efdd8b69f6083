"""What retrieval found for one part of a question, down to the single quotable unit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding

from ..corpus.types import Passage, Unit
from ..index.adapter import Comparable
from ..index.anticipated import AnticipatedQuestions
from ..index.coverage import found_in, rarities, share
from ..index.embed import Vector, embed_query
from ..index.generation import Generation, context_of
from ..index.matcher import Matcher, Sought
from ..index.retrieve import FusedQuery, to_hits
from ..index.scores import Scores
from ..index.types import Hit
from .understand import Part

HITS_READ = 8
"""Passages whose sentences may be quoted."""

ODDS_SCALE = 4
"""What a candidate's log odds are divided by to be of the order of 1, as other signals are."""

_ASKS = re.compile(r"\b(?:spør|spurte|spurde|spurt)\b.*:\Z")
"""A lead-in to what somebody asks."""

_BEST = 3
"""Passages that the answer to a question is expected in."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be quoted, with the signals by which it is chosen.

    ``row`` is its place in ``Generation.units``; ``hit`` the index of the first hit that holds it.
    ``similarity`` is how near it is to the question (see ``Comparable``); ``found`` the stems of the question's content
    words that stand in the unit, ``headed`` those that stand in the title and headings above it; ``passage_overlap``
    the share of these words, weighted by rarity, that stand in the whole passage with its title and headings; ``cued``
    says that the unit holds the kind of thing asked for; ``anticipated`` is how like the question is to those that the
    unit is known to answer (see ``AnticipatedQuestions``); ``odds`` are the log odds that it answers (see ``Matcher``).
    """

    row: int
    document_id: str
    unit: Unit
    hit: int
    similarity: float
    found: frozenset[str]
    headed: frozenset[str]
    passage_overlap: float
    cued: bool
    anticipated: float
    odds: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The hits for one part of a question, best first, and the units that they hold, in order of hits.

    ``weights`` are the stems of the question's content words with their rarity. ``coverage`` is the share of them, by
    rarity, that stand in the three best passages; ``names_missing`` the share of its names and figures that do not.
    ``giving`` are the rows of the candidates that give what has a form of its own, such as the number asked for; empty
    when nothing of that kind is asked for.
    """

    part: Part
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    weights: Mapping[str, float]
    coverage: float
    names_missing: float
    giving: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Meant:
    """The vector and the tokens by which the answer is sought, and for each unit how like it is to what that answers.

    ``likeness`` is that of the question to those that a unit is known to answer.
    """

    vector: Vector
    sought: Sought
    likeness: Scores


class EvidenceFinder:
    """Finds evidence in one generation; the question is embedded once."""

    def __init__(
        self,
        generation: Generation,
        comparable: Comparable,
        matcher: Matcher,
        embedder: BaseEmbedding,
        retriever: BaseRetriever,
        answer_patterns: Mapping[str, re.Pattern[str]],
    ) -> None:
        self._generation = generation
        self._comparable = comparable
        self._matcher = matcher
        self._embedder = embedder
        self._retriever = retriever
        self._answers = answer_patterns
        alone = [np.array([row], dtype=np.intp) for row in range(len(generation.units))]
        self._anticipated = AnticipatedQuestions(generation, alone)
        self._row = {unit: row for row, unit in enumerate(generation.units)}

    def hits(self, part: Part) -> tuple[tuple[Hit, ...], Meant]:
        """The passages for ``part``, best first, and what its question means."""
        asked = embed_query(self._embedder, part.dense)
        vector = self._comparable.question(asked)
        near = self._comparable.anticipated.near(vector)
        query = FusedQuery(
            query_str=part.lexical,
            embedding=asked.tolist(),
            norwegian=part.norwegian or part.glossed,
            cue=part.cue,
            wants_list=part.ask == "list",
            related=part.related,
            sought=part.sought,
            anticipated=near,
        )
        nodes = self._retriever.retrieve(query)
        meant = Meant(vector, self._matcher.sought(part.whole), self._anticipated.likeness(near))
        return to_hits(nodes, self._generation), meant

    def read(self, part: Part, hits: tuple[Hit, ...], meant: Meant) -> Evidence:
        """The evidence in ``hits``, found for ``part`` whose question means this."""
        weights = rarities(part.content, self._generation.lexical, len(self._generation.passages))
        read = hits[:HITS_READ]
        contexts = [context_of(hit.passage, hit.title) for hit in read]
        found = [found_in(weights, context) for context in contexts]
        unnamed = set(part.names).difference(*(found_in(part.names, context) for context in contexts[:_BEST]))
        return Evidence(
            part=part,
            hits=hits,
            candidates=self._candidates(part, read, meant, weights, [share(weights, some) for some in found]),
            weights=weights,
            coverage=share(weights, set[str]().union(*found[:_BEST])),
            names_missing=len(unnamed) / len(part.names) if part.names else 0.0,
        )

    def _candidates(
        self, part: Part, hits: Sequence[Hit], meant: Meant, weights: Mapping[str, float], overlaps: Sequence[float]
    ) -> tuple[Candidate, ...]:
        """The units of ``hits``, of whose passages ``overlaps`` tells the share of the question's words."""
        headings = (f"{hit.title} {' '.join(hit.passage.headings)}" for hit in hits)
        headed = [frozenset(found_in(weights, text)) for text in headings]
        telling: dict[int, tuple[int, Unit]] = {}
        for index, hit in enumerate(hits):
            for row, unit in self._telling(part, hit.passage):
                telling.setdefault(row, (index, unit))
        rows = list(telling)
        near = self._comparable.units[rows].near(meant.vector).tolist()
        odds = self._matcher.odds(meant.sought, self._generation.unit_tokens, rows).tolist()
        texts = map(self._generation.unit_text, rows)
        return tuple(
            Candidate(
                row=row,
                document_id=hits[index].passage.document_id,
                unit=unit,
                hit=index,
                similarity=similarity,
                found=frozenset(found_in(weights, text)),
                headed=headed[index],
                passage_overlap=overlaps[index],
                cued=bool(part.cue and self._answers[part.cue].search(text)),
                anticipated=float(meant.likeness[row]),
                odds=chance,
            )
            for (row, (index, unit)), text, similarity, chance in zip(telling.items(), texts, near, odds, strict=True)
        )

    def _telling(self, part: Part, passage: Passage) -> Iterator[tuple[int, Unit]]:
        """The units of ``passage``, by their rows; not the lists of what somebody asks, which tell nothing else."""
        asks = False
        for unit in passage.units:
            row = self._row[(passage.document_id, unit)]
            if unit.kind == "sentence":
                asks = bool(_ASKS.search(self._generation.unit_text(row)))
            if part.asking or not asks:
                yield row, unit


def spread(values: Sequence[float]) -> float:
    """How far the best of ``values`` stands above their mean, in standard deviations; 0 for fewer than two."""
    array = np.asarray(values, dtype=np.float32)
    deviation = float(array.std()) if len(array) > 1 else 0.0
    return float((array.max() - array.mean()) / deviation) if deviation > 1e-9 else 0.0
