"""The web app over a fake assistant."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from .fakes import FakeAssistant, make_app


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[FakeAssistant, TestClient]]:
    """One app for all tests: making it takes a second."""
    assistant = FakeAssistant()
    with TestClient(make_app(assistant), raise_server_exceptions=False) as client:
        yield assistant, client


@pytest.fixture
def assistant(served: tuple[FakeAssistant, TestClient]) -> Iterator[FakeAssistant]:
    assistant, _ = served
    assistant.asked.clear()
    assistant.gate.clear()
    yield assistant
    assistant.gate.set()


@pytest.fixture
def client(served: tuple[FakeAssistant, TestClient], assistant: FakeAssistant) -> TestClient:
    assert not assistant.asked
    return served[1]
