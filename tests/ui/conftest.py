"""The web app over a fake assistant."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tillit.assistant.settings import Settings
from tillit.assistant.texts import load_texts
from tillit.ui.app import create_app

from .fakes import FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    app = create_app(assistant, load_texts(), Settings(concurrency=1, queue=1, answer_timeout=5))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
