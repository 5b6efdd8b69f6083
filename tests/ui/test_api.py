from starlette.testclient import TestClient

from .fakes import FakeAssistant


def test_x(client: TestClient, assistant: FakeAssistant) -> None:
    r = client.post("/api/v1/ask", json={"question": "Hva gjør lagene?"})
    print(r.text)
    assert r.status_code == 200
