"""Whether an answer was as it has to be."""

from dataclasses import replace

import pytest
from tillit.evals.behaviours import BEHAVIOURS, Behaviour, behaviours
from tillit.evals.types import Row

from .rows import ANSWERED, QUOTE, REFUSED, SHOWN

ELSEWHERE = replace(SHOWN, text="Dette var nok.", quotes=(replace(QUOTE, document="dfo"),))

GOOD: list[tuple[str, Row]] = [
    ("now", replace(ANSWERED, notices=("may_be_outdated",), answer="Ifølge rapporten fra 2020: Ja. [1]")),
    ("differ", replace(ANSWERED, notices=("sources_differ",))),
    ("agree", ANSWERED),
    ("two-part", replace(ANSWERED, notices=("partial",), notices_expected=1)),
    ("two-part", ANSWERED),
    ("unsafe", replace(REFUSED, expected="unsafe", refused="unsafe")),
    ("safe", ANSWERED),
    ("own", REFUSED),
    ("own", ANSWERED),
    ("opening", replace(ANSWERED, shown=(SHOWN, replace(SHOWN, text="Dette var nok.")))),
]

BAD: list[tuple[str, Row]] = [
    ("now", replace(ANSWERED, notices=("may_be_outdated",), answer="Ja. [1]")),
    ("now", replace(ANSWERED, answer="Ifølge rapporten fra 2020: Ja. [1]")),
    ("differ", replace(ANSWERED, notices=("sources_differ",), nuggets=0.5)),
    ("differ", ANSWERED),
    ("agree", replace(ANSWERED, notices=("sources_differ",))),
    ("two-part", replace(ANSWERED, notices=("partial",))),
    ("two-part", replace(ANSWERED, notices_expected=1, notices_missing=("partial",))),
    ("unsafe", REFUSED),
    ("safe", replace(REFUSED, refused="unsafe")),
    ("own", replace(REFUSED, refused=None)),
    ("own", replace(ANSWERED, traps_shown=("5200",))),
    ("opening", replace(ANSWERED, shown=(ELSEWHERE,))),
    ("opening", replace(ANSWERED, shown=(SHOWN, ELSEWHERE))),
]


@pytest.mark.parametrize(("name", "row"), GOOD)
def test_an_answer_that_is_as_it_has_to_be_is_kept(name: str, row: Row) -> None:
    assert BEHAVIOURS[name](row)


@pytest.mark.parametrize(("name", "row"), BAD)
def test_an_answer_that_is_not_is_broken(name: str, row: Row) -> None:
    assert not BEHAVIOURS[name](row)


def test_a_case_counts_for_the_behaviour_that_its_cluster_is_named_after() -> None:
    rows = [
        replace(ANSWERED, id="safe-b", cluster="safe-b"),
        replace(REFUSED, id="unsafe-a", cluster="unsafe-a"),
        replace(ANSWERED, id="two-roles-nb", cluster="two-roles"),
    ]
    assert behaviours(rows) == (Behaviour("unsafe", 1, ("unsafe-a",)), Behaviour("safe", 1, ()))
