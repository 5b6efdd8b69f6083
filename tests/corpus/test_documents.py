"""The documents that ship with the product: own words, nothing private, and in step with their manuscripts."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tillit.corpus.load import load
from tillit.corpus.split import split
from tillit.corpus.types import Document

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "corpus" / "documents"
MANUSCRIPTS = ROOT / "corpus" / "manuscripts"
GENERATED = {path.stem: path for path in MANUSCRIPTS.glob("*.md")}
IDS = [entry["id"] for entry in tomllib.loads((SHIPPED / "sources.toml").read_text("utf-8"))["source"]]

RUN = 9
HIGHEST_LIX = 45

# The reform's own wording, in the order and the versions in which the originals give it.
PRINCIPLES = (
    """Ansatte skal få tillit og ansvar. Åpenhet, klare mål og dialog skal være utgangspunkt for oppgavene vi skal løse.
    Tjenestene skal bygge opp under brukernes egne ressurser, og involvere pårørende. Ledelse og styring skal fokusere
    på mål og resultater. Utvikling og faglig handlingsrom skal være kunnskapsbasert. Utøvelse av tjenester skal bygge
    på kunnskap om hva som virker. Ledelse og engasjerte medarbeidere skal fremme innovasjon.""",
    """Ansatte skulle få tillit og ansvar, Åpenhet, klare mål og dialog skulle være utgangspunkt for oppgaveløsningen,
    Tjenestene skulle bygge opp under brukernes egne ressurser og involvere pårørende, Ledelse og styring skal fokusere
    på mål og resultater, Utvikling og handlingsrom skulle være kunnskapsbasert, Utøvelse av tjenester skulle bygge på
    kunnskap som virker, Ledelse og engasjerte medarbeidere skulle fremme innovasjon.""",
)

# The title of the research project behind the originals' research report.
PROJECT = "Teamorganisering for bedre utnytting av kompetanse i kommunale helsetjenester"

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


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation and without the numbers of its lists."""
    return re.findall(r"\w+", re.sub(r"^\s*\d+\.\s", "", text, flags=re.MULTILINE).lower())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def quotable(document: Document) -> Iterator[str]:
    """Everything of the document that an answer may quote: its sentences, list items and table rows."""
    return (document.text[unit.start : unit.end] for passage in split(document) for unit in passage.units)


def lix(document: Document) -> float:
    """The readability index of Björnsson (1968): words per sentence plus the percentage of words over six letters."""
    sentences = list(quotable(document))
    every = [word for sentence in sentences for word in words(sentence)]
    return len(every) / len(sentences) + 100 * sum(len(word) > 6 for word in every) / len(every)


def plain_lines(manuscript: Path) -> Iterator[str]:
    """The lines of a manuscript without Markdown's marks; tables are laid out anew and are left out."""
    for line in manuscript.read_text("utf-8").splitlines():
        text = re.sub(r"^(?:#+ |- |\d+\. |> ?)", "", line)
        if text and not text.startswith("|"):
            yield text


def test_every_file_of_the_folder_has_its_entry_and_every_entry_its_file() -> None:
    entries = tomllib.loads((SHIPPED / "sources.toml").read_text("utf-8"))["source"]
    files = {path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*") if path.is_file()}

    assert sorted(entry["file"] for entry in entries) == sorted(files - {"sources.toml"})


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


@pytest.mark.parametrize("document_id", IDS)
def test_a_document_is_in_own_words(shipped: dict[str, Document], document_id: str, originals: Path) -> None:
    entries = tomllib.loads((originals / "sources.toml").read_text("utf-8"))["source"]
    allowed = {run for text in (*PRINCIPLES, PROJECT, *(entry["title"] for entry in entries)) for run in runs(text)}
    theirs = {run for entry in entries for run in runs((originals / entry["file"]).read_text("utf-8"))}

    shared = (runs(shipped[document_id].text) & theirs) - allowed

    assert sorted(" ".join(run) for run in shared) == []


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
    assert lix(shipped[document_id]) <= HIGHEST_LIX


@pytest.mark.parametrize("name", GENERATED)
def test_everything_in_a_manuscript_stands_in_its_document(shipped: dict[str, Document], name: str) -> None:
    text = " ".join(shipped[f"{name}-gjengitt"].text.split())

    assert [line for line in plain_lines(GENERATED[name]) if line not in text] == []


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
