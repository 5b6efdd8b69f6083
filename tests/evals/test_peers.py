"""What the bench measures, worked out by hand; the peers themselves where they are installed."""

import re
from collections.abc import Callable, Sequence
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import (
    BaseNode,
    Node,
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)
from packaging.requirements import Requirement
from rich.console import Console
from tillit.assistant.types import Question, Turn
from tillit.corpus.types import Document, Page, Source
from tillit.evals.bench.comparison import (
    MEASURES,
    Asked,
    Result,
    Search,
    Tool,
    any_covered,
    asked,
    compare,
    cut,
    indexed,
    lead,
    place_of,
    share_covered,
    standalone,
    timed,
)
from tillit.evals.bench.peer_llamaindex import fusion, quickstart, search_with, short_passages
from tillit.evals.bench.peers import REQUIREMENTS, installed, main, show
from tillit.evals.dataset import Case, Quote
from tillit.evals.metrics import BUDGET, Place, covers
from typer import BadParameter

WORDS = ("pasient", "reform", "tillit", "kvalitet", "vedtak", "team", "Bergen", "lønn")
LONG = "\n\n".join(
    f"{WORDS[at % len(WORDS)].capitalize()} nummer {at} er omtalt her, og {WORDS[at // 8]} også." for at in range(64)
)


def document(id_: str = "a", text: str = LONG) -> Document:
    return Document(Source(id_, id_), f"{id_}.txt", "", text, (Page(1, 0, len(text)),), (), (), {1: text})


class WordEmbedding(BaseEmbedding):
    """Counts of a few words: near is what shares words."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(text.lower().count(word.lower())) + 0.01 for word in WORDS]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


places = st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 2000), st.integers(1, 1500)).map(
    lambda drawn: Place(drawn[0], drawn[1], drawn[1] + drawn[2])
)
rankings = st.lists(places, max_size=8)
required = st.lists(st.lists(places, min_size=1, max_size=2), min_size=1, max_size=3)


def length(passages: Sequence[Place]) -> int:
    return sum(passage.end - passage.start for passage in passages)


@given(rankings, st.integers(0, 5000))
def test_a_cut_ranking_is_the_best_text_and_exactly_as_much_of_it_as_the_budget_allows(
    ranking: list[Place], budget: int
) -> None:
    kept = cut(ranking, budget)
    assert length(kept) == min(budget, length(ranking))
    assert list(kept[:-1]) == ranking[: len(kept) - 1 if kept else 0]
    assert all(part.start == whole.start and part.end <= whole.end for part, whole in zip(kept, ranking, strict=False))
    assert all(part.end > part.start for part in kept)


@given(required, rankings)
def test_more_text_never_finds_less(wanted: list[list[Place]], ranking: list[Place]) -> None:
    found = [share_covered(wanted, cut(ranking, budget)) or 0 for budget in (700, 3500, 4000)]
    assert found == sorted(found)
    assert (any_covered(wanted, ranking) == 1) == ((share_covered(wanted, ranking) or 0) > 0)


@given(places, rankings)
def test_what_counts_as_found_is_what_the_evals_count(wanted: Place, ranking: list[Place]) -> None:
    assert any_covered([[wanted]], ranking) == float(any(covers(passage, wanted) for passage in ranking))


def test_long_passages_buy_nothing_at_equal_text_and_something_as_one_passage() -> None:
    wanted = [[Place("a", 2900, 3000)], [Place("a", 3700, 3800)]]
    ranking = [Place("a", 0, 3600), Place("a", 3600, 7200)]
    found = [measure(wanted, ranking) for measure in MEASURES.values()]
    assert list(MEASURES) == ["hit@1", "hit@1 in 700", "hit@5 in 3,500", "hit@5 in 4,000"]
    assert found == [1.0, 0.0, 0.5, 1.0]
    assert BUDGET == 4000


def test_a_passage_is_placed_where_its_text_stands_and_nowhere_else() -> None:
    held = document(text="Tillit er bra. Tillit er viktig.")
    assert place_of("Tillit", 15, held) == Place("a", 15, 21)
    for start in (None, 14, 400):
        with pytest.raises(ValueError, match="does not stand"):
            place_of("Tillit", start, held)


CASE = Case(
    id="x-nb",
    cluster="x",
    part="dev",
    kind="fact",
    register="nb",
    question=Question("Og hvorfor?", (Turn("user", "Hva er HELTOM?"), Turn("assistant", "En pilot."))),
    evidence=((Quote("a", "er viktig"), Quote("b", "er fint")), (Quote("elsewhere", "er borte"),)),
)


def test_a_question_counts_with_the_required_passages_that_stand_in_the_corpus() -> None:
    (one,) = asked([CASE], [document(text="Tillit er viktig. Tillit er viktig.")])
    assert one.required == ((Place("a", 7, 16), Place("a", 25, 34)),)
    assert asked([CASE], [document(text="Ingenting.")]) == ()


def test_a_tool_without_memory_gets_what_the_asker_said_before() -> None:
    assert standalone(CASE.question) == "Hva er HELTOM? Og hvorfor?"


class Clock:
    """Stands still but for what is said to take time."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


