"""Open the state service that a server serves."""

from __future__ import annotations

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
    ring = _key_ring(settings, database, first_start=not store.masters())
    check_ring(ring, store)
    return StateService(
        database=database,
        access=Access(database),
        audit=AuditTrail(),
        encryption=Encryption(DataKeys(ring, store)),
        organization=settings.organization,
        lease_seconds=settings.lease_seconds,
    )


def _key_ring(settings: ServerSettings, database: Database, *, first_start: bool) -> KeyRing:
    earlier = tuple(open_master_key(location) for location in settings.earlier_master_keys)
    if settings.master_key is not None:
        return KeyRing(open_master_key(settings.master_key), earlier)
    file = Path(database.url.database or "").parent / "master.key" if database.is_sqlite else home() / "master.key"
    return KeyRing(open_default_master_key(file, first_start=first_start), earlier)
