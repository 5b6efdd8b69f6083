"""The documents that ship with the product: own words, nothing private, and in step with their manuscripts."""

import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from tillit.corpus.load import load
from tillit.corpus.provenance import work_at
from tillit.corpus.split import split
from tillit.corpus.types import Document
from tillit.evals.restated.facts import read_facts
from tillit.evals.restated.restatement import allowed_wording, lix, measure, quotable

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "corpus" / "documents"
MANUSCRIPTS = ROOT / "corpus" / "manuscripts"
GENERATED = {path.stem: path for path in MANUSCRIPTS.glob("*.md")}
IDS = [entry["id"] for entry in tomllib.loads((SHIPPED / "sources.toml").read_text("utf-8"))["source"]]

LISTS = ("ordliste-gjengitt", "tidslinje-gjengitt")
HIGHEST_LIX = 40
FEWEST_ENTRIES = 30
FEWEST_FACTS = 600

# A figure, or a word in capitals inside a sentence.
UNIQUE = re.compile(r"\d+|(?<=[^\W\d_,;)] )[A-ZÆØÅ][\w-]+")
E_MAIL = re.compile(r"\S@\S")
PHONE = re.compile(r"(?<!\d)(?:\+\d{2} ?)?(?:\d{8}|\d{2}(?: \d{2}){3}|\d{3} \d{2} \d{3})(?!\d)")
UNRESOLVED = re.compile(
    r"""(?:Dette|Denne|Disse|Slik|Slike|Sånn|Her|Der|Dermed|Derfor|Likevel|Han|Hun
    |(?:De|Den|Det)\s+(?:bidro|bidrar|betyr|betydde|burde|bør|fikk|får|førte|ga|gir|gjaldt|gjelder|gjorde|gjør|ha|hadde
        |har|innebar|innebærer|mener|mente|måtte|sa|sier|skulle|skyldes|viser|viste)
    |(?:De|Den)\s+(?:ble|blir|er|kan|kunne|må|skal|var|vil|ville))\b""",
    re.VERBOSE,
)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Document]:
    """The shipped documents by id, as the product itself loads them."""
    corpus = load([SHIPPED])
    assert corpus.skipped == ()
    return {document.source.id: document for document in corpus.documents}


def plain_lines(manuscript: Path) -> Iterator[str]:
    """The lines of a manuscript without Markdown's marks; tables are laid out anew and are left out."""
    for line in manuscript.read_text("utf-8").splitlines():
        text = re.sub(r"^(?:#+ |- |\d+\. |> ?)", "", line)
        if text and not text.startswith("|"):
            yield text


