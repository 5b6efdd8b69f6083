"""The judging of the judge: what the claims are, and what the figures say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.verify import Verdict
from tillit.corpus.errors import TillitError
from tillit.evals.judge.claims import (
    FROZEN,
    PARTS,
    Claim,
    Kind,
    frozen_lines,
    judge_all,
    load_claims,
    measured,
    wilson,
)

FEWEST_CORRUPTED, FEWEST_KEPT = 250, 190


def claim(number: int, kind: Kind, *, supported: bool) -> Claim:
    text = f"{'Sant' if supported else 'Usant'} {number}"
    return Claim(
        id=f"c{number}", base="b", part="dev", kind=kind, by="hand", quotes=("q",), claim=text, supported=supported
    )


class WordJudge:
    """Believes what begins with "Sant", but not number 3."""

    def verdict(self, claim: str, quotes: object) -> Verdict:
        assert quotes
        return Verdict(0.9 if claim.startswith("Sant") and not claim.endswith("3") else 0.1, ("word",))


def test_a_report_counts_what_was_caught_and_what_was_wrongly_suspected() -> None:
    claims = [
        claim(1, "number", supported=False),
        claim(2, "voice", supported=True),
        claim(3, "voice", supported=True),
        claim(4, "natural", supported=False),
    ]

    report = measured(judge_all(WordJudge(), claims))

    assert (report.made.caught["number"].hits, report.made.false_alarms["voice"].value) == (1, 0.5)
    assert report.made.balanced_accuracy == 0.75
    assert report.natural.caught["all"].of == 1
    assert [mistake.id for mistake in report.mistakes] == ["c3"]


def test_mistakes_on_the_test_part_are_not_shown() -> None:
    hidden = claim(3, "voice", supported=True).model_copy(update={"part": "test"})

    assert measured(judge_all(WordJudge(), [hidden])).mistakes == ()


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
    kinds = {one.kind for one in claims}
    assert all({one.kind for one in claims if one.part == part} == kinds for part in PARTS)


def test_a_claim_made_on_purpose_never_stands_in_its_quotes_when_it_is_wrong() -> None:
    wrong = [one for one in load_claims() if not one.supported and one.by == "hand"]

    assert [one.id for one in wrong if any(one.claim in quote for quote in one.quotes)] == []
