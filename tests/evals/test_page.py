"""The report as a page: what it tells, and that it needs nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import html  # pyright: ignore[reportMissingTypeStubs]
from playwright.sync_api import Browser, sync_playwright
from tillit.assistant.calibration import Setting
from tillit.evals.compare import compare
from tillit.evals.judge.agreement import Agreement
from tillit.evals.report.page import to_html
from tillit.evals.types import Report

from .rows import ANSWERED, JUDGED, QUOTE, REFUSED, SHOWN, report

LOST = replace(
    ANSWERED,
    id="lost-nn",
    register="nn",
    question="Kor <lenge> varte HELTOM?",
    hit_5=0.0,
    nuggets=0.0,
    nuggets_missing=("12 måneder",),
    missed=("varte i 12 måneder",),
    shown=(replace(SHOWN, text="Bergen <b>prøvde</b>.", quotes=(replace(QUOTE, quote="Bergen <b>prøvde</b>."),)),),
)
REPORT = report([LOST, ANSWERED, REFUSED])
CALIBRATION = (Setting(0.3, 0.9, 0.1, 0.18), Setting(0.8, 0.4, 0.01, 0.04))
OTHER = replace(
    JUDGED,
    judge="llm qwen",
    left_out=None,
    agreement=Agreement(60, 0.65, None),
    with_local=Agreement(58, 0.7, 0.4),
    no_verdict={"Too slow.": 18},
)
TIMES = {"total": (30.0, 35.0, 80.0)}


def page(shown: Report = REPORT) -> str:
    before = report([replace(LOST, hit_5=1.0), ANSWERED, REFUSED])
    comparison = compare(before, shown, samples=50)
    return to_html(shown, TIMES, comparison=comparison, judge=JUDGED, others=[OTHER], calibration=CALIBRATION)


def parsed(markup: str) -> Any:  # noqa: ANN401 - lxml has no types
    return cast("Any", html).fromstring(markup)


def text(markup: str) -> str:
    return " ".join(parsed(markup).text_content().split())


def test_it_tells_the_figures_their_change_and_what_was_missing() -> None:
    told = text(page())
    assert "hit@5 0.500" in told
    assert "-0.500" in told
    assert "Broken: 1" in told
    assert "not shown: 12 måneder" in told
    assert "not among the five best: varte i 12 måneder" in told
    assert "By document" in told
    assert "20 % 0.300 %100 %" in told
    assert "Half of the answers took up to 35 ms" in told


def test_it_tells_what_the_judge_is_worth_by_kind_with_and_without_having_seen_it() -> None:
    told = text(page())
    assert "held against 78 claims of the accept part" in told
    assert "agrees with them on 86 % (Cohen's kappa 0.71)" in told
    assert "Made on purpose 21 of 29" in told
    assert "kind left out 17 of 29" in told
    assert "A model's own 9 of 12" in told
    assert "number 19 of 20 0.76 – 0.99 16 of 20" in told
    assert "let pass, but does not follow (support 0.93; role) Kommunen <ledet> staten." in told


def test_another_judge_stands_beside_it() -> None:
    told = text(page())
    assert "llm qwen 60 18 65% – 70% 30 of 41" in told
    assert "Beside other judges" not in text(to_html(REPORT, TIMES, judge=JUDGED))


def test_texts_of_others_are_escaped() -> None:
    assert "<ledet>" not in page()
    assert "<lenge>" not in page()
    assert "<b>prøvde" not in page()
    assert "Kor <lenge> varte HELTOM?" in text(page())


def test_it_needs_no_script_and_asks_no_one_for_anything() -> None:
    tree = parsed(page())
    assert not tree.xpath("//script | //link | //img | //iframe | //@src | //@onclick")
    assert all(reference.startswith("#") for reference in tree.xpath("//@href"))
    assert not re.search(r"url\(|@import|https?://", page())


def test_headings_tables_and_plots_can_be_read_without_seeing_them() -> None:
    tree = parsed(page())
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(level <= before + 1 for before, level in pairwise(levels))
    assert all(cell.get("scope") in {"col", "row"} for cell in tree.xpath("//th"))
    drawings = tree.xpath("//svg[@role='img']")
    assert len(drawings) == 4
    ids = list(tree.xpath("//@id"))
    assert len(ids) == len(set(ids))
    for drawing in drawings:
        named = [tree.xpath(f"//*[@id='{name}']") for name in drawing.get("aria-labelledby").split()]
        assert all(found and found[0].text_content().strip() for found in named)


def test_without_a_baseline_a_judge_times_and_answers_it_still_stands() -> None:
    told = text(to_html(report([REFUSED]), {}))
    assert "No baseline to compare with." in told
    assert "No case lacks anything." in told
    assert "Time to answer" not in told
    assert "The judge" not in told


def test_the_cases_of_the_test_part_are_not_on_it() -> None:
    told = text(page(replace(REPORT, part="test")))
    assert "12 måneder" not in told
    assert "Kommunen" not in told
    assert "hit@5 0.500" in told


def test_what_must_never_be_stands_on_top() -> None:
    told = text(page(report([replace(ANSWERED, repeatable=False)])))
    assert told.index("long-nb: asked twice") < told.index("Headline")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_a_phone_and_a_desk_in_light_and_dark(
    browser: Browser, tmp_path: Path, width: int, scheme: str
) -> None:
    (tmp_path / "report.html").write_text(page(), "utf-8")
    dark = scheme == "dark"
    opened = browser.new_page(viewport={"width": width, "height": 740}, color_scheme="dark" if dark else "light")
    opened.goto((tmp_path / "report.html").as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    ink, ground = (opened.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor"))
    assert (sum(rgb(ink)) > sum(rgb(ground))) is dark
    opened.close()


def rgb(color: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", color)[:3]]
