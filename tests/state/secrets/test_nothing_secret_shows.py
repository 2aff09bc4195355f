"""No key and no value shows in what an object or an error says of itself, nor in logs."""

from __future__ import annotations

import importlib
import inspect
import logging
import os
import pkgutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from stackwright.bounded_cache import BoundedCache
from stackwright.errors import SecretsError
from stackwright.state import secrets as package
from stackwright.state.secrets import DataKeys, Encryption, KeyRing, WrappedKey, open_key_ring, open_master_key, rewrap
from stackwright.state.secrets.kms import KmsLocation, KmsMasterKey
from stackwright.state.secrets.master_key import LocalMasterKey
from stackwright.state.secrets.rotation import NotRewrapped, Rewrapping
from tests.state.secrets.key_store import SqliteKeyStore
from tests.state.secrets.test_kms import make_key
from tools.cloud import Cloud, Fault

MASTER = b"\x00M4ster+key/of 32 bytes\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7"
VALUE = b"correct horse battery staple"


def forms(secret: bytes) -> set[str]:
    """How a secret could be written."""
    encoded = b64encode(secret).decode()
    return {repr(secret)[2:-1], secret.hex(), encoded, encoded.rstrip("="), secret.decode("latin-1"), str(list(secret))}


@pytest.fixture
def keys(store: SqliteKeyStore) -> DataKeys:
    made = DataKeys(KeyRing(LocalMasterKey(MASTER)), store)
    Encryption(made).encrypt("stack-1", VALUE)
    return made


@pytest.fixture
def secrets(keys: DataKeys, store: SqliteKeyStore) -> set[str]:
    """Every form of the master key, the data key and the value."""
    (stored,) = store.keys("stack-1")
    return forms(MASTER) | forms(keys.ring.unwrap(stored)) | forms(VALUE)


@pytest.fixture
def kms(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> KmsMasterKey:
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    return KmsMasterKey(KmsLocation(make_key(cloud)))


def test_no_object_shows_a_secret(keys: DataKeys, store: SqliteKeyStore, secrets: set[str], kms: KmsMasterKey) -> None:
    (stored,) = store.keys("stack-1")
    left = NotRewrapped(stored, "lost")
    objects: list[object] = [
        keys,
        keys.ring,
        keys.ring.current,
        keys.to_encrypt("stack-1"),
        keys._allowances.get("stack-1"),
        keys._opened,
        Encryption(keys),
        kms,
        KmsLocation("alias/stackwright"),
        left,
        Rewrapping(1, (left,)),
        stored,
        BoundedCache(1),
    ]

    assert {type(one) for one in objects} == set(_classes())  # a new class is added here
    for one in objects:
        for shown in (repr(one), str(one), f"{one}"):
            assert not [form for form in secrets if form in shown]


def _classes() -> Iterator[type]:
    modules = [module.name for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]
    for module in (*modules, BoundedCache.__module__):  # which holds keys too
        for _, found in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            if found.__module__ == module and Protocol not in found.__bases__:
                yield found


def _decrypt_changed(keys: DataKeys) -> None:
    sealed = Encryption(keys).encrypt("stack-1", VALUE)
    Encryption(keys).decrypt("stack-1", sealed[:-1] + bytes([sealed[-1] ^ 1]))


def _decrypt_batch_cut(keys: DataKeys) -> None:
    Encryption(keys).decrypt_batch("stack-1", [Encryption(keys).encrypt("stack-1", VALUE)[:-1]])


def _decrypt_plain(keys: DataKeys) -> None:
    Encryption(keys).decrypt("stack-1", VALUE * 3)


def _unwrap_moved(keys: DataKeys) -> None:
    keys.ring.unwrap(WrappedKey("stack-2", 1, "0" * 32, keys.ring.current.id, MASTER))


def _unwrap_without_master(keys: DataKeys) -> None:
    keys.ring.unwrap(WrappedKey("stack-2", 1, "0" * 32, "local:0", MASTER))


def _open_too_long(keys: DataKeys) -> None:
    open_key_ring("env:KEY", [], {"KEY": b64encode(MASTER + b"!").decode()})


def _open_raw(keys: DataKeys) -> None:
    open_key_ring("env:KEY", [], {"KEY": MASTER.decode("latin-1")})


def _open_the_key(keys: DataKeys) -> None:
    open_master_key(b64encode(MASTER).decode())


def _open_the_key_as_variable(keys: DataKeys) -> None:
    open_master_key(f"env:{b64encode(MASTER).decode()}")


@pytest.mark.parametrize(
    "fail",
    [
        _decrypt_changed,
        _decrypt_batch_cut,
        _decrypt_plain,
        _unwrap_moved,
        _unwrap_without_master,
        _open_too_long,
        _open_raw,
        _open_the_key,
        _open_the_key_as_variable,
    ],
)
def test_no_error_shows_a_secret(keys: DataKeys, secrets: set[str], fail: Callable[[DataKeys], None]) -> None:
    with pytest.raises(SecretsError) as raised:
        fail(keys)

    assert not [form for form in secrets if form in _everything_in(raised.value)]


@pytest.mark.parametrize(
    "fault",
    [Fault("kms.Encrypt", status=0, times=-1), Fault("kms.Encrypt", status=400, times=-1)],
    ids=["connection lost", "refused"],
)
def test_no_error_of_kms_shows_a_secret_or_holds_the_request(cloud: Cloud, kms: KmsMasterKey, fault: Fault) -> None:
    cloud.inject(fault)

    with pytest.raises(SecretsError) as raised:
        kms.wrap(MASTER, {"stackwright:stack": "stack-1"})

    assert raised.value.__context__ is None
    assert not [form for form in forms(MASTER) if form in _everything_in(raised.value)]


def _everything_in(error: BaseException | None) -> str:
    """What any logger or error reporter could write of an error and of those behind it."""
    if error is None:
        return ""
    behind = _everything_in(error.__cause__) + _everything_in(error.__context__)
    return f"{error} {error!r} {error.args!r} {vars(error)!r} {behind}"


def test_no_log_shows_a_secret(kms: KmsMasterKey, store: SqliteKeyStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    local = LocalMasterKey(os.urandom(32))
    encryption = Encryption(DataKeys(KeyRing(kms), store))
    encryption.decrypt("stack-1", encryption.encrypt("stack-1", VALUE))
    (stored,) = store.keys("stack-1")
    data_key = kms.unwrap(stored.wrapped, stored.context)
    rewrap(KeyRing(local, [kms]), store)
    rewrap(KeyRing(kms, [local]), store)

    assert "botocore" in caplog.text
    assert not [form for form in forms(data_key) | forms(VALUE) if form in caplog.text]
