"""The judging of the judge: what the claims are, and what the figures say."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.judge.local import JudgeModel
from tillit.assistant.verify import SUPPORTED, NoVerdict, Verdict
from tillit.corpus.errors import TillitError
from tillit.evals.judge.agreement import agreement, kappa
from tillit.evals.judge.claims import (
    FROZEN,
    PARTS,
    Claim,
    Kind,
    evenly,
    frozen_lines,
    judge_all,
    load_claims,
    measured,
    wilson,
)
from tillit.evals.judge.fit import Sample
from tillit.evals.judge.left_out import left_out
from tillit.evals.judge.trial import try_local

from ..index.fakes import CountingEmbedding

FEWEST_CORRUPTED, FEWEST_KEPT = 250, 190


def claim(number: int, kind: Kind, *, supported: bool) -> Claim:
    text = f"{'Sant' if supported else 'Usant'} {number}"
    return Claim(
        id=f"c{number}", base="b", part="dev", kind=kind, by="hand", quotes=("q",), claim=text, supported=supported
    )


class WordJudge:
    """Believes what begins with "Sant", but not number 3, and says nothing of number 5."""

    def verdict(self, claim: str, quotes: object) -> Verdict:
        assert quotes
        if claim.endswith("5"):
            raise NoVerdict("Five is too many.")
        return Verdict(0.9 if claim.startswith("Sant") and not claim.endswith("3") else 0.1, ("word",))


def test_a_report_counts_what_was_caught_and_what_was_wrongly_suspected() -> None:
    claims = [
        claim(1, "number", supported=False),
        claim(2, "voice", supported=True),
        claim(3, "voice", supported=True),
        claim(4, "natural", supported=False),
    ]

    report = measured(judge_all(WordJudge(), claims), "words", "dev")

    assert (report.made.caught["number"].hits, report.made.false_alarms["voice"].value) == (1, 0.5)
    assert report.made.balanced_accuracy == 0.75
    assert report.natural.caught["all"].of == 1
    assert [mistake.id for mistake in report.mistakes] == ["c3"]
    assert (report.agreement.claims, report.agreement.share, report.agreement.kappa) == (4, 0.75, 0.5)


def test_believing_less_catches_no_fewer_and_suspects_no_fewer() -> None:
    claims = [claim(number, "number", supported=number % 2 == 0) for number in range(8)]
    points = measured(judge_all(WordJudge(), claims), "words", "dev").points

    assert [point.threshold for point in points] == sorted(point.threshold for point in points)
    for shares in ([point.caught.hits for point in points], [point.false_alarms.hits for point in points]):
        assert shares == sorted(shares)
    own = next(point for point in points if point.threshold == SUPPORTED)
    assert own.caught == measured(judge_all(WordJudge(), claims), "words", "dev").made.caught["all"]


def test_no_verdict_is_told_and_never_counted_as_one() -> None:
    claims = [claim(number, "voice", supported=True) for number in (1, 5)]

    report = measured(judge_all(WordJudge(), claims), "words", "dev")

    assert report.no_verdict == {"Five is too many.": 1}
    assert (report.made.false_alarms["voice"].of, report.agreement.claims, report.mistakes) == (1, 1, ())


def test_two_judges_are_compared_on_what_both_judged() -> None:
    class Believer:
        def verdict(self, claim: str, quotes: object) -> Verdict:
            return Verdict(1.0)

    claims = [claim(number, "voice", supported=True) for number in (1, 3, 5)]
    local = judge_all(WordJudge(), claims)

    report = measured(judge_all(Believer(), claims), "believer", "dev", local=local)

    assert (report.agreement.claims, report.agreement.share) == (3, 1.0)
    assert report.with_local is not None
    assert (report.with_local.claims, report.with_local.share) == (2, 0.5)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40))
def test_agreement_beyond_chance_is_at_most_agreement_and_knows_no_sides(answers: list[tuple[bool, bool]]) -> None:
    found = agreement(answers)
    turned = agreement([(theirs, mine) for mine, theirs in answers])
    if found.kappa is None:
        assert turned.kappa is None
        assert len(set(answers)) <= 1
    else:
        assert found.share is not None
        assert -1 <= found.kappa <= found.share <= 1
        assert turned.kappa == pytest.approx(found.kappa)
        assert (found.kappa == pytest.approx(1)) == (found.share == 1)


def test_kappa_is_that_of_the_textbook() -> None:
    """Two readers of 50 grant proposals: 20 times both yes, 15 times both no (the usual worked example)."""
    answers = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert kappa(answers) == pytest.approx(0.4)


@given(st.integers(1, 60))
def test_a_sample_takes_as_many_of_each_kind_and_a_larger_one_the_same_and_more(limit: int) -> None:
    kinds: list[Kind] = ["number", "voice", "role"]
    claims = [claim(at, kinds[at % 3 if at < 20 else 0], supported=True) for at in range(50)]
    chosen = evenly(claims, limit)
    counts = [sum(one.kind == kind for one in chosen) for kind in kinds]
    assert len(chosen) == min(limit, 50)
    assert counts[0] >= max(counts) - 1
    assert min(counts) >= min(6, limit // 3)
    assert set(chosen) <= set(evenly(claims, limit + 1))
    assert evenly(claims[::-1], limit) == chosen


def test_each_kind_left_out_is_judged_by_what_was_fitted_without_it() -> None:
    samples = [
        Sample(claim(number, kind, supported=kind == "voice"), {}) for number, kind in enumerate(("number", "voice"))
    ]
    fitted: list[set[str]] = []

    def model_of(others: Sequence[Sample]) -> JudgeModel:
        fitted.append({sample.claim.kind for sample in others})
        return JudgeModel(5.0, {})

    found = left_out(samples, samples, model_of)

    assert fitted == [{"voice"}, {"number"}]
    assert [(one.claim.kind, one.right) for one in found] == [("number", False), ("voice", True)]


def test_the_local_judge_is_tried_as_it_is_and_with_each_kind_left_out() -> None:
    claims = [one for one in load_claims() if one.part == "dev" and one.kind in {"number", "voice"}]

    embedder = CountingEmbedding()
    full = try_local(embedder, claims, "dev", claims)
    quick = try_local(CountingEmbedding(), claims, "dev")

    assert full.left_out is not None
    assert {"number", "voice"} <= {*full.left_out.caught, *full.left_out.false_alarms}
    assert full.made == quick.made
    assert quick.left_out is None
    assert embedder.seen
    assert len(embedder.seen) == len(set(embedder.seen)), "no text is embedded twice"


def test_mistakes_on_the_test_part_are_not_shown() -> None:
    hidden = claim(3, "voice", supported=True).model_copy(update={"part": "test"})

    assert measured(judge_all(WordJudge(), [hidden]), "words", "test").mistakes == ()


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_share_lies_within_its_interval(hits: int, missed: int) -> None:
    share = wilson(hits, hits + missed)

    if share.value is None:
        assert share.low is None
    else:
        assert 0 <= (share.low or 0) <= share.value + 1e-9
        assert share.value - 1e-9 <= (share.high or 0) <= 1


def test_a_small_sample_has_a_wide_interval() -> None:
    few, many = wilson(9, 10), wilson(900, 1000)

    assert (few.high or 0) - (few.low or 0) > 5 * ((many.high or 0) - (many.low or 0))


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ({"id": "c1"}, "same id"),
        ({"part": "test"}, "several: b"),
        ({"kind": "magic"}, "line 2 is not a claim"),
    ],
)
def test_claims_that_cannot_be_trusted_are_refused(tmp_path: Path, second: dict[str, str], message: str) -> None:
    one, two = (claim(number, "number", supported=False) for number in (1, 2))
    lines = (one.model_dump_json(), two.model_copy(update=second).model_dump_json(warnings=False))
    (tmp_path / "claims.jsonl").write_text("\n".join(lines), "utf-8")

    with pytest.raises(TillitError, match=message):
        load_claims(tmp_path)


def test_the_claims_are_those_that_were_frozen_before_the_judge_was_fitted() -> None:
    assert frozen_lines(load_claims()) == FROZEN.read_text("utf-8")


def test_there_are_claims_enough_and_all_kinds_are_in_every_part() -> None:
    claims = load_claims()
    made = [one for one in claims if one.kind != "natural"]

    assert sum(not one.supported for one in made) >= FEWEST_CORRUPTED
    assert sum(one.supported for one in made) >= FEWEST_KEPT
    assert 3 * sum(one.by == "llm" for one in made if not one.supported) >= sum(not one.supported for one in made)
    kinds = {one.kind for one in claims}
    assert all({one.kind for one in claims if one.part == part} == kinds for part in PARTS)


def test_a_claim_made_on_purpose_never_stands_in_its_quotes_when_it_is_wrong() -> None:
    wrong = [one for one in load_claims() if not one.supported and one.by == "hand"]

    assert [one.id for one in wrong if any(one.claim in quote for quote in one.quotes)] == []
