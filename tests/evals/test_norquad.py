import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.corpus.errors import TillitError
from tillit.evals.metrics import Place
from tillit.evals.norquad import half_of, load_documents, load_questions, measure

TEXT = "Fana\n\nFana er en bydel i Bergen.\n Den ligger i sør."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "documents.jsonl").write_text(f'{{"id": "nq1", "text": {TEXT!r}}}\n'.replace("'", '"'), "utf-8")
    (tmp_path / "questions.jsonl").write_text(
        '{"id": "q1", "question": "Hvor ligger Fana?", "document": "nq1", "answer": "i sør", "start": 46}\n', "utf-8"
    )
    return tmp_path


def test_a_text_becomes_a_document_with_a_paragraph_a_line(data: Path) -> None:
    (document,) = load_documents(data)
    assert document.text == TEXT
    assert document.source.title == "Fana"
    assert [document.text[block.start : block.end] for block in document.blocks] == [
        "Fana",
        "Fana er en bydel i Bergen.",
        "Den ligger i sør.",
    ]


@given(st.text(max_size=20))
def test_halves_go_by_the_last_bit_of_the_sha256(document_id: str) -> None:
    digest = int(hashlib.sha256(document_id.encode()).hexdigest(), 16)
    assert half_of(document_id) == ("A" if digest % 2 == 0 else "B")


@pytest.mark.parametrize(
    ("ranking", "hit_1", "hit_5"),
    [
        ([Place("nq1", 0, 100)], 1, 1),
        ([Place("nq2", 0, 100), Place("nq1", 46, 60)], 0, 1),
        ([Place("nq1", 0, 46)], 0, 0),
        ([Place("nq2", 0, 3990), Place("nq1", 0, 100)], 0, 0),
        ([Place("nq2", 0, 1)] * 5 + [Place("nq1", 0, 100)], 0, 0),
    ],
    ids=["first", "second", "stops before the answer", "beyond the budget", "sixth"],
)
def test_a_hit_spans_the_answer_among_five_passages_within_the_budget(
    data: Path, ranking: list[Place], hit_1: float, hit_5: float
) -> None:
    report = measure(load_questions(data), lambda _: ranking, lambda _: [], half=None, documents=1, passages=1)
    assert (report.hit_1, report.hit_5) == (hit_1, hit_5)


@pytest.mark.parametrize(
    ("sentences", "quoted"),
    [
        (["Fana er stor.", "Fana ligger\nI  SØR."], 1),
        (["En.", "To.", "Tre.", "Fana ligger i sør."], 0),
        ([], 0),
    ],
)
def test_an_answer_must_stand_in_the_first_three_sentences(data: Path, sentences: list[str], quoted: float) -> None:
    report = measure(load_questions(data), lambda _: [], lambda _: sentences, half=None, documents=1, passages=1)
    assert report.quoted == quoted


def test_only_the_questions_of_the_half_are_asked(data: Path) -> None:
    other = "A" if half_of("nq1") == "B" else "B"
    report = measure(load_questions(data), lambda _: [], lambda _: [], half=other, documents=1, passages=1)
    assert report.questions == 0
    assert report.hit_5 is None


def test_a_folder_without_the_data_is_told(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="--data"):
        load_documents(tmp_path)


def test_every_answer_stands_where_the_data_says(norquad: Path) -> None:
    texts = {document.source.id: document.text for document in load_documents(norquad)}
    questions = load_questions(norquad)
    assert len(texts) == 353
    assert len(questions) == 472
    assert all(texts[q.document][q.start :].startswith(q.answer) for q in questions)
