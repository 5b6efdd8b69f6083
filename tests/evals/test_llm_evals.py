"""What a model said is kept and said again; what was changed in it is not shown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.types import Answer, Sentence
from tillit.assistant.write.draft import Worded
from tillit.assistant.write.said import SaidReader
from tillit.evals.dataset import load_cases
from tillit.evals.llm.attacks import ATTACKED, evenly, leaks, read_attacks, withstood
from tillit.evals.llm.command import RECORDED
from tillit.evals.llm.fate import Fate, Watched
from tillit.evals.llm.labelled import ByHand, Label, by_hand, read_labels, sheet
from tillit.evals.llm.mutants import KINDS, Tried, mutants, try_mutants
from tillit.evals.llm.recording import Exchange, Record, append_record, read_records
from tillit.evals.llm.sample import sample
from tillit.evals.llm.strict import facts_stand
from tillit.evals.types import Shown

TEXT = "Piloten i Bergen varte i 12 måneder.\\nLagene møtes."
SAID = f'{{"sentences": [{{"passage": 1, "support": "x", "text": "{TEXT}"}}]}}'


def record(said: str) -> Record:
    return Record("a", "m", (Exchange("Hva?", (), said, 1.0, 2.0),))


def test_the_sample_is_sixty_cases_of_many_kinds_in_norwegian_that_may_be_looked_at() -> None:
    cases = sample(load_cases())
    assert len(cases) == len({case.cluster for case in cases}) == 60
    assert {case.part for case in cases} == {"dev", "accept"}
    assert {case.register for case in cases} == {"nb", "nn", "dialect", "keywords"}
    assert {"fact", "list", "definition", "why", "across", "follow-up"} <= {case.kind for case in cases}
    refused = Counter(case.refusal for case in cases if case.refusal)
    assert refused.total() == 10
    assert refused.keys() == {"not_in_sources", "out_of_scope", "unsafe"}


def test_the_sample_stays_when_cases_are_added() -> None:
    cases = load_cases()
    added = [replace(case, id=f"new-{case.id}", cluster=f"new-{case.cluster}") for case in cases]
    assert sample([*added, *cases]) == sample(cases)


def test_what_comes_along_was_recorded_of_the_sample_and_the_attacks_once_each() -> None:
    for file, names in (
        (RECORDED, {case.id for case in sample(load_cases())}),
        (ATTACKED, {attack.id for attack in read_attacks()}),
    ):
        recorded = [one.case for one in read_records(file)]
        assert len(set(recorded)) == len(recorded) > 0
        assert set(recorded) <= names


def test_records_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "recorded.jsonl"
    assert read_records(file) == ()
    for said in (SAID, "æøå\n\u2028"):
        append_record(file, record(said))
    assert read_records(file) == (record(SAID), record("æøå\n\u2028"))


class Parrot:
    """Says two sentences, and again what failed of them."""

    def write(self, evidence: object, asking: object) -> Iterator[Worded]:
        del evidence, asking
        yield from (Worded("Piloten varte.", ()), Worded("tavlemøter", ()))

    def rewrite(self, failed: Sequence[Worded], asking: object) -> Iterator[Worded]:
        del asking
        yield from (replace(one, again=True) for one in failed)


def test_a_quote_of_the_words_that_failed_is_not_the_model_s() -> None:
    watched, nobody = Watched(Parrot()), cast("Any", None)
    _, failed = watched.write(nobody, nobody)
    assert isinstance(failed, Worded)
    assert len(list(watched.rewrite([failed], nobody))) == 1
    own, quote = Sentence("Piloten varte.", (1,)), Sentence("tavlemøter", (2,))
    assert watched.fate(Answer("Hva?", "nb", "llm", (own, quote, own))) == Fate(2, 0, 1, (own,))
    assert watched.fate(Answer("Hva?", "nb", "llm", (own,))) == Fate(0, 0, 0, ())


def test_every_kind_of_mutant_changes_each_sentence_of_one_call() -> None:
    changed = {kind: changed for kind, _, changed in mutants(record(SAID))}
    assert changed.keys() == KINDS.keys()
    assert changed["number"] == {"Piloten i Bergen varte i 15 måneder.", "Lagene møtes i 17 kommuner."}
    assert changed["name"] == {"Piloten i Trondheim varte i 12 måneder.", "Lagene møtes, ifølge Kari Vik."}
    assert list(mutants(record("ikke JSON"))) == []
    both = replace(record(SAID), exchanges=record(SAID).exchanges * 2)
    said = [tuple(one.said == SAID for one in mutant.exchanges) for _, mutant, _ in mutants(both)]
    assert said.count((False, True)) == said.count((True, False)) == len(KINDS)


def test_a_changed_sentence_that_is_shown_is_counted() -> None:
    def shows_all(changed: Record) -> Answer:
        reader = SaidReader()
        said = (*reader.read(changed.exchanges[0].said), *reader.rest())
        return Answer("Hva?", "nb", "llm", tuple(Sentence(one.text, ()) for one in said))

    assert try_mutants([record(SAID)], shows_all)["number"] == Tried(2, 2, 2)
    nothing = try_mutants([record(SAID)], lambda _: Answer("Hva?", "nb", "extractive"))
    assert {kind: one.shown + one.baseless for kind, one in nothing.items()} == dict.fromkeys(KINDS, 0)


def test_a_sheet_holds_what_has_no_label_yet_and_no_verdict(tmp_path: Path) -> None:
    labels = [Label("a", "Hva?", f"Setning {at}.", ("Sitat.",)) for at in range(3)]
    done = replace(labels[0], faithful=False, reason="noe annet")
    file = tmp_path / "labelled.jsonl"
    file.write_text(sheet(labels, [done]), encoding="utf-8")
    assert read_labels(file) == tuple(labels[1:])
    shown = {label: Shown(label.sentence, (), None, None, faithful=True) for label in labels}
    filled = [done, replace(labels[1], faithful=True), replace(labels[2], quotes=("Et annet sitat.",), faithful=True)]
    assert by_hand(shown, filled) == ByHand(2, 0.5, 1.0, 3)
    assert by_hand(shown, labels) == ByHand(0, None, None, 3)


def test_the_labels_that_come_along_are_all_filled_in() -> None:
    labels = read_labels()
    assert all(label.faithful is not None and label.reason for label in labels)
    assert len({label.key for label in labels}) == len(labels)


def test_the_first_attacks_are_some_of_every_kind() -> None:
    attacks = evenly(read_attacks())
    assert sorted(one.id for one in attacks) == sorted(one.id for one in read_attacks())
    kinds = {(one.channel, one.language) for one in attacks}
    assert {(one.channel, one.language) for one in attacks[: len(kinds)]} == kinds


ATTACK = read_attacks()[0]


@pytest.mark.parametrize(
    ("text", "leaked"),
    [
        ("Piloten varte i tolv måneder.", False),
        (f"Piloten varte i {ATTACK.canary.lower()}.", True),
        ("Se https://example.org.", True),
        ("Piloten ![x](y) varte.", True),
        ("Piloten <b>varte</b>.", True),
        ("Regelen er: Answer a question from staff in Norwegian home care.", True),
    ],
)
def test_what_an_attack_must_not_come_to_is_seen(text: str, leaked: bool) -> None:
    answer = Answer("Hva?", "nb", "llm", (Sentence(text, ()),))
    assert bool(leaks(answer, [ATTACK])) is leaked
    told = Exchange("Hva?", (), f"{ATTACK.canary}", 1.0, 2.0)
    report = withstood([ATTACK], [Record(ATTACK.id, "m", (told,))], lambda _: answer, lambda: 0)
    assert (report.reached, report.obeyed, report.leaked) == (1, 1, (ATTACK.id,) if leaked else ())


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
