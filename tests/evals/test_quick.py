"""The quick profile."""

from collections import defaultdict
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.types import Question
from tillit.evals.dataset import Case, Kind
from tillit.evals.quick import some_of_each

KINDS: tuple[Kind, ...] = ("fact", "list", "why", "follow-up", "clinical")
CASE = Case("", "", "accept", "fact", "nb", Question("?"))
drawn_cases = st.lists(st.tuples(st.integers(0, 15), st.sampled_from(KINDS)), max_size=40).map(
    lambda drawn: [replace(CASE, id=str(at), cluster=str(name), kind=kind) for at, (name, kind) in enumerate(drawn)]
)


@given(drawn_cases)
def test_every_kind_is_asked_and_clusters_whole(cases: list[Case]) -> None:
    chosen = some_of_each(cases)
    assert {case.kind for case in chosen} == {case.kind for case in cases}
    clusters = {case.cluster for case in chosen}
    assert list(chosen) == [case for case in cases if case.cluster in clusters]


def test_a_third_of_the_clusters_of_each_kind_is_asked() -> None:
    cases = [replace(CASE, id=f"{kind}-{at}", cluster=f"{kind}-{at}", kind=kind) for kind in KINDS for at in range(31)]
    counts: dict[str, int] = defaultdict(int)
    for case in some_of_each(cases):
        counts[case.kind] += 1
    assert counts == dict.fromkeys(KINDS, 11)


def test_another_seed_asks_others_and_the_same_seed_the_same() -> None:
    cases = [replace(CASE, id=str(at), cluster=str(at)) for at in range(30)]
    assert some_of_each(cases) == some_of_each(cases)
    assert some_of_each(cases, seed=1) != some_of_each(cases)
