"""A state service on each database, and a client that speaks the protocol as Pulumi's CLI does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stackwright.access.audit import AuditTrail
from stackwright.access.authority import Access
from stackwright.db import Database
from stackwright.state.key_store import DatabaseKeyStore
from stackwright.state.protocol.application import application
from stackwright.state.secrets import DataKeys, Encryption, KeyRing, open_default_master_key
from stackwright.state.service import StateService
from tests.state.client import Client


@pytest.fixture
def service(database: Database, tmp_path: Path) -> StateService:
    """A state service with no stacks."""
    master = open_default_master_key(tmp_path / "master.key", first_start=True, environment={})
    return StateService(
        database=database,
        access=Access(database),
        audit=AuditTrail(),
        encryption=Encryption(DataKeys(KeyRing(master), DatabaseKeyStore(database))),
    )


@pytest.fixture
def client(service: StateService) -> Iterator[Client]:
    """The first admin's client."""
    token = service.access.bootstrap()
    assert token is not None
    with TestClient(application(service), raise_server_exceptions=False) as http:
        yield Client(http, token)
