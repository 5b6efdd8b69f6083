"""Records in each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tillit.ui.records.database import open_engine
from tillit.ui.records.model import Base
from tillit.ui.records.store import SqlRecords

from .postgres import postgres, server_programs


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL; skips where Debian's package is not installed."""
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine (apt-get install postgresql)")
    with postgres(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'records.sqlite'}"
        return
    address = request.getfixturevalue("postgres_url")
    yield address
    engine = open_engine(address, tmp_path)
    Base.metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def records(url: str, tmp_path: Path) -> Iterator[SqlRecords]:
    records = SqlRecords(open_engine(url, tmp_path))
    yield records
    records.close()
