"""Rotation of the master key: nothing is ever lost, whenever it stops and whoever runs at the same time."""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stackwright.errors import MasterKeyError
from stackwright.state.secrets import (
    DataKeys,
    Encryption,
    KeyRing,
    NotRewrapped,
    Rewrapping,
    WrappedKey,
    check_not_used,
    check_ring,
    rewrap,
)
from stackwright.state.secrets.master_key import LocalMasterKey
from tests.state.secrets.key_store import SqliteKeyStore

EARLIER = LocalMasterKey(os.urandom(32))
NEXT_SECRET = os.urandom(32)
NEXT = LocalMasterKey(NEXT_SECRET)
STACKS = [f"stack-{number}" for number in range(10)]


def secrets_of(store: SqliteKeyStore, ring: KeyRing) -> dict[str, bytes]:
    """A secret in each stack, its own name."""
    encryption = Encryption(DataKeys(ring, store))
    return {stack: encryption.encrypt(stack, stack.encode()) for stack in STACKS}


def readable(store: SqliteKeyStore, ring: KeyRing, sealed: dict[str, bytes]) -> bool:
    """Whether a server that starts now can read all secrets."""
    encryption = Encryption(DataKeys(ring, store))
    return all(encryption.decrypt(stack, one) == stack.encode() for stack, one in sealed.items())


def test_after_a_rewrap_the_earlier_master_is_not_needed(store: SqliteKeyStore) -> None:
    sealed = secrets_of(store, KeyRing(EARLIER))

    assert rewrap(KeyRing(NEXT, [EARLIER]), store) == Rewrapping(len(STACKS), ())

    check_not_used(EARLIER.id, store)
    check_ring(KeyRing(NEXT), store)
    assert readable(store, KeyRing(NEXT), sealed)


def test_every_generation_is_rewrapped(store: SqliteKeyStore) -> None:
    keys = DataKeys(KeyRing(EARLIER), store)
    sealed = Encryption(keys).encrypt("stack-1", b"value")
    keys.rotate("stack-1")

    assert rewrap(KeyRing(NEXT, [EARLIER]), store).rewrapped == 2
    assert Encryption(DataKeys(KeyRing(NEXT), store)).decrypt("stack-1", sealed) == b"value"


def test_data_keys_stay_the_same(store: SqliteKeyStore) -> None:
    secrets_of(store, KeyRing(EARLIER))
    before = {stored.id: KeyRing(EARLIER).unwrap(stored) for stored in store.not_wrapped_by("")}

    rewrap(KeyRing(NEXT, [EARLIER]), store)

    assert {stored.id: KeyRing(NEXT).unwrap(stored) for stored in store.not_wrapped_by("")} == before


def test_second_rewrap_has_nothing_to_do(store: SqliteKeyStore) -> None:
    secrets_of(store, KeyRing(EARLIER))
    ring = KeyRing(NEXT, [EARLIER])
    rewrap(ring, store)

    assert rewrap(ring, store) == Rewrapping(0, ())


def test_progress_is_told(store: SqliteKeyStore) -> None:
    secrets_of(store, KeyRing(EARLIER))
    told = []

    rewrap(KeyRing(NEXT, [EARLIER]), store, progress=lambda done, of: told.append((done, of)))

    assert told == [(done, len(STACKS)) for done in range(1, len(STACKS) + 1)]


def test_rewraps_at_once_share_the_work(tmp_path: Path) -> None:
    stores = [SqliteKeyStore(tmp_path / "keys.db") for _ in range(4)]
    sealed = secrets_of(stores[0], KeyRing(EARLIER))

    with ThreadPoolExecutor(len(stores)) as pool:
        results = list(pool.map(lambda store: rewrap(KeyRing(NEXT, [EARLIER]), store), stores))

    assert sum(result.rewrapped for result in results) == len(STACKS)
    assert readable(stores[0], KeyRing(NEXT), sealed)
    for store in stores:
        store.close()


