"""Open the state service that a server serves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stackwright.access.audit import AuditTrail
from stackwright.access.authority import Access
from stackwright.db import Database
from stackwright.db.migrate import migrate
from stackwright.home import home
from stackwright.state.key_store import DatabaseKeyStore
from stackwright.state.secrets import (
    DataKeys,
    Encryption,
    KeyRing,
    check_ring,
    open_default_master_key,
    open_master_key,
)
from stackwright.state.service import StateService
from stackwright.web.settings import ServerSettings


def open_service(settings: ServerSettings) -> StateService:
    """Open the database, bring its schema up to date, and open the master keys.

    Raises `ConfigurationError`, `DatabaseError`, `MasterKeyError`.
    """
    database = Database(settings.database)
    migrate(database)
    store = DatabaseKeyStore(database)
    ring = open_ring(database, settings.master_key, settings.earlier_master_keys, first_start=not store.masters())
    check_ring(ring, store)
    return StateService(
        database=database,
        access=Access(database),
        audit=AuditTrail(),
        encryption=Encryption(DataKeys(ring, store)),
        organization=settings.organization,
        lease_seconds=settings.lease_seconds,
    )


def open_ring(database: Database, master_key: str | None, earlier: Sequence[str], *, first_start: bool) -> KeyRing:
    """Open the master keys of a server on ``database``; see `ServerSettings` for where they are.

    On the first start a file that is missing is made. Raises `MasterKeyError`, `KeyServiceError`.
    """
    others = tuple(open_master_key(location) for location in earlier)
    if master_key is not None:
        return KeyRing(open_master_key(master_key), others)
    file = Path(database.url.database or "").parent / "master.key" if database.is_sqlite else home() / "master.key"
    return KeyRing(open_default_master_key(file, first_start=first_start), others)
