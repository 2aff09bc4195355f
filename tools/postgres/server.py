"""A running Postgres and its databases."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

import psycopg
from psycopg import sql

READY_SECONDS = 90


@dataclass(frozen=True)
class Postgres:
    """A running server, reached by a Unix socket.

    Args:
        folder: holds the socket, the data and the server's log.
        user: may do everything.
        keeper: the id of the process that runs it.
    """

    folder: str
    user: str
    password: str = field(repr=False)
    keeper: int

    def url(self, database: str) -> str:
        """The URL of one of its databases, with the password."""
        return f"postgresql://{self.user}:{self.password}@/{database}?host={quote(self.folder, safe='')}"

    def create(self, name: str, *, template: str = "template1") -> None:
        """Make a database, a copy of another that nobody is connected to."""
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))

    def drop(self, name: str) -> None:
        """Remove a database and whoever is connected to it."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextlib.contextmanager
    def database(self, *, template: str = "template1") -> Iterator[str]:
        """The URL of a database that exists as long as the block runs."""
        name = f"test_{secrets.token_hex(8)}"
        self.create(name, template=template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def disconnect(self, database: str) -> int:
        """Drop every connection to a database, as an administrator would; returns how many there were."""
        with self._connect() as connection:
            return connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
            ).rowcount

    def crash(self) -> None:
        """Let the server crash and start again; returns once it serves, recovered from its log."""
        before = self._started()
        os.kill(self.keeper, signal.SIGHUP)
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(psycopg.OperationalError):
                if self._started() != before:
                    return
            time.sleep(0.02)
        raise RuntimeError("Postgres did not start again.")

    def _started(self) -> datetime:
        with self._connect() as connection:
            row = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
        assert row is not None
        started: datetime = row[0]
        return started

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=self.folder, user=self.user, password=self.password, dbname="postgres", autocommit=True
        )


@contextlib.contextmanager
def start(*, durable: bool = True) -> Iterator[Postgres]:
    """Start a server, and end it however the block or this process ends.

    Args:
        durable: whether what is committed is synced to disk.

    Raises:
        RuntimeError: it did not come up; the message holds what it printed.
    """
    keeper = _keeper(os.getpid(), durable)
    try:
        yield _ready(keeper)
    finally:
        keeper.terminate()
        keeper.wait()


def launch(*, owner: int, durable: bool = True) -> Postgres:
    """Start a server that ends when another process does.

    Raises:
        RuntimeError: it did not come up; the message holds what it printed.
    """
    keeper = _keeper(owner, durable)
    postgres = _ready(keeper)
    keeper.returncode = 0  # it outlives us, and Python warns of processes that nobody waited for
    return postgres


def _keeper(owner: int, durable: bool) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "tools.postgres.keep"),
            *("--owner", str(owner), "--durable" if durable else "--no-durable"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # an interrupt from the keyboard is for its owner, whose end it waits for
    )


def _ready(keeper: subprocess.Popen[str]) -> Postgres:
    assert keeper.stdout is not None
    assert keeper.stderr is not None
    with keeper.stdout, keeper.stderr:
        readable, _, _ = select.select([keeper.stdout], [], [], READY_SECONDS)
        line = keeper.stdout.readline() if readable else ""
        if not line:
            keeper.terminate()
            printed = keeper.stderr.read()
            keeper.wait()
            raise RuntimeError(f"Postgres did not start: {printed}")
    return Postgres(**json.loads(line))