def tool(name: str, clock: Clock, work: Clock, waiting: float, working: float, *ranking: Place) -> Tool:
    """A tool that lets an asker wait and works on its index for as many seconds, and finds what it was given."""

    def search(question: Question) -> Sequence[Place]:
        del question
        clock.pass_(waiting)
        return ranking

    def make(documents: Sequence[Document], embedder: BaseEmbedding) -> Search:
        del documents, embedder
        work.pass_(working)
        return search

    return Tool(name, "2.1", f"as {name} comes", make)


def questions(*clusters: str) -> list[Asked]:
    return [Asked(cluster, Question("Hva?"), ((Place("a", 0, 10),),)) for cluster in clusters]


def compared() -> tuple[Result, ...]:
    clock, work = Clock(), Clock()
    tools = (
        tool("Ours", clock, work, 0.25, 8.0, Place("a", 0, 300)),
        tool("Theirs", clock, work, 0.5, 4.0, Place("b", 0, 900), Place("a", 0, 100)),
    )
    ready = indexed(tools, [document()], WordEmbedding(), work)
    return compare(ready, questions("x", "x", "y"), rounds=2, clock=clock)


def test_tools_are_compared_on_the_same_questions_with_ratios_to_the_first() -> None:
    ours, theirs = compared()
    assert list(ours.found.values()) == [1, 1, 1, 1]
    assert list(theirs.found.values()) == [0, 0, 1, 1]
    assert (ours.first_length, theirs.first_length) == (300, 900)
    assert (ours.index_seconds, ours.index_ratio, ours.query_ms, ours.query_ratio) == (8, 1, 250, 1)
    assert (theirs.index_seconds, theirs.index_ratio, theirs.query_ms, theirs.query_ratio) == (4, 0.5, 500, 2)
    assert ours.lead is None
    assert theirs.lead is not None
    assert (theirs.lead.low, theirs.lead.mean, theirs.lead.high) == (0, 0, 0)


def test_the_lead_is_paired_and_draws_whole_clusters() -> None:
    hit, miss = [Place("a", 0, 10)], [Place("b", 0, 10)]
    same = lead(questions("x", "y"), [hit, miss], [hit, miss])
    assert (same.low, same.mean, same.high) == (0, 0, 0)
    ahead = lead(questions("x", "x", "x", "y"), [hit, hit, hit, miss], [miss, miss, miss, miss])
    assert (ahead.low, ahead.mean, ahead.high) == (0, 0.75, 1)


