from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tillit.assistant.types import Turn
from tillit.corpus.errors import TillitError
from tillit.evals.dataset import Quote, frozen_lines, load_cases

FILE = """
[[cluster]]
id = "heltom"
split = "dev"
kind = "fact"
evidence = [[{ document = "norce", quote = "12 måneder" }]]
nuggets = [{ vital = "12 måneder", pattern = '12 måneder' }, { trap = "noe annet", pattern = '5,1' }]

[[cluster.case]]
id = "one"
register = "nb"
question = "Hvor lenge?"

[[cluster.case]]
id = "two"
register = "en"
kind = "follow-up"
history = ["Hva er HELTOM?", "Et forsøk."]
question = "And for how long?"
nuggets = [{ vital = "et år", pattern = 'år' }]
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str) -> Path:
        (tmp_path / "cases.toml").write_text(content, encoding="utf-8")
        return tmp_path

    return written


def test_cases_take_from_their_cluster_what_they_do_not_say_themselves(write: Write) -> None:
    one, two = load_cases(write(FILE))
    assert (one.cluster, one.part, one.kind, one.register) == ("heltom", "dev", "fact", "nb")
    assert one.evidence == two.evidence == ((Quote("norce", "12 måneder"),),)
    assert [nugget.text for nugget in one.of_weight("vital")] == ["12 måneder"]
    assert [nugget.text for nugget in one.of_weight("trap")] == ["noe annet"]
    assert two.kind == "follow-up"
    assert [nugget.text for nugget in two.nuggets] == ["et år"]


def test_a_history_is_told_in_turn_the_askers_message_first(write: Write) -> None:
    _, two = load_cases(write(FILE))
    assert two.question.history == (Turn("user", "Hva er HELTOM?"), Turn("assistant", "Et forsøk."))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (FILE.replace('register = "en"', 'registr = "en"'), "registr"),
        (FILE.replace('split = "dev"', 'split = "train"'), "train"),
        (FILE.replace("pattern = '12 måneder'", "pattern = '12 (måneder'"), "pattern"),
        (FILE.replace("{ vital =", '{ okay = "x", vital ='), "either vital, okay or trap"),
        (FILE.replace('kind = "fact"', ""), "has no kind"),
        ("not toml", "cases.toml"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_the_file_and_the_place(write: Write, wrong: str, told: str) -> None:
    with pytest.raises(TillitError, match=told) as error:
        load_cases(write(wrong))
    assert "cases.toml" in str(error.value)


def test_a_quote_is_found_wherever_it_stands_with_any_white_space_between_its_words() -> None:
    text = "En to\ntre. En   to tre. En totre."
    spans = Quote("a", "En to tre").spans_in(text)
    assert [text[span.start : span.end] for span in spans] == ["En to\ntre", "En   to tre"]


@given(st.text(), st.text(min_size=1).filter(lambda quote: bool(quote.split())), st.text())
def test_a_quote_with_any_characters_is_found_in_a_text_that_holds_it(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    held = " ".join(quote.split())
    assert held in {" ".join(text[s.start : s.end].split()) for s in Quote("a", quote).spans_in(text)}


def test_any_change_to_a_test_case_changes_its_frozen_line_and_a_change_on_dev_does_not(write: Write) -> None:
    test_part = FILE.replace('split = "dev"', 'split = "test"')
    before = frozen_lines(load_cases(write(test_part)))
    assert frozen_lines(load_cases(write(test_part.replace("Hvor lenge?", "Hvor lenge da?")))) != before
    assert frozen_lines(load_cases(write(test_part.replace("5,1", "5,2")))) != before
    on_dev = frozen_lines(load_cases(write(FILE)))
    assert frozen_lines(load_cases(write(FILE.replace("Hvor lenge?", "Hvor lenge da?")))) == on_dev
