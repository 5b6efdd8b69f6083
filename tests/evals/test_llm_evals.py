"""What a model said is kept and said again; what was changed in it is not shown."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.evals.dataset import load_cases
from tillit.evals.llm.mutants import KINDS, mutants
from tillit.evals.llm.recording import Exchange, Record, append_record, read_records
from tillit.evals.llm.sample import sample
from tillit.evals.llm.strict import facts_stand

SAID = '{"sentences": [{"passage": 1, "support": "x", "text": "Piloten i Bergen varte i 12 måneder."}]}'


def record(said: str) -> Record:
    return Record("a", "m", (Exchange("Hva?", (), said, 1.0, 2.0),))


def test_the_sample_is_sixty_cases_in_norwegian_that_may_be_looked_at() -> None:
    cases = sample(load_cases())
    assert len(cases) == len({case.cluster for case in cases}) == 60
    assert {case.part for case in cases} == {"dev", "accept"}
    assert sample(load_cases()) == cases
    assert sum(case.refusal is not None for case in cases) == 10


def test_records_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "recorded.jsonl"
    assert read_records(file) == ()
    for said in (SAID, "æøå\n\u2028"):
        append_record(file, record(said))
    assert read_records(file) == (record(SAID), record("æøå\n\u2028"))


def test_every_kind_of_mutant_changes_what_is_said() -> None:
    changed = {kind: changed for kind, _, changed in mutants(record(SAID))}
    assert changed.keys() == KINDS.keys()
    assert changed["number"] == {"Piloten i Bergen varte i 15 måneder."}
    assert changed["name"] == {"Piloten i Trondheim varte i 12 måneder."}
    assert list(mutants(record("ikke JSON"))) == []


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("Piloten varte i 12 måneder.", True),
        ("Piloten varte ikkje i Fana.", True),
        ("Piloten varte i to måneder.", False),
        ("Piloten varte i 12 måneder i Oslo.", False),
        ("Piloten varte aldri i 12 måneder.", False),
        ("Piloten varte til mars.", False),
    ],
)
def test_facts_stand_only_where_a_quote_has_them(sentence: str, stands: bool) -> None:
    assert facts_stand(sentence, ["Piloten varte i tolv måneder, men ikke i Fana."]) is stands


@given(st.text(max_size=80))
def test_a_sentence_s_facts_stand_in_itself(text: str) -> None:
    assert facts_stand(text, [text])
