"""Opening the database: SQLite in a file of its own, or PostgreSQL by its address."""

import importlib.util
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from ...corpus.errors import TillitError
from .model import Base

FILE = "records.sqlite"
"""The name of the SQLite file in the data folder."""

LOCK_SECONDS = 2
"""How long a write waits for another process's."""

_SCHEMA_LOCK = 7_425_571
"""The number of the lock under which PostgreSQL makes the tables: any, so long as every process takes the same."""


def open_engine(url: str | None, folder: Path) -> Engine:
    """The engine for a PostgreSQL or SQLite address, or for the file in ``folder``; it connects when first used.

    Raises ``TillitError`` for an address that is none, or whose driver is not installed.
    """
    address = URL.create("sqlite", database=str(folder / FILE)) if url is None else _parsed(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    if address.get_backend_name() == "postgresql":
        return _postgresql(address)
    raise TillitError(
        f"TILLIT_DATABASE_URL names a database of the kind '{address.get_backend_name()}', which Tillit does not use. "
        "Write postgresql://USER:PASSWORD@HOST/DATABASE, or leave it out: a file is used then."
    )


def create_tables(connection: Connection) -> None:
    """Makes the tables that are not there; safe when several processes do it at once."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
    for table in Base.metadata.sorted_tables:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        # The address itself is not repeated: it may hold a password.
        raise TillitError(
            "TILLIT_DATABASE_URL is no database address. Write postgresql://USER:PASSWORD@HOST/DATABASE."
        ) from error


def _postgresql(address: URL) -> Engine:
    if importlib.util.find_spec("psycopg") is None:
        raise TillitError("PostgreSQL needs a package that is not installed. Run: pip install 'tillit[postgres]'.")
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=LOCK_SECONDS,
        connect_args={
            "connect_timeout": LOCK_SECONDS,
            "options": f"-c statement_timeout=10000 -c lock_timeout={1000 * LOCK_SECONDS}",
        },
    )


def _sqlite(address: URL) -> Engine:
    # A connection for each use: one that is kept would go on writing to a file that has been moved or deleted.
    engine = create_engine(address, hide_parameters=True, poolclass=NullPool, connect_args={"timeout": LOCK_SECONDS})
    path = address.database

    @event.listens_for(engine, "do_connect")
    def before(*_: object) -> None:  # pyright: ignore[reportUnusedFunction]
        if path:
            _make_private(Path(path))

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # transactions begin below, and not where the driver thinks best
        connection.execute("PRAGMA secure_delete = ON")  # what is purged is overwritten, not only forgotten

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        # A transaction that reads before it writes could otherwise not become a writer while another one is.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _make_private(path: Path) -> None:
    """A file that only its owner may read, in a folder of the same kind where there was none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
