"""A store, a master key and an encryption for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from stackwright.state.secrets import DataKeys, Encryption, KeyRing
from stackwright.state.secrets.master_key import LocalMasterKey
from tests.state.secrets.key_store import SqliteKeyStore


@pytest.fixture
def store() -> Iterator[SqliteKeyStore]:
    opened = SqliteKeyStore()
    yield opened
    opened.close()


@pytest.fixture
def master() -> LocalMasterKey:
    return LocalMasterKey(os.urandom(32))


@pytest.fixture
def keys(master: LocalMasterKey, store: SqliteKeyStore) -> DataKeys:
    return DataKeys(KeyRing(master), store)


@pytest.fixture
def encryption(keys: DataKeys) -> Encryption:
    return Encryption(keys)
