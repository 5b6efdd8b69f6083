"""The commands over the records: exported cases can be read, gaps are the page's, and purging deletes."""

import json
import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.settings import Settings
from tillit.evals.dataset import load_cases
from tillit.ui.cli import app
from tillit.ui.product import Product, real_product
from tillit.ui.records.export import to_toml
from tillit.ui.records.types import About, Cell, Feedback, Place
from typer.testing import CliRunner, Result

from ..remembering import MONDAY, TASKS, FakeRecords

TODAY = date.today()  # noqa: DTZ011 - as the commands take it
REFUSED = About("nn", "not_in_sources", Place("plan", ('Om "laga"',)))
GIVEN = (
    Feedback("1", TODAY, TASKS, "down", ("wrong",), 'Tallet er "feil".\nSe side 3', 'Hva er "lag"?'),
    Feedback("2", TODAY, TASKS, "down", ("should_not_have_answered",), "", "Hva tjener de?"),
    Feedback("3", TODAY, REFUSED, "up", (), "", "Kva kostar det?"),
    Feedback("4", TODAY, REFUSED, "down", ("should_have_known",), "", "Kor mange lag?"),
    Feedback("5", TODAY, TASKS, "up"),
)


def run(records: FakeRecords, arguments: Sequence[str]) -> Result:
    real = real_product()
    product = Product(real.index_exists, real.build, real.open_assistant, real.load, real.serve, lambda _: records)
    return CliRunner().invoke(app, list(arguments), obj=product)


@pytest.fixture
def records() -> FakeRecords:
    records = FakeRecords(given={given.id: given for given in GIVEN})
    day = TODAY - timedelta(days=1)
    records.counted.update(
        {Cell(day, TASKS, "asked"): 9, Cell(day, REFUSED, "asked"): 6, Cell(TODAY, TASKS, "asked"): 50}
    )
    return records


def test_exported_feedback_can_be_read_as_cases(records: FakeRecords, tmp_path: Path) -> None:
    result = run(records, ["feedback", "export"])
    assert result.exit_code == 0
    (tmp_path / "drafts.toml").write_text(result.stdout, encoding="utf-8")
    cases = load_cases(tmp_path)
    assert [(case.question.text, case.refusal, case.register, case.part) for case in cases] == [
        ('Hva er "lag"?', None, "nb", "dev"),
        ("Hva tjener de?", "not_in_sources", "nb", "dev"),
        ("Kva kostar det?", "not_in_sources", "nn", "dev"),
        ("Kor mange lag?", None, "nn", "dev"),
    ]
    assert '# Tallet er "feil".\n# Se side 3\n' in result.stdout
    assert result.stderr == "4 drafts; 1 votes came without their question.\n"


@given(st.text(min_size=1), st.text())
def test_any_text_can_be_exported(question: str, text: str) -> None:
    toml = to_toml([Feedback("1", MONDAY, TASKS, "down", (), text, question)])
    assert tomllib.loads(toml)["cluster"][0]["case"][0]["question"] == question


def test_all_feedback_is_written_as_json_lines(records: FakeRecords) -> None:
    lines = [json.loads(line) for line in run(records, ["feedback", "export", "--json"]).stdout.splitlines()]
    assert [line["vote"] for line in lines] == ["down", "down", "up", "down", "up"]
    assert lines[3]["headings"] == ['Om "laga"']
    assert "id" not in lines[0]


def test_gaps_are_listed_without_today_unless_asked_for(records: FakeRecords) -> None:
    usual = [json.loads(line) for line in run(records, ["report", "gaps", "--json"]).stdout.splitlines()]
    assert [(row["place"]["document"], row["asked"], row["refused"]) for row in usual] == [
        ("plan", 6, 6),
        ("lag-gjengitt", 9, 0),
    ]
    today = [json.loads(line) for line in run(records, ["report", "gaps", "--json", "--today"]).stdout.splitlines()]
    assert [row["asked"] for row in today] == [6, 59]
    table = run(records, ["report", "gaps"]).stdout
    assert "lag-gjengitt > " in table
    assert "Not answered" in table


def test_where_there_is_nothing_to_report_it_says_why() -> None:
    result = run(FakeRecords(), ["report", "gaps"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing to show yet" in result.stderr


def test_purging_says_what_it_deleted(records: FakeRecords) -> None:
    result = run(records, ["purge"])
    assert result.stdout == "Deleted: feedback 1, questions 2, counts 3.\n"
    settings = Settings()
    assert records.purged == [(TODAY - timedelta(settings.retention_days), TODAY - timedelta(settings.counts_days))]


def test_purging_all_takes_today_too(records: FakeRecords) -> None:
    run(records, ["purge", "--all"])
    assert records.purged[0][0] > TODAY


@pytest.mark.parametrize("command", [["feedback", "export"], ["report", "gaps"], ["purge"]])
def test_a_database_that_is_away_is_told_and_fails_the_command(command: list[str]) -> None:
    result = run(FakeRecords(away=True), command)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "Error: the database is away\n")
