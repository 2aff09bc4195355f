"""One database and its transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.pool import ConnectionPoolEntry

from stackwright.errors import ConfigurationError, DatabaseError

BUSY_TIMEOUT_SECONDS = 30
"""How long to wait while another process writes to the same SQLite file, or for a connection to be free."""

CONNECT_TIMEOUT_SECONDS = 10
"""How long a Postgres that does not answer is waited for, unless the URL says otherwise."""

_WRITES = {"stackwright_writes": True}
"""The execution option of connections that write."""

_SECRET_PARAMETERS = ("password", "sslpassword")

_FORMS = "sqlite:///path/to/file.db or postgresql://user@host/name"

_WAL_SAFE_SINCE = (3, 51, 3)
"""Older versions can corrupt a file when they reset its write-ahead log (fixed after 3.51.2)."""


class Database:
    """A SQLite file or a Postgres database, given by an SQLAlchemy URL.

    Raises `ConfigurationError` for a URL that names neither, `DatabaseError` wherever the database
    cannot be reached or refuses. Only a broken constraint stays SQLAlchemy's `IntegrityError`, for the caller
    knows what it means.
    """

    def __init__(self, url: str, *, connections: int = 20) -> None:
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(self.url, connections)
        self._writer = self.engine.execution_options(**_WRITES)
        # By default Postgres lets each statement see a newer state; SQLite does not.
        self._reader = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        # SQLite lets one connection write at a time, and those that wait poll: in one process a lock is fairer.
        self._writing: threading.Lock | nullcontext[None] = threading.Lock() if self.is_sqlite else nullcontext()

    def __repr__(self) -> str:
        return f"Database({str(self)!r})"

    def __str__(self) -> str:
        """The URL without secrets."""
        shown = self.url.set(drivername=self.url.get_backend_name()).difference_update_query(_SECRET_PARAMETERS)
        return shown.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one state of the database from its first statement on."""
        with _translated(self), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is durable (synced to disk) when the block ends, and undone when it raises."""
        with _translated(self), self._writing, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def change_schema(self) -> Iterator[Connection]:
        """A transaction like `write`, in which foreign keys of SQLite do nothing.

        SQLite alters a table by copying and dropping it, and with foreign keys the drop deletes, by
        ``ON DELETE CASCADE``, every row that refers to it.
        """
        engine = _engine(self.url, 1, foreign_keys=False)
        try:
            with _translated(self), self._writing, engine.execution_options(**_WRITES).begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _checked(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise ConfigurationError(f"The database URL cannot be read; write {_FORMS}.") from None
    if url.get_backend_name() == "postgresql":
        if "@" in (url.host or ""):
            raise ConfigurationError(
                "The database URL has more than one @; in the user's name and the password write %40 for it."
            )
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise ConfigurationError(f"Databases of the kind {url.get_backend_name()!r} are not supported; write {_FORMS}.")
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("State must outlive the process; name a file: sqlite:///path/to/file.db.")
    return url.set(drivername="sqlite+pysqlite")


def _engine(url: URL, connections: int, *, foreign_keys: bool = True) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, connections, foreign_keys)
    return _postgres_engine(url, connections)


def _sqlite_engine(url: URL, connections: int, foreign_keys: bool) -> Engine:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Created by us, so that no moment passes in which others may read it.
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The database file {path} cannot be made or written: {error.strerror}; "
            "name one in a folder that may be written to."
        ) from None
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_SECONDS,
        hide_parameters=True,  # they hold secrets, and errors are logged
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        # TRUNCATE syncs the journal's end; DELETE, the default, does not sync the folder it deletes the journal
        # from, so that after a loss of power the journal may be back and undo what was committed.
        journal = "WAL" if sqlite3.sqlite_version_info >= _WAL_SAFE_SINCE else "TRUNCATE"
        for pragma in (f"journal_mode = {journal}", "synchronous = FULL", f"foreign_keys = {foreign_keys:d}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().keys() >= _WRITES.keys()
        # A transaction that reads first and writes later cannot wait for its turn; one that says so at once can.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres_engine(url: URL, connections: int) -> Engine:
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )


@contextmanager
def _translated(database: Database) -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, NoConnectionFreeError) as error:
        check = (
            "the file is one of Stackwright's, may be written to"
            if database.is_sqlite
            else "it runs, may be reached, lets this user in"
        )
        raise DatabaseError(
            f"The database {database} cannot be used: {_reason(error)}; check that {check} and has room."
        ) from error


def _reason(error: DBAPIError | NoConnectionFreeError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    lines = str(cause).strip().splitlines()  # further lines are hints of the driver
    return lines[0] if lines else type(cause).__name__