def test_every_file_of_the_folder_has_its_entry_and_every_entry_its_file() -> None:
    entries = tomllib.loads((SHIPPED / "sources.toml").read_text("utf-8"))["source"]
    files = {path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*") if path.is_file()}

    assert sorted(entry["file"] for entry in entries) == sorted(files - {"sources.toml", "questions.toml"})


@pytest.mark.parametrize("document_id", IDS)
def test_a_reader_sees_whose_words_a_document_is_in(shipped: dict[str, Document], document_id: str) -> None:
    document = shipped[document_id]

    assert document.source.voice == "restated"
    assert document.source.based_on
    opening = [document.text[block.start : block.end] for block in document.blocks[:5]]
    assert any(text.startswith("Gjengitt av Tillit etter ") for text in opening)


@pytest.mark.parametrize("document_id", IDS)
def test_that_statement_is_never_quoted_as_an_answer(shipped: dict[str, Document], document_id: str) -> None:
    assert not any("Gjengitt av Tillit" in sentence for sentence in quotable(shipped[document_id]))


def test_every_fact_of_the_originals_stands_in_the_section_that_restates_it(shipped: dict[str, Document]) -> None:
    report = measure(list(shipped.values()), read_facts(), None, allowed_wording())

    assert {row.document: row.lost for row in report.documents if row.lost} == {}
    assert sum(row.facts for row in report.documents) > FEWEST_FACTS


def test_every_word_of_the_originals_is_accounted_for_and_none_copied(
    shipped: dict[str, Document], originals: Path
) -> None:
    report = measure(list(shipped.values()), read_facts(), originals, allowed_wording())

    assert {row.document: row.shared for row in report.documents if row.shared} == {}
    listed = {row.document: row.unlisted for row in report.documents if row.facts}
    assert listed == dict.fromkeys(listed, ())


@pytest.mark.parametrize("document_id", LISTS)
def test_an_entry_of_the_glossary_or_the_timeline_rests_on_the_section_that_it_names(
    shipped: dict[str, Document], document_id: str
) -> None:
    behind: dict[str, str] = defaultdict(str)
    for document in shipped.values():
        for passage in split(document) if document.source.id not in LISTS else ():
            work = work_at(document, passage.start) or ""
            source = document.source
            known = (work, source.title, source.publisher or "", *passage.headings, passage.text)
            behind[work] += "\n".join(known).casefold()
    document = shipped[document_id]
    entries = [(entry.text, behind[work_at(document, entry.start) or ""]) for entry in split(document)]

    assert len(entries) > FEWEST_ENTRIES
    assert [
        (text, word) for text, there in entries for word in UNIQUE.findall(text) if word.casefold() not in there
    ] == []


@pytest.mark.parametrize("document_id", IDS)
def test_a_document_gives_no_one_s_phone_number_or_e_mail_address(
    shipped: dict[str, Document], document_id: str
) -> None:
    text = shipped[document_id].text

    assert E_MAIL.findall(text) == []
    assert PHONE.findall(text) == []


@pytest.mark.parametrize("document_id", IDS)
def test_a_sentence_can_be_quoted_alone(shipped: dict[str, Document], document_id: str) -> None:
    assert [sentence for sentence in quotable(shipped[document_id]) if UNRESOLVED.match(sentence)] == []


@pytest.mark.parametrize("document_id", IDS)
def test_a_document_is_easy_enough_to_read(shipped: dict[str, Document], document_id: str) -> None:
    assert (lix(quotable(shipped[document_id])) or 0) <= HIGHEST_LIX


@pytest.mark.parametrize("name", GENERATED)
def test_everything_in_a_manuscript_is_a_paragraph_a_heading_or_an_item_of_its_document(
    shipped: dict[str, Document], name: str
) -> None:
    document = shipped[f"{name}-gjengitt"]
    texts = (" ".join(document.text[block.start : block.end].split()) for block in document.blocks)
    blocks = {re.sub(r"^\d+\. ", "", text) for text in texts}

    assert [line for line in plain_lines(GENERATED[name]) if line not in blocks] == []


def test_making_the_documents_again_changes_no_word(shipped: dict[str, Document], tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "make_documents.py", tmp_path], check=True)

    made = load([tmp_path]).documents

    assert sorted(Path(document.file).stem for document in made) == sorted(GENERATED)
    for document in made:
        known = shipped[f"{Path(document.file).stem}-gjengitt"]
        assert (document.text, document.blocks) == (known.text, known.blocks)


@pytest.mark.parametrize(
    "sentence", ["Dette sparte penger.", "De fikk mer ansvar.", "Det førte til mer tillit.", "Den er avviklet."]
)
def test_the_check_of_openings_sees_what_points_back(sentence: str) -> None:
    assert UNRESOLVED.match(sentence)


@pytest.mark.parametrize("sentence", ["De ansatte i OT fikk mer ansvar.", "Det er lite forskning på reformen."])
def test_the_check_of_openings_lets_named_things_pass(sentence: str) -> None:
    assert not UNRESOLVED.match(sentence)


@pytest.mark.parametrize("text", ["Ring 55 56 55 56", "ring +47 99999999", "ring 951 23 456"])
def test_the_check_of_phone_numbers_sees_how_they_are_written(text: str) -> None:
    assert PHONE.search(text)
