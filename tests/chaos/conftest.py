"""Servers that are killed and started again, and services in this process where moments matter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stackwright.access.audit import AuditTrail
from stackwright.access.authority import Access
from stackwright.db import Database
from stackwright.state.key_store import DatabaseKeyStore
from stackwright.state.secrets import DataKeys, Encryption, KeyRing, open_default_master_key
from stackwright.state.service import StateService
from tests.chaos.checks import check_database
from tests.server import Server, serving

LEASE_SECONDS = 2


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server on each database; at the end its audit trail is whole and its stacks are free."""
    with serving(tmp_path, database_url) as server:
        yield server
    check_database(database_url)


@pytest.fixture
def impatient_server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server that waits seconds for its clients, not minutes."""
    with serving(tmp_path, database_url, "--lease-seconds", str(LEASE_SECONDS)) as server:
        yield server
    check_database(database_url)


@pytest.fixture
def servers(server: Server) -> Iterator[list[Server]]:
    """Two servers on one Postgres; on SQLite one, which is all that it is for."""
    if server.database_url.startswith("sqlite"):
        yield [server]
        return
    with serving(server.folder, server.database_url) as second:
        second.token = server.token
        yield [server, second]


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[list[StateService]]:
    """What two servers on one Postgres have, or twice what the only server on SQLite has."""
    master = open_default_master_key(tmp_path / "master.key", first_start=True, environment={})
    databases = [Database(database_url) for _ in range(1 if database_url.startswith("sqlite") else 2)]
    made = [
        StateService(
            database=database,
            access=Access(database),
            audit=AuditTrail(),
            encryption=Encryption(DataKeys(KeyRing(master), DatabaseKeyStore(database))),
        )
        for database in databases
    ]
    yield [made[0], made[-1]]
    for database in databases:
        database.close()
    check_database(database_url)
