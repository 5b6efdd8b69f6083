"""Everything of the embedded default works with the network cut off, and nothing even tries to reach it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(sys.executable).with_name("tillit")
CORPUS = """# Selvstyrte lag

## Hva lagene gjør

Lagene setter opp sin egen turnus. Lagene avtaler dagens besøk sammen og følger opp pårørende.

## Antall

Hvert lag har seks til ti ansatte.
"""
WORK = """
set -e
ip link set lo up
"$TOOL" index --json
"$TOOL" ask --json "Hvor mange ansatte har hvert lag?" >"$OUT/asked.json"
"$TOOL" serve --port 8449 2>"$OUT/serve.log" &
server=$!
for _ in $(seq 600); do grep -q Tillit: "$OUT/serve.log" && break; sleep 0.2; done
"$PYTHON" - "$OUT" <<'PY'
import pathlib, sys, httpx
out = pathlib.Path(sys.argv[1])
with httpx.Client(base_url="http://127.0.0.1:8449", timeout=60) as client:
    for path in ("/", "/docs", "/embed", "/widget/nb", "/healthz", "/kilde/lag"):
        client.get(path).raise_for_status()
    asked = client.post("/api/v1/ask", json={"question": "Hvor mange ansatte har hvert lag?"})
    (out / "served.json").write_text(asked.raise_for_status().text)
PY
kill "$server"
wait "$server" || true
"""
"""What is done in a network of its own, in which there is nothing but this machine's loopback."""

_CALL = re.compile(r"(?:connect|sendto|sendmsg|sendmmsg)\(.*")
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_PORT = re.compile(r"sin6?_port=htons\((\d+)\)")


def outside(trace: str) -> list[str]:
    """The calls that would have left this machine, or asked a name server."""
    found: list[str] = []
    for call in _CALL.findall(trace):
        for address in (one or other for one, other in _ADDRESS.findall(call)):
            port = _PORT.search(call)
            if (not address.startswith("127.") and address != "::1") or (port and port[1] == "53"):
                found.append(call)
    return found


def test_a_call_to_elsewhere_is_seen() -> None:
    calls = (
        '7 connect(5, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1',
        '7 connect(5, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2001:db8::1", &a)}, 28) = -1',
        '7 sendto(5, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 1',
    )
    for call in calls:
        assert outside(call) != []
    inside = '7 connect(5, {sa_family=AF_INET, sin_port=htons(8000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0'
    assert outside(inside + '\n7 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 9) = 0') == []


@pytest.mark.model
@pytest.mark.timeout(600)
def test_index_ask_and_serve_work_with_no_network_and_try_to_reach_none(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("strace") or not shutil.which("unshare"):
        pytest.skip("needs root, unshare and strace (apt-get install strace util-linux)")
    if subprocess.run(["unshare", "-n", "ip", "link"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine makes no network namespaces")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "lag.md").write_text(CORPUS, encoding="utf-8")
    unset = {name: value for name, value in os.environ.items() if not name.startswith("TILLIT_")}
    environment = unset | {
        "TILLIT_CORPUS": str(corpus),
        "TILLIT_INDEX": str(tmp_path / "index"),
        "TOOL": str(TOOL),
        "PYTHON": sys.executable,
        "OUT": str(tmp_path),
    }
    trace = tmp_path / "trace"
    calls = "trace=connect,sendto,sendmsg,sendmmsg"
    command = ["unshare", "-n", "strace", "-f", "--seccomp-bpf", "-qq", "-o", trace, "-e", calls, "sh", "-c", WORK]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    for name in ("asked.json", "served.json"):
        answer = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert not answer["refused"], answer
        assert "seks til ti" in answer["answer"]
    text = trace.read_text(encoding="utf-8", errors="replace")
    assert "127.0.0.1" in text  # what stayed here was seen, so what had left would have been
    assert outside(text) == []
