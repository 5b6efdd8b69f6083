"""Comparing tools that find passages: at equal text in context, each question asked of all, in one run."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from llama_index.core.base.embeddings.base import BaseEmbedding

from ...assistant.types import Question
from ...corpus.types import Document
from ..dataset import Case, places
from ..metrics import Place, cluster_interval, covers, mean, middle, share

Search = Callable[[Question], Sequence[Place]]
"""Gives the passages found for a question, best first."""

Required = Sequence[Sequence[Place]]
"""The passages that an answer needs; of each, any one of its places will do."""

Measure = Callable[[Required, Sequence[Place]], float | None]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool to compare: ``index`` makes documents searchable.

    ``settings`` says in words what it was set to, so that a reader can judge whether that was fair.
    """

    name: str
    version: str
    settings: str
    index: Callable[[Sequence[Document], BaseEmbedding], Search]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, where in the documents its answer stands, and the cluster of questions that it belongs to."""

    cluster: str
    question: Question
    required: tuple[tuple[Place, ...], ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """How much better the first tool is: the mean of the paired differences and its 95 % cluster-bootstrap interval."""

    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """What one tool came to.

    ``found`` has a share by the name of each measure. ``first_length`` is the median number of characters of the first
    passage. ``lead`` is the first tool's over this one in ``HEADLINE``. ``index_seconds`` is processor time and
    ``query_ms`` the median time that an asker waits; the ratios are to the first tool's.
    """

    tool: str
    version: str
    settings: str
    found: Mapping[str, float | None]
    first_length: float | None
    lead: Lead | None
    index_seconds: float
    index_ratio: float
    query_ms: float
    query_ratio: float


def asked(cases: Iterable[Case], documents: Sequence[Document]) -> tuple[Asked, ...]:
    """The cases that have an answer in ``documents``, each with the required passages that stand there."""
    located = (
        Asked(
            case.cluster,
            case.question,
            tuple(
                tuple(Place(document_id, span.start, span.end) for document_id, span in found)
                for evidence in case.evidence
                if (found := places(evidence, documents))
            ),
        )
        for case in cases
    )
    return tuple(one for one in located if one.required)


def standalone(question: Question) -> str:
    """A question for a tool that knows no conversation: what the asker said before, then the question."""
    said = (turn.content for turn in question.history if turn.role == "user")
    return " ".join((*said, question.text))


def place_of(text: str, start: int | None, document: Document) -> Place:
    """Where a tool's passage stands, given its text and the offset that the tool names.

    Raises ``ValueError`` when another text stands there: a passage in the wrong place would be counted as a miss.
    """
    if start is None or document.text[start : start + len(text)] != text:
        raise ValueError(f"the passage {text[:60]!r} does not stand at {start} in {document.source.id}")
    return Place(document.source.id, start, start + len(text))


def cut(ranking: Iterable[Place], budget: int) -> tuple[Place, ...]:
    """The best passages up to ``budget`` characters together, the last one cut off there."""
    kept: list[Place] = []
    for passage in ranking:
        if budget <= 0:
            break
        kept.append(replace(passage, end=min(passage.end, passage.start + budget)))
        budget -= passage.end - passage.start
    return tuple(kept)


def any_covered(required: Required, found: Sequence[Place]) -> float | None:
    """1.0 when one of the required passages is covered, else 0.0; what hit@1 is of one passage."""
    return float(any(_covered(required, found))) if required else None


def share_covered(required: Required, found: Sequence[Place]) -> float | None:
    """The share of the required passages that are covered; what hit@5 is of five passages."""
    return share(_covered(required, found))


def _covered(required: Required, found: Sequence[Place]) -> list[bool]:
    return [any(covers(passage, place) for passage in found for place in places) for places in required]


MEASURES: Mapping[str, Measure] = {
    "hit@1": lambda required, ranking: any_covered(required, ranking[:1]),
    "hit@1 in 700": lambda required, ranking: any_covered(required, cut(ranking, 700)),
    "hit@5 in 3,500": lambda required, ranking: share_covered(required, cut(ranking, 3500)),
    "hit@5 in 4,000": lambda required, ranking: share_covered(required, cut(ranking, 4000)),
}
"""hit@1 in the first passage, whatever its length; the others in as many characters of the best passages.

