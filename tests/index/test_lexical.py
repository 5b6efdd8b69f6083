from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tillit.index.lexical import LexicalIndex, terms

TEXTS = ["Omsorgsteamene har akuttsekk i bilen.", "Sykepleierne har bedre tid.", "Lederne møttes på tavlemøte."]


def best(query: str) -> int:
    return int(LexicalIndex.of(TEXTS).scores(terms(query)).argmax())


def test_inflection_compounds_and_typos_find_the_word() -> None:
    assert best("omsorgsteam") == 0
    assert best("akutsekk") == 0
    assert best("sykepleier") == 1
    assert best("tavlemøter") == 2


def test_a_question_without_a_known_word_scores_nothing() -> None:
    assert LexicalIndex.of(TEXTS).scores(terms("xyzzy")).tolist() == [0.0, 0.0, 0.0]


def test_document_frequency_counts_texts() -> None:
    index = LexicalIndex.of(TEXTS)
    assert [index.document_frequency(term) for term in ("har", "tid", "xyzzy")] == [2, 1, 0]


def test_a_saved_index_scores_as_before(tmp_path: Path) -> None:
    index = LexicalIndex.of(TEXTS)
    index.save(tmp_path)
    assert LexicalIndex.load(tmp_path, 3).scores(terms("bilen")).tolist() == index.scores(terms("bilen")).tolist()


@given(st.text(max_size=50))
def test_any_text_has_terms_and_scores(text: str) -> None:
    scores = LexicalIndex.of(TEXTS).scores(terms(text))
    assert len(scores) == len(TEXTS)
    assert (scores >= 0).all()