def test_every_round_puts_every_question_to_all_in_turn_and_each_tool_goes_first() -> None:
    calls: list[str] = []

    def noting(name: str) -> Search:
        def search(question: Question) -> list[Place]:
            calls.append(name + question.text)
            return [Place(name, 0, len(calls))]

        return search

    ticks = iter([0, 1, 1, 5, 5, 8, 8, 9, 9, 10, 10, 15, 15, 16, 16, 17])
    found, medians = timed([noting("A"), noting("B")], [Question("1"), Question("2")], 2, lambda: float(next(ticks)))
    assert calls == ["A1", "B1", "B2", "A2", "A1", "B1", "B2", "A2"]
    assert medians == [1, 3.5]
    assert found == [[[Place("A", 0, 1)], [Place("A", 0, 4)]], [[Place("B", 0, 2)], [Place("B", 0, 3)]]]


def test_the_tables_fit_a_terminal_and_name_settings_lead_and_ratios() -> None:
    out = StringIO()
    show(compared(), "dev: 3 questions", Console(file=out, width=80))
    text = out.getvalue()
    assert re.search(r"Theirs +│ +0\.000 │ +0\.000 │ +1\.000 │ +1\.000 │ +900 │", text)
    assert re.search(r"Theirs +│ +\+0\.00 \(0\.00 – 0\.00\) │ +500 ms \(2\.00×\) │ +4 s \(0\.50×\)", text)
    assert "Theirs 2.1: as Theirs comes" in text
    assert "…" not in text


def test_a_peer_that_is_not_installed_is_left_out_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    assert installed("Kunstig", "tillit-no-such-package") is None
    told = capsys.readouterr().err
    assert "Kunstig is left out" in told
    assert f"pip install --no-deps -r {REQUIREMENTS}" in told


def test_the_peers_are_pinned_and_none_of_them_is_torch() -> None:
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert {"haystack-ai", "llama-index-retrievers-bm25"} <= {one.name for one in pinned}
    assert all(re.fullmatch(r"==[\d.]+", str(one.specifier)) for one in pinned)
    assert not [one.name for one in pinned if "torch" in one.name]


class FakeRetriever(BaseRetriever):
    """Finds the nodes that it was given, and keeps what it was asked."""

    def __init__(self, *nodes: BaseNode) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self.nodes = nodes
        self.asked: list[str] = []

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        self.asked.append(query_bundle.query_str)
        return [NodeWithScore(node=node) for node in self.nodes]


def node(text: str, start: int | None, document_id: str = "a") -> TextNode:
    source = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document_id)}
    return TextNode(text=text, start_char_idx=start, relationships=source)


def test_llamaindex_nodes_become_places_in_their_order() -> None:
    held = [document(text="Tillit er bra. Tillit er viktig."), document("b", "Team.")]
    retriever = FakeRetriever(node("Tillit er viktig.", 15), node("Team.", 0, "b"))
    assert list(search_with(retriever, held)(CASE.question)) == [Place("a", 15, 32), Place("b", 0, 5)]
    assert retriever.asked == [standalone(CASE.question)]
    with pytest.raises(ValueError, match="does not stand"):
        search_with(FakeRetriever(node("Tillit", None)), held)(CASE.question)
    with pytest.raises(TypeError, match="no place"):
        search_with(FakeRetriever(Node()), held)(CASE.question)


def check_peer(index: Callable[[Sequence[Document], BaseEmbedding], Search]) -> None:
    """A peer finds the document that has the words, and says where its passages stand."""
    other = document("b", "Lønn og lønn.\n\nLønn for alle, lønn hver dag.")
    found = list(index([document(), other], WordEmbedding())(Question("lønn")))
    assert found[0].document == "b"
    assert {place.document for place in found} == {"a", "b"}
    assert all(0 <= place.start < place.end for place in found)


def test_llamaindex_finds_places() -> None:
    pytest.importorskip("llama_index.retrievers.bm25", reason="the bench's requirements are not installed")
    check_peer(quickstart)
    check_peer(short_passages)
    check_peer(fusion)


def test_haystack_finds_places() -> None:
    pytest.importorskip("haystack", reason="the bench's requirements are not installed")
    from tillit.evals.bench.peer_haystack import hybrid

    check_peer(hybrid)


def test_an_unknown_part_is_wrong_use() -> None:
    with pytest.raises(BadParameter, match="no part tset"):
        main(part=["dev", "tset"])