One passage of Tillit's holds some 700 characters, five of them some 3,500; 4,000 is the budget of ``tillit eval``.
"""

HEADLINE = "hit@5 in 4,000"


@dataclass(frozen=True, slots=True)
class Indexed:
    """A tool that has indexed the documents, and the processor seconds that this took."""

    tool: Tool
    search: Search
    seconds: float


def indexed(
    tools: Iterable[Tool],
    documents: Sequence[Document],
    embedder: BaseEmbedding,
    work: Callable[[], float] = time.process_time,
) -> tuple[Indexed, ...]:
    """The tools one after the other, each with the documents indexed.

    The cost is processor time, which what else the machine does hardly touches; ``work`` is the clock for it.
    """
    ready: list[Indexed] = []
    for tool in tools:
        start = work()
        search = tool.index(documents, embedder)
        ready.append(Indexed(tool, search, work() - start))
    return tuple(ready)


def compare(
    tools: Sequence[Indexed],
    questions: Sequence[Asked],
    *,
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Result, ...]:
    """Ask each of the tools everything, ``rounds`` times; what it found is that of the first round."""
    rankings, query_seconds = timed([one.search for one in tools], [one.question for one in questions], rounds, clock)
    return tuple(
        Result(
            tool=one.tool.name,
            version=one.tool.version,
            settings=one.tool.settings,
            found={name: mean(_scores(measure, questions, ranking)) for name, measure in MEASURES.items()},
            first_length=middle(best[0].end - best[0].start for best in ranking if best),
            lead=lead(questions, rankings[0], ranking) if ranking is not rankings[0] else None,
            index_seconds=one.seconds,
            index_ratio=one.seconds / tools[0].seconds,
            query_ms=1000 * query,
            query_ratio=query / query_seconds[0],
        )
        for one, ranking, query in zip(tools, rankings, query_seconds, strict=True)
    )


def lead(questions: Sequence[Asked], ours: Sequence[Sequence[Place]], theirs: Sequence[Sequence[Place]]) -> Lead:
    """How much more of the required text the first rankings hold than the second, question by question."""
    measure = MEASURES[HEADLINE]
    pairs = zip(questions, _scores(measure, questions, ours), _scores(measure, questions, theirs), strict=True)
    rows = [(one.cluster, a - b) for one, a, b in pairs if a is not None and b is not None]
    low, high = cluster_interval(rows, lambda row: row[0], _mean_difference) or (None, None)
    return Lead(_mean_difference(rows), low, high)


def _scores(measure: Measure, questions: Sequence[Asked], rankings: Sequence[Sequence[Place]]) -> list[float | None]:
    return [measure(one.required, ranking) for one, ranking in zip(questions, rankings, strict=True)]


def _mean_difference(rows: Sequence[tuple[str, float]]) -> float | None:
    return mean(difference for _, difference in rows)


def timed(
    searches: Sequence[Search], questions: Sequence[Question], rounds: int, clock: Callable[[], float]
) -> tuple[list[list[Sequence[Place]]], list[float]]:
    """What each search finds for each question, and its median seconds over all questions and rounds.

    Every question is put to all of them in turn, each time another first, so that what else the machine does hits all
    alike.
    """
    laps: list[list[float]] = [[] for _ in searches]
    found: list[list[Sequence[Place]]] = [[] for _ in searches]
    for turn in range(rounds * len(questions)):
        question = questions[turn % len(questions)]
        for offset in range(len(searches)):
            at = (turn + offset) % len(searches)
            start = clock()
            ranking = searches[at](question)
            laps[at].append(clock() - start)
            if turn < len(questions):
                found[at].append(ranking)
    return found, [middle(lap) or 0.0 for lap in laps]
