"""A PostgreSQL server of a test's own, from Debian's packages: in a folder of its own, on loopback, not as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

INSTALLED = Path("/usr/lib/postgresql")
PASSWORD = "only-for-this-test"  # noqa: S105 - of a server that lives as long as the test


def server_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres`` of the newest version; ``None`` where none is installed."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def postgres(programs: Path) -> Generator[str]:
    """The address of a fresh database meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="tillit-pg-"))
    try:
        as_user = _unprivileged(folder)
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        initdb = (programs / "initdb", "-D", folder / "data", "-U", "tillit", "-E", "UTF8", "--locale=C", "-N")
        secured = ("--auth=scram-sha-256", f"--pwfile={folder / 'password'}")
        subprocess.run([*initdb, *secured], check=True, capture_output=True, cwd=folder, **as_user)
        port = _free_port()
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (folder / "log").open("w")
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *settings], stdout=log, stderr=log, cwd=folder, **as_user
        )
        try:
            _wait_for(port, server, folder / "log")
            yield f"postgresql://tillit:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(20)
            log.close()
    finally:
        shutil.rmtree(folder)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a program that refuses to run as root, with the folder its own."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _wait_for(port: int, server: "subprocess.Popen[Any]", log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"PostgreSQL did not start: {log.read_text(encoding='utf-8')}")