@pytest.mark.parametrize("seed", range(5))
def test_kill_in_the_middle_leaves_everything_readable(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "keys.db"
    store = SqliteKeyStore(path)
    secret = os.urandom(32)
    earlier = LocalMasterKey(secret)
    sealed = secrets_of(store, KeyRing(earlier))
    ring = KeyRing(NEXT, [earlier])
    stop_after = random.Random(seed).randrange(1, len(STACKS))

    with subprocess.Popen(
        [sys.executable, "-m", "tests.state.secrets.rewrap", str(path)],
        env={**os.environ, "CURRENT": b64encode(NEXT_SECRET).decode(), "EARLIER": b64encode(secret).decode()},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        for _ in range(stop_after):
            process.stdout.readline()
        process.kill()
    assert process.returncode in (-signal.SIGKILL, 0)  # 0: it was done before the signal came

    assert store.masters()[NEXT.id] >= stop_after
    assert readable(store, ring, sealed)
    rewrap(ring, store)
    assert readable(store, KeyRing(NEXT), sealed)
    store.close()


def test_server_goes_on_when_its_ring_is_set_anew(store: SqliteKeyStore) -> None:
    keys = DataKeys(KeyRing(EARLIER), store)
    encryption = Encryption(keys)
    before = encryption.encrypt("stack-1", b"before")

    keys.ring = KeyRing(NEXT, [EARLIER])
    rewrap(keys.ring, store)
    keys.ring = KeyRing(NEXT)

    keys.forget("stack-1")
    assert encryption.decrypt("stack-1", before) == b"before"
    keys.rotate("stack-1")
    encryption.encrypt("stack-1", b"after")
    assert store.masters() == {NEXT.id: 2}


def test_servers_before_and_after_the_switch_read_each_other(store: SqliteKeyStore) -> None:
    not_switched = Encryption(DataKeys(KeyRing(EARLIER, [NEXT]), store))
    switched = Encryption(DataKeys(KeyRing(NEXT, [EARLIER]), store))

    assert switched.decrypt("a", not_switched.encrypt("a", b"value")) == b"value"
    assert not_switched.decrypt("b", switched.encrypt("b", b"value")) == b"value"
    assert store.masters() == {EARLIER.id: 1, NEXT.id: 1}


def test_server_that_was_not_told_of_a_master_names_it(store: SqliteKeyStore) -> None:
    sealed = Encryption(DataKeys(KeyRing(NEXT, [EARLIER]), store)).encrypt("stack-1", b"value")
    forgotten = Encryption(DataKeys(KeyRing(EARLIER), store))

    with pytest.raises(MasterKeyError) as raised:
        forgotten.decrypt("stack-1", sealed)

    assert str(raised.value) == (
        f"The master key {NEXT.id}, which wraps a data key of stack stack-1, is not among this server's master keys; "
        "add it beside the current one."
    )


def test_start_without_a_master_in_use_is_refused(store: SqliteKeyStore) -> None:
    secrets_of(store, KeyRing(EARLIER))

    check_ring(KeyRing(NEXT, [EARLIER]), store)
    with pytest.raises(MasterKeyError) as raised:
        check_ring(KeyRing(NEXT), store)

    assert str(raised.value) == (
        f"The master key {EARLIER.id}, which wraps 10 data keys, is not among this server's master keys; "
        "add what is missing beside the current one."
    )


def test_all_masters_that_are_missing_are_named(store: SqliteKeyStore) -> None:
    DataKeys(KeyRing(EARLIER), store).to_encrypt("a")
    DataKeys(KeyRing(NEXT), store).to_encrypt("b")

    with pytest.raises(MasterKeyError) as raised:
        check_ring(KeyRing(LocalMasterKey(os.urandom(32))), store)

    first, second = sorted([EARLIER.id, NEXT.id])
    assert str(raised.value).startswith(f"The master keys {first} (1 data keys) and {second} (1 data keys) are not")


def test_master_in_use_must_not_be_dropped(store: SqliteKeyStore) -> None:
    secrets_of(store, KeyRing(EARLIER))

    with pytest.raises(MasterKeyError, match=f"^The master key {EARLIER.id} still wraps 10 data keys; "):
        check_not_used(EARLIER.id, store)


def test_key_that_cannot_be_unwrapped_is_left_and_named_and_stops_no_other(store: SqliteKeyStore) -> None:
    sealed = secrets_of(store, KeyRing(EARLIER))
    (damaged,) = store.keys("stack-3")
    store.replace(damaged, dataclasses.replace(damaged, wrapped=b"damaged"))
    lost = KeyRing(LocalMasterKey(os.urandom(32)))
    DataKeys(lost, store).to_encrypt("lost")

    result = rewrap(KeyRing(NEXT, [EARLIER]), store)

    assert result.rewrapped == len(STACKS) - 1
    reasons = {left.key.stack: left.reason for left in result.left}
    assert reasons.keys() == {"stack-3", "lost"}
    assert "its record was changed or moved" in reasons["stack-3"]
    assert f"The master key {lost.current.id}" in reasons["lost"]
    del sealed["stack-3"]
    assert readable(store, KeyRing(NEXT), sealed)


def test_what_is_left_is_worth_reading() -> None:
    left = NotRewrapped(WrappedKey("stack-1", 1, "0" * 32, "local:0", b"wrapped"), "lost")

    assert repr(left) == (
        "NotRewrapped(key=WrappedKey(stack='stack-1', generation=1, id='00000000000000000000000000000000', "
        "master='local:0'), reason='lost')"
    )


def test_ring_may_name_a_master_twice(store: SqliteKeyStore) -> None:
    sealed = secrets_of(store, KeyRing(EARLIER))

    assert readable(store, KeyRing(EARLIER, [EARLIER, NEXT, NEXT]), sealed)
