import http.client
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from tillit.corpus.errors import TillitError
from tillit.ui.serve import address_of, bind

PROGRAM = """
from fakes import FakeAssistant, make_app
from tillit.ui.serve import bind, run

run(make_app(FakeAssistant()), bind("127.0.0.1", 0))
"""


GUARDED = """
from fakes import FakeAssistant, make_app
from tillit.ui.serve import bind, run

app = make_app(FakeAssistant(), proxy_header="X-Remote-User", trusted_proxies="10.1.2.3")
run(app, bind("127.0.0.1", 0))
"""


def test_nobody_becomes_a_trusted_proxy_by_saying_so() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", GUARDED], cwd=Path(__file__).parent, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr
        address = server.stderr.readline().removeprefix("Tillit: ").strip()
        claims = {"X-Remote-User": "kari", "X-Forwarded-For": "10.1.2.3", "X-Forwarded-Proto": "https"}
        assert httpx.get(f"{address}api/v1/sources", headers=claims).status_code == 401
    finally:
        server.kill()
        server.communicate()


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TillitError, match=rf"port {port} on 127\.0\.0\.1.*--port"):
            bind("127.0.0.1", port)


def test_an_address_that_this_machine_does_not_have_is_told() -> None:
    with pytest.raises(TillitError, match=r"192\.0\.2\.1"):
        bind("192.0.2.1", 0)


def test_the_address_is_the_one_to_open() -> None:
    with bind("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_the_server_says_where_it_listens_logs_no_question_and_stops_when_told() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parent,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr
        line = server.stderr.readline()
        found = re.fullmatch(r"Tillit: (http://127\.0\.0\.1:\d+)/\n", line)
        assert found, line
        response = httpx.post(f"{found[1]}/api/v1/ask", json={"question": "Hemmelig?"})
        assert response.status_code == 200
        assert "server" not in response.headers
        server.send_signal(signal.SIGTERM)
        output, errors = server.communicate(timeout=20)
    finally:
        server.kill()
    assert (output, errors) == ("", "")
    assert server.returncode == -signal.SIGTERM


@pytest.mark.model
def test_an_idle_connection_is_not_closed_as_the_next_request_is_on_its_way() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=Path(__file__).parent, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr
        address = httpx.URL(server.stderr.readline().removeprefix("Tillit: ").strip())
        connection = http.client.HTTPConnection(address.host, address.port, timeout=20)
        connection.connect()
        connected = connection.sock
        for seconds in (0, 7):
            time.sleep(seconds)
            connection.request("GET", "/healthz")
            assert connection.getresponse().read()
            assert connection.sock is connected
        connection.close()
    finally:
        server.kill()
        server.communicate()
