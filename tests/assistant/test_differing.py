"""Times that sources give, and whether they can both be true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.differing import Time, differ, time_in


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Forsøket gikk fra 2019 til 2021.", Time(13, 36, (2019, 2021))),
        ("I 2019/2020 ble modellen prøvd ut.", Time(1, 24, (2019, 2020))),
        ("Piloten går over tolv måneder.", Time(12, 12, None)),
        ("Prosjektet varer i 3 år.", Time(36, 36, None)),
        ("Vi gjorde 20 intervjuer i løpet av seks dager.", None),
        ("Bystyret vedtok reformen i 2017.", None),
    ],
)
def test_a_period_or_a_length_is_read_from_a_sentence(text: str, time: Time | None) -> None:
    assert time_in(text) == time


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("varte 12 måneder", "gikk fra 2019 til 2021", True),
        ("varte 12 måneder", "gikk i 2019/2020", False),
        ("varte 2 år", "gikk fra 2019 til 2021", False),
        ("gikk fra 2019 til 2021", "gikk i 2019/2020", True),
        ("varte 12 måneder", "varte 3 år", True),
    ],
)
def test_times_differ_when_both_cannot_be_true(one: str, other: str, expected: bool) -> None:
    first, second = time_in(one), time_in(other)
    assert first is not None
    assert second is not None
    assert differ(first, second) == expected


@given(st.integers(1950, 2030), st.integers(1, 30))
def test_nothing_differs_from_itself(first: int, years: int) -> None:
    time = time_in(f"gikk fra {first} til {first + years}")
    assert time is not None
    assert not differ(time, time)
