"""Two real servers over one index and one Chroma server, behind the nginx that the deployment guide describes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "docs" / "deploy" / "nginx.conf"
QUESTIONS = ["Hvor mange er det i et lag?", "Når startet bydelen?", "Hva gjør lagene?", "Hva koster en rakett?"]
CORPUS = """# Selvstyrte lag i hjemmetjenesten

## Veien til selvstyrte lag

Bydelen startet med tre selvstyrte lag våren 2021. Hvert lag har seks til ti ansatte.

## Hva lagene gjør

Lagene setter opp sin egen turnus. Lagene avtaler dagens besøk sammen og følger opp pårørende.
"""
UNLIKE = ("timings_ms",)

pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]


@dataclass
class Cluster:
    """Where nginx and the servers answer, and how to end a server at once."""

    front: str
    servers: list[str]
    kill: Callable[[int], None]


def free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(address: str, seconds: float = 200) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(address, timeout=2).status_code < 500:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


def nginx_config(folder: Path, front: int, servers: list[int]) -> Path:
    """The guide's configuration, on loopback, without TLS, and for a user that need not be root."""
    text = CONFIG.read_text(encoding="utf-8")
    for port, ours in zip((8001, 8002), servers, strict=True):
        text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{ours}")
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\n *ssl_.*?;", "", text).replace("listen 443 ssl", f"listen 127.0.0.1:{front}")
    temp = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}} http {{ {temp} {text} }}"
    path = folder / "nginx.conf"
    path.write_text(whole, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine (apt-get install nginx-light)")
    folder = tmp_path_factory.mktemp("cluster")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "lag.md").write_text(CORPUS, encoding="utf-8")
    chroma, front, *ports = (free_port() for _ in range(4))
    tools = Path(sys.executable).parent
    environment = os.environ | {
        "TILLIT_INDEX": str(folder / "index"),
        "TILLIT_CORPUS": str(corpus),
        "TILLIT_CHROMA_URL": f"http://127.0.0.1:{chroma}",
        "TILLIT_RATE_LIMIT": "0",
    }
    subprocess.run([tools / "tillit", "index"], env=environment, check=True, capture_output=True)
    with ExitStack() as running:

        def start(*command: object) -> subprocess.Popen[bytes]:
            log = running.enter_context((folder / "log").open("ab"))
            process = subprocess.Popen([str(part) for part in command], env=environment, stdout=log, stderr=log)
            running.callback(process.wait)
            running.callback(process.kill)
            return process

        start(tools / "chroma", "run", "--path", folder / "chroma", "--host", "127.0.0.1", "--port", chroma)
        wait_for(f"http://127.0.0.1:{chroma}/api/v2/heartbeat")
        processes = [start(tools / "tillit", "serve", "--port", port) for port in ports]
        addresses = [f"http://127.0.0.1:{port}" for port in ports]
        for address in addresses:
            wait_for(f"{address}/healthz")
        start(nginx, "-p", folder, "-c", nginx_config(folder, front, ports))
        wait_for(f"http://127.0.0.1:{front}/healthz")
        yield Cluster(f"http://127.0.0.1:{front}", addresses, lambda at: processes[at].send_signal(signal.SIGKILL))


def answer(address: str, question: str) -> dict[str, Any]:
    response = httpx.post(f"{address}/api/v1/ask", json={"question": question}, timeout=60)
    assert response.status_code == 200, response.text
    return {name: value for name, value in response.json().items() if name not in UNLIKE}


def test_the_guides_configuration_is_one_that_nginx_takes(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine (apt-get install nginx-light)")
    path = nginx_config(tmp_path, free_port(), [1, 2])
    tried = subprocess.run([nginx, "-t", "-p", tmp_path, "-c", path], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


def test_both_servers_and_their_common_address_give_the_same_answers(cluster: Cluster) -> None:
    for question in QUESTIONS:
        first, *others = (answer(address, question) for address in (*cluster.servers, cluster.front))
        assert all(other == first for other in others), question


def test_a_server_that_dies_under_load_loses_no_question(cluster: Cluster) -> None:
    """Three minutes at most: 6 people ask without a pause while one of the two servers is killed; then streams."""
    expected = {question: answer(cluster.front, question) for question in QUESTIONS}
    outcomes: Counter[str] = Counter()
    stop = threading.Event()

    def ask_on(turn: int) -> None:
        while not stop.is_set():
            question = QUESTIONS[turn % len(QUESTIONS)]
            turn += 1
            response = httpx.post(f"{cluster.front}/api/v1/ask", json={"question": question}, timeout=60)
            same = response.status_code == 200 and response.json()["answer"] == expected[question]["answer"]
            outcomes["same" if same else f"{response.status_code}: {response.text[:80]}"] += 1

    people = [threading.Thread(target=ask_on, args=(turn,)) for turn in range(6)]
    for person in people:
        person.start()
    time.sleep(4)
    before = outcomes["same"]
    cluster.kill(0)
    time.sleep(8)
    stop.set()
    for person in people:
        person.join(90)
    assert before > 0
    assert outcomes["same"] > before
    assert set(outcomes) == {"same"}
    for _ in range(6):  # the one that is left answers all, streams too
        stream = httpx.post(f"{cluster.front}/api/v1/ask/stream", json={"question": QUESTIONS[0]}, timeout=60)
        assert "event: done" in stream.text


def test_a_stream_that_is_cut_ends_in_an_error_and_can_be_asked_again(cluster: Cluster) -> None:
    """Runs last: it kills the other server in the middle of streams, and no answer of them passes for a whole one."""
    endings: Counter[str] = Counter()
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                asked = {"question": QUESTIONS[0]}
                stream = httpx.post(f"{cluster.servers[1]}/api/v1/ask/stream", json=asked, timeout=60)
            except httpx.HTTPError as error:
                endings[type(error).__name__] += 1
                return
            assert stream.status_code == 200
            endings["done" if "event: done" in stream.text else "without an end or an error"] += 1

    listeners = [threading.Thread(target=listen) for _ in range(4)]
    for listener in listeners:
        listener.start()
    time.sleep(2)
    cluster.kill(1)
    time.sleep(1)
    stop.set()
    for listener in listeners:
        listener.join(90)
    assert endings["done"] > 0
    assert "without an end or an error" not in endings
    assert sum(endings.values()) > endings["done"]
    refused = httpx.post(f"{cluster.front}/api/v1/ask", json={"question": QUESTIONS[0]}, timeout=60)
    assert refused.status_code == 502  # nobody is left; nginx says so at once
