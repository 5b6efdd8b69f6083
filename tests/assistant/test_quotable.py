"""What may be quoted: nothing that a reader could not understand by itself."""

from pathlib import Path

import pytest
from tillit.assistant.write.quotable import Quotable, quotables
from tillit.index.build import build_index
from tillit.index.generation import Generation, open_generation

from ..index.fakes import CountingEmbedding


def quoted(folder: Path, text: str) -> list[list[str]]:
    """What may be quoted of ``text``, each as its lines."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "page.md").write_text(f"# Tillit\n\n{text}\n")
    embedder = CountingEmbedding()
    build_index([folder / "corpus"], folder / "index", embedder.model_name, lambda _: embedder, lambda _: None)
    generation = open_generation(folder / "index", embedder)
    return [_lines(generation, one) for one in quotables(generation, range(len(generation.units)))]


def _lines(generation: Generation, one: Quotable) -> list[str]:
    return [generation.unit_text(row) for row in one.rows]


def test_a_sentence_that_stands_alone_is_quoted_alone(tmp_path: Path) -> None:
    assert quoted(tmp_path, "Bergen innførte reformen. Lederne fikk ansvar.") == [
        ["Bergen innførte reformen."],
        ["Lederne fikk ansvar."],
    ]


@pytest.mark.parametrize("opening", ["Dette", "Det", "De", "Denne", "– Dette", "Han", "Derfor", "Også"])
def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(tmp_path: Path, opening: str) -> None:
    assert [
        "Lederne møttes i mai.",
        f"{opening} var viktig, sier lederen.",
    ] in quoted(tmp_path, f"Lederne møttes i mai. {opening} var viktig, sier lederen.")


def test_a_chain_of_pointing_sentences_is_quoted_from_what_they_point_to(tmp_path: Path) -> None:
    assert quoted(tmp_path, "Lederne møttes. Dette var viktig. Det ga ro.")[-1] == [
        "Lederne møttes.",
        "Dette var viktig.",
        "Det ga ro.",
    ]


def test_a_sentence_that_links_to_a_pointing_one_is_quoted_from_what_that_points_to(tmp_path: Path) -> None:
    assert quoted(tmp_path, "Lederne møttes. De var enige. Likevel ble det uro.")[-1] == [
        "Lederne møttes.",
        "De var enige.",
        "Likevel ble det uro.",
    ]


def test_a_title_in_the_text_is_not_quoted_and_a_figure_or_an_address_is(tmp_path: Path) -> None:
    text = "Mvh\n\nKari Berg Dahl\n\n42 500 kroner\n\nkari@bergen.no\n\nGratis."
    assert quoted(tmp_path, text) == [["42 500 kroner"], ["kari@bergen.no"], ["Gratis."]]


@pytest.mark.parametrize("opening", ["Dette", "De", "Denne", "Han"])
def test_a_sentence_that_points_to_nothing_is_never_quoted(tmp_path: Path, opening: str) -> None:
    assert quoted(tmp_path, f"{opening} var viktig.") == []


def test_a_sentence_that_only_links_may_open_a_section(tmp_path: Path) -> None:
    assert quoted(tmp_path, "Samtidig fikk lederne ansvar.") == [["Samtidig fikk lederne ansvar."]]


def test_a_question_is_never_quoted(tmp_path: Path) -> None:
    assert quoted(tmp_path, "Hvem leder reformen? Bergen leder den.") == [["Bergen leder den."]]


def test_a_list_is_quoted_whole_and_each_item_with_its_lead_in(tmp_path: Path) -> None:
    assert quoted(tmp_path, "Reformen har to mål:\n\n- mer tillit\n- mindre kontroll") == [
        ["Reformen har to mål:", "mer tillit", "mindre kontroll"],
        ["Reformen har to mål:", "mer tillit"],
        ["Reformen har to mål:", "mindre kontroll"],
    ]


def test_a_lead_in_that_points_back_brings_the_sentence_it_points_to(tmp_path: Path) -> None:
    text = "Bufetat drøfter flere temaer. Eksempler på dette er:\n\n- mål\n- kompetanse"
    assert ["Bufetat drøfter flere temaer.", "Eksempler på dette er:", "mål", "kompetanse"] in quoted(tmp_path, text)


def test_a_list_too_long_to_read_is_quoted_by_item_only(tmp_path: Path) -> None:
    items = "\n".join(f"- {'ord ' * 40}nummer {number}" for number in range(5))
    assert all(len(lines) == 2 for lines in quoted(tmp_path, f"Reformen har fem mål:\n\n{items}"))


def test_direct_speech_is_quoted_with_its_speaker_or_not_at_all(tmp_path: Path) -> None:
    assert quoted(tmp_path, "— Alle kjenner reformen. Vi er klare, sier Kari Moe.")[0] == [
        "— Alle kjenner reformen.",
        "Vi er klare, sier Kari Moe.",
    ]


def test_direct_speech_of_nobody_is_not_quoted(tmp_path: Path) -> None:
    assert quoted(tmp_path, "— Alle kjenner reformen. Bergen innførte den.") == [["Bergen innførte den."]]
