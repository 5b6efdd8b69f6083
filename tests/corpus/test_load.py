"""What a maintainer meets who puts a folder of files in front of Tillit."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tillit.corpus.errors import TillitError
from tillit.corpus.files import find_files, fingerprint
from tillit.corpus.limits import Limits
from tillit.corpus.load import load

from . import making

GOOD = "# Om reformen\n\nReformen gir de ansatte mer tillit.\n"


def write(folder: Path, **files: bytes | str) -> Path:
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def reasons(folder: Path, limits: Limits | None = None) -> dict[str, str]:
    return {skipped.file: skipped.reason for skipped in load([folder], limits=limits).skipped}


def test_every_format_is_loaded_from_subfolders_in_a_stable_order(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD, b__c_docx=making.word(), b__d_pptx=making.slides(), e_txt="Bare en setning om tillit.")
    write(tmp_path, f_html="<p>Noe om tillit.</p>", g_pdf=making.pdf("= Tittel\nNoe om tillit i PDF.", tmp_path))
    (tmp_path / "source.typ").unlink()
    corpus = load([tmp_path])
    assert [(document.file, document.source.id) for document in corpus.documents] == [
        ("a.md", "a"),
        ("e.txt", "e"),
        ("f.html", "f"),
        ("g.pdf", "g"),
        ("b/c.docx", "b-c"),
        ("b/d.pptx", "b-d"),
    ]
    assert [document.source.title for document in corpus.documents][:3] == ["Om reformen", "e", "f"]
    assert corpus.skipped == ()


def bad_files(folder: Path) -> dict[str, tuple[bytes, str]]:
    sound = making.pdf("Tekst om tillit.", folder)
    (folder / "source.typ").unlink()
    word = making.word()
    entities = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaa">]><w:document>&a;</w:document>'
    return {
        "empty.txt": (b"", "empty"),
        "blank.md": (b" \n\n ", "empty"),
        "locked.pdf": (making.encrypted_pdf(sound), "encrypted"),
        "locked.docx": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        "half.pdf": (sound[: len(sound) // 3], "damaged"),
        "half.docx": (word[: len(word) // 2], "damaged"),
        "hollow.docx": (making.zip_of({"word/document.xml": b"<w:document/>"}), "damaged"),
        "entities.docx": (making.replaced(word, "word/document.xml", entities), "damaged"),
        "bomb.docx": (making.replaced(word, "word/media/x.xml", b" " * 30_000_000), "too_large"),
        "scan.pdf": (making.blank_pdf(), "no_text"),
        "really-pdf.txt": (sound, "wrong_type"),
        "really-word.pptx": (word, "wrong_type"),
        "really-page.txt": (b"<!DOCTYPE html><html><body>Hei</body></html>", "wrong_type"),
        "really-text.pdf": (b"Bare tekst", "wrong_type"),
        "picture.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "unknown_type"),
        "sheet.xlsx": (making.zip_of({"xl/workbook.xml": b"<x/>"}), "unknown_type"),
        "README": (b"Les meg", "unknown_type"),
        "noise.txt": (bytes(range(256)) * 20, "wrong_type"),
        "garbled.txt": ("Små øyer og blåbær".encode("cp865"), "bad_encoding"),
        "twin.md": (GOOD.encode(), "duplicate"),
        "same-text.html": (b"<h1>Om reformen</h1><p>Reformen gir de ansatte mer tillit.</p>", "duplicate"),
    }


def test_each_bad_file_is_skipped_with_its_reason_and_what_to_do_and_the_rest_is_loaded(tmp_path: Path) -> None:
    bad = bad_files(tmp_path)
    for name, (data, _) in bad.items():
        (tmp_path / name).write_bytes(data)
    write(tmp_path, a_md=GOOD)
    corpus = load([tmp_path])
    assert {skipped.file: skipped.reason for skipped in corpus.skipped} == {
        name: want for name, (_, want) in bad.items()
    }
    assert all(len(skipped.message) > 30 and skipped.message[-1] == "." for skipped in corpus.skipped)
    assert [document.file for document in corpus.documents] == ["a.md"]
    assert "a.md" in next(skipped.message for skipped in corpus.skipped if skipped.file == "twin.md")


def test_a_file_that_keeps_the_parser_busy_is_stopped(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD, busy_txt="".join(f"Linje {n} om tillit og ansvar\n" for n in range(90_000)))
    assert reasons(tmp_path, Limits(cpu_seconds=1)) == {"busy.txt": "too_slow"}


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_without_read_access_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD, secret_md=GOOD + "Mer.")
    (tmp_path / "secret.md").chmod(0)
    assert reasons(tmp_path) == {"secret.md": "unreadable"}


def test_a_file_that_takes_too_much_memory_or_space_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD, big_txt="Tillit er bra. " * 100_000)
    assert reasons(tmp_path, Limits(file=1_000_000)) == {"big.txt": "too_large"}
    assert reasons(tmp_path, Limits(answer=500_000)) == {"big.txt": "too_large"}
    assert reasons(tmp_path, Limits(memory=40 << 20)) == {"big.txt": "too_large"}


def test_sources_toml_says_what_a_document_is(tmp_path: Path) -> None:
    entry = (
        '[[source]]\nfile = "b/a.md"\nid = "om"\ntitle = "Om"\npublisher = "Kommunen"\nyear = 2020\nkind = "note"\n'
        'authority = "official"\nvoice = "restated"\nbased_on = "Rapporten"\nurl = "https://example.no/a"\n'
        "valid_from = 2020-01-01\nvalid_to = 2021-01-01\n[[source]]\nfile = 'gone.pdf'\n"
    )
    write(tmp_path, b__a_md=GOOD, sources_toml=entry)
    corpus = load([tmp_path])
    source = corpus.documents[0].source
    assert (source.id, source.title, source.authority, source.voice) == ("om", "Om", "official", "restated")
    assert str(source.valid_to) == "2021-01-01"
    assert [(skipped.file, skipped.reason) for skipped in corpus.skipped] == [("gone.pdf", "missing")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[source]\n", "not valid TOML"),
        ('[[source]]\nfile = "a.md"\nauthority = "holy"\n', "authority"),
        ('[[source]]\nfile = "a.md"\nauhtor = "x"\n', "auhtor"),
        ('[[source]]\nfile = "a.md"\nyear = "i fjor"\n', "year"),
        ('[[source]]\nfile = "a.md"\nid = "a b"\n', "id"),
        ('[[source]]\nfile = "a.md"\nvalid_from = 2021-01-01\nvalid_to = 2020-01-01\n', "valid_to"),
        ('[[source]]\ntitle = "x"\n', "file"),
        ('[[source]]\nfile = "a.md"\nid = "x"\n[[source]]\nfile = "b.md"\nid = "x"\n', "repeats"),
        ('[source]\nfile = "a.md"\n', "source"),
        ("source = [3]\n", "entry 1"),
    ],
)
def test_a_wrong_sources_toml_is_a_clear_error(tmp_path: Path, text: str, says: str) -> None:
    write(tmp_path, a_md=GOOD, sources_toml=text)
    with pytest.raises(TillitError, match=says):
        load([tmp_path])


def test_two_folders_keep_ids_apart_and_refuse_the_same_one_twice(tmp_path: Path) -> None:
    one = write(tmp_path / "one", a_md=GOOD)
    two = write(tmp_path / "two", a_md=GOOD + "Og mer.")
    assert [document.source.id for document in load([one, two]).documents] == ["a", "a-2"]
    for folder in (one, two):
        write(folder, sources_toml='[[source]]\nfile = "a.md"\nid = "om"\n')
    with pytest.raises(TillitError, match="'om'"):
        load([one, two])


def test_a_missing_or_empty_folder_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TillitError, match="does not exist"):
        load([tmp_path / "nowhere"])
    with pytest.raises(TillitError, match="Put documents"):
        load([tmp_path])


def test_a_known_file_is_not_parsed_again_but_its_source_is_read_anew(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD, sources_toml='[[source]]\nfile = "a.md"\ntitle = "Ny tittel"\nyear = 2021\n')
    first = load([tmp_path]).documents[0]
    marked = replace(first, text=first.text.replace("Reformen", "REFORMEN"))
    write(tmp_path, sources_toml='[[source]]\nfile = "a.md"\ntitle = "Nyere tittel"\n')
    again = load([tmp_path], known={first.sha256: marked}).documents[0]
    assert again.text == marked.text
    assert (again.source.title, again.source.year) == ("Nyere tittel", None)


def test_hidden_files_and_links_out_of_the_folder_are_left_out(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", secret_md=GOOD)
    folder = write(tmp_path / "corpus", a_md=GOOD)
    (folder / ".hidden.md").write_text(GOOD)
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "folder").symlink_to(outside)
    assert [file.name for file in find_files([folder])] == ["a.md"]


def test_the_fingerprint_changes_with_names_contents_and_sources_and_with_nothing_else(tmp_path: Path) -> None:
    folder = write(tmp_path / "corpus", a_md=GOOD)
    seen = [fingerprint([folder])]
    (folder / "a.md").touch()
    assert fingerprint([folder]) == seen[0]
    write(folder, a_md=GOOD + "Mer.")
    seen.append(fingerprint([folder]))
    write(folder, sources_toml='[[source]]\nfile = "a.md"\n')
    seen.append(fingerprint([folder]))
    (folder / "a.md").rename(folder / "b.md")
    seen.append(fingerprint([folder]))
    assert len(set(seen)) == 4


def test_a_known_file_without_an_entry_keeps_the_title_that_it_gives_itself(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD)
    first = load([tmp_path]).documents[0]
    marked = replace(first, text=first.text.replace("Reformen", "REFORMEN"))
    again = load([tmp_path], known={first.sha256: marked}).documents[0]
    assert (again.text, again.source.title) == (marked.text, "Om reformen")


def test_questions_that_a_sentence_answers_stand_at_its_place_and_do_not_change_the_text(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD)
    plain = load([tmp_path]).documents[0]
    write(tmp_path, questions_toml='["a.md"]\n"Reformen gir de" = ["Hva får vi?", "What is it for?"]\n')
    (document,) = load([tmp_path]).documents
    start = document.text.index("Reformen gir")
    assert [(one.question, one.start) for one in document.anticipated] == [
        ("Hva får vi?", start),
        ("What is it for?", start),
    ]
    assert replace(document, anticipated=()) == plain


def test_questions_whose_sentence_or_file_is_gone_are_told_and_the_rest_is_loaded(tmp_path: Path) -> None:
    lists = '["a.md"]\n"Reformen tar" = ["Hva tar den?"]\n"e" = ["Hva?"]\n\n["b.md"]\n"Noe" = ["Hvem?"]\n'
    write(tmp_path, a_md=GOOD, questions_toml=lists)
    corpus = load([tmp_path])
    assert corpus.documents[0].anticipated == ()
    assert [(one.file, one.reason) for one in corpus.skipped] == [
        ("b.md", "missing"),
        ("questions.toml", "missing"),
        ("questions.toml", "missing"),
    ]
    assert "'Reformen tar' does not stand in a.md" in corpus.skipped[1].message


@pytest.mark.parametrize("text", ["[", '["a.md"]\n"Reformen" = "Hva?"\n', '["a.md"]\n"Reformen" = []\n', "a = 1"])
def test_a_wrong_questions_toml_is_a_clear_error(tmp_path: Path, text: str) -> None:
    write(tmp_path, a_md=GOOD, questions_toml=text)
    with pytest.raises(TillitError, match=r"questions\.toml.*Correct"):
        load([tmp_path])


def test_a_change_of_the_questions_is_seen_and_read_though_no_document_changed(tmp_path: Path) -> None:
    write(tmp_path, a_md=GOOD)
    known = {document.sha256: document for document in load([tmp_path]).documents}
    before = fingerprint([tmp_path])
    write(tmp_path, questions_toml='["a.md"]\n"Reformen gir de" = ["Hva får vi?"]\n')
    assert fingerprint([tmp_path]) != before
    assert len(load([tmp_path], known=known).documents[0].anticipated) == 1
