"""The files behind the documents: served whole and unchanged, never from elsewhere, never as a page."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tillit.assistant.texts import load_texts
from tillit.corpus.types import Document
from tillit.ui.originals import Originals
from tillit.ui.render import Renderer
from tillit.ui.viewer import viewer_router

from .fakes import PLAN, FakeAssistant

SCRIPTED = b"<script>alert(1)</script> Planen gjelder."


class Shelf(FakeAssistant):
    """An assistant with one document, made from a file."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document

    def document(self, document_id: str) -> Document | None:
        return self._document if document_id == self._document.source.id else None


def of_file(name: str, data: bytes) -> Document:
    return replace(PLAN, file=name, sha256=hashlib.sha256(data).hexdigest())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "plan.html").write_bytes(SCRIPTED)
    (tmp_path / "hemmelig.html").write_bytes(SCRIPTED)
    return folder


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    assistant = Shelf(of_file("plan.html", SCRIPTED))
    app = FastAPI()
    app.include_router(viewer_router(assistant, Renderer(load_texts()), Originals([folder])))
    with TestClient(app) as client:
        yield client


def test_the_original_file_is_downloaded_as_it_is_and_never_shown_as_a_page(client: TestClient) -> None:
    assert "/kildefil/plan" in client.get("/kilde/plan").text
    response = client.get("/kildefil/plan")
    assert response.content == SCRIPTED
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["content-type"] == "application/octet-stream"


def test_a_file_that_has_changed_or_is_gone_is_not_offered(client: TestClient, folder: Path) -> None:
    (folder / "plan.html").write_bytes(b"noe annet")
    assert "/kildefil/" not in client.get("/kilde/plan").text
    assert client.get("/kildefil/plan").status_code == 404
    (folder / "plan.html").unlink()
    assert client.get("/kildefil/plan").status_code == 404


@pytest.mark.parametrize("name", ["../hemmelig.html", "lenke.html", "", "."])
def test_nothing_outside_of_the_corpus_is_served(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / "lenke.html").symlink_to(tmp_path / "hemmelig.html")
    originals = Originals([folder])
    assert originals.file(of_file(name, SCRIPTED)) is None
    assert originals.file(of_file(str(tmp_path / "hemmelig.html"), SCRIPTED)) is None


@pytest.mark.parametrize(
    "address", ["/kildefil/borte", "/kildebilde/1/borte", "/kildebilde/1/plan", "/kildebilde/9/plan"]
)
def test_what_there_is_no_file_or_picture_of_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404
