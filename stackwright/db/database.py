"""One database and its transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from stackwright.errors import ConfigurationError, DatabaseError

BUSY_TIMEOUT_SECONDS = 30
"""How long one process waits while another writes to the same SQLite file."""

_WAL_SAFE_SINCE = (3, 51, 3)
"""Older versions can corrupt a file when they reset its write-ahead log (fixed after 3.51.2)."""


class Database:
    """A SQLite file or a Postgres database, given by an SQLAlchemy URL.

    Raises `ConfigurationError` for a URL that names neither, `DatabaseError` wherever the database
    cannot be reached or refuses.
    """

    def __init__(self, url: str, *, connections: int = 20) -> None:
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url, connections)
        # SQLite lets one connection write at a time, and those that wait poll: in one process a lock is fairer.
        self._writing: threading.Lock | nullcontext[None] = threading.Lock() if self.is_sqlite else nullcontext()

    def __repr__(self) -> str:
        return f"Database({self.url.render_as_string(hide_password=True)!r})"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with _translated(self), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is durable (synced to disk) when the block ends, and undone when it raises."""
        with _translated(self), self._writing, self.engine.connect() as opened:
            connection = opened.execution_options(stackwright_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _checked(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise ConfigurationError(
            "The database URL cannot be read; write sqlite:///path/to/file.db or postgresql://user@host/name."
        ) from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise ConfigurationError(
            f"Databases of the kind {url.get_backend_name()!r} are not supported; "
            "write sqlite:///path/to/file.db or postgresql://user@host/name."
        )
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("State must outlive the process; name a file: sqlite:///path/to/file.db.")
    return url


def _sqlite_engine(url: URL) -> Engine:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Created by us, so that no moment passes in which others may read it.
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The database file {path} cannot be made: {error.strerror}; name a folder that may be written to."
        ) from None
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        journal = "WAL" if sqlite3.sqlite_version_info >= _WAL_SAFE_SINCE else "DELETE"
        for pragma in (f"journal_mode = {journal}", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("stackwright_writes", False)
        # A transaction that reads first and writes later cannot wait for its turn; one that says so at once can.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres_engine(url: URL, connections: int) -> Engine:
    return create_engine(url, pool_size=connections, max_overflow=0, pool_pre_ping=True, pool_timeout=30)


@contextmanager
def _translated(database: Database) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseError(
            f"{database!r} cannot be used: {_reason(error)}; check that it runs, may be reached and has room."
        ) from error


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig is not None else type(error).__name__
