"""Data keys of a stack: made when first needed, followed by new ones, counted, cached."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stackwright.errors import DataKeyError, InvalidRequestError, NotFoundError
from stackwright.state.secrets import DataKeys, Encryption, KeyRing, WrappedKey
from stackwright.state.secrets.data_key import FRESH_SECONDS, RESERVED_MESSAGES
from stackwright.state.secrets.master_key import LocalMasterKey
from tests.state.secrets.key_store import SqliteKeyStore


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Unwrapping(LocalMasterKey):
    """Counts how often it unwraps."""

    unwrapped = 0

    def unwrap(self, wrapped: bytes, context: object) -> bytes:
        self.unwrapped += 1
        return super().unwrap(wrapped, context)  # type: ignore[arg-type]


def test_each_stack_has_a_key_of_its_own(keys: DataKeys) -> None:
    assert keys.to_encrypt("stack-1").id != keys.to_encrypt("stack-2").id


def test_key_stays_until_it_is_rotated(keys: DataKeys, master: LocalMasterKey, store: SqliteKeyStore) -> None:
    first = keys.to_encrypt("stack-1")
    assert keys.to_encrypt("stack-1").id == first.id
    assert DataKeys(KeyRing(master), store).to_encrypt("stack-1").id == first.id

    keys.rotate("stack-1")

    second = keys.to_encrypt("stack-1")
    assert (first.generation, second.generation) == (1, 2)
    assert keys.to_decrypt("stack-1", first.id).id == first.id


def test_stack_without_a_key_can_be_rotated(keys: DataKeys) -> None:
    keys.rotate("stack-1")

    assert keys.to_encrypt("stack-1").generation == 2


def test_another_process_follows_a_rotation_within_the_promised_time(
    keys: DataKeys, master: LocalMasterKey, store: SqliteKeyStore
) -> None:
    clock = Clock()
    other = DataKeys(KeyRing(master), store, clock=clock)
    other.to_encrypt("stack-1")
    keys.rotate("stack-1")

    clock.now = FRESH_SECONDS
    assert other.to_encrypt("stack-1").generation == 1
    clock.now += 0.1
    assert other.to_encrypt("stack-1").generation == 2


def test_another_process_decrypts_at_once_what_a_new_key_encrypted(
    encryption: Encryption, keys: DataKeys, master: LocalMasterKey, store: SqliteKeyStore
) -> None:
    other = Encryption(DataKeys(KeyRing(master), store))
    other.encrypt("stack-1", b"earlier")
    keys.rotate("stack-1")

    assert other.decrypt("stack-1", encryption.encrypt("stack-1", b"value")) == b"value"


def test_key_is_followed_by_another_one_before_it_reaches_its_limit(
    master: LocalMasterKey, store: SqliteKeyStore
) -> None:
    keys = DataKeys(KeyRing(master), store, message_limit=10)

    generations = [keys.to_encrypt("stack-1", messages=4).generation for _ in range(5)]

    assert generations == [1, 1, 2, 2, 3]


def test_limit_holds_for_all_processes_together(master: LocalMasterKey, store: SqliteKeyStore) -> None:
    limit = 3 * RESERVED_MESSAGES
    processes = [DataKeys(KeyRing(master), store, message_limit=limit) for _ in range(4)]

    generations = [keys.to_encrypt("stack-1").generation for keys in processes]

    assert generations == [1, 1, 1, 2]


def test_limit_is_not_passed_by_a_single_message(master: LocalMasterKey, store: SqliteKeyStore) -> None:
    processes = [DataKeys(KeyRing(master), store, message_limit=2 * RESERVED_MESSAGES) for _ in range(2)]
    processes[0].to_encrypt("stack-1")

    assert processes[1].to_encrypt("stack-1", messages=RESERVED_MESSAGES + 1).generation == 2


def test_messages_are_counted_before_they_are_encrypted(keys: DataKeys, store: SqliteKeyStore) -> None:
    keys.to_encrypt("stack-1", messages=RESERVED_MESSAGES - 1)
    keys.to_encrypt("stack-1", messages=1)
    assert store.messages("stack-1") == [RESERVED_MESSAGES]

    keys.to_encrypt("stack-1", messages=3 * RESERVED_MESSAGES)
    assert store.messages("stack-1") == [4 * RESERVED_MESSAGES]


def test_batch_beyond_the_limit_is_refused(master: LocalMasterKey, store: SqliteKeyStore) -> None:
    keys = DataKeys(KeyRing(master), store, message_limit=10)

    with pytest.raises(
        InvalidRequestError, match=r"^11 values at once are more than one key may encrypt; send 10 at most\.$"
    ):
        keys.to_encrypt("stack-1", messages=11)
    assert store.keys("stack-1") == []


def test_stack_that_is_deleted_meanwhile_gets_no_new_key(master: LocalMasterKey) -> None:
    class Deleting(SqliteKeyStore):
        """The stack is deleted just before messages are counted."""

        def reserve(self, key: WrappedKey, messages: int) -> int | None:
            self.delete("stack-1")
            return super().reserve(key, messages)

    store = Deleting()
    with pytest.raises(NotFoundError, match=r"^The stack stack-1 was deleted, and its secrets with it"):
        DataKeys(KeyRing(master), store).to_encrypt("stack-1")
    assert store.keys("stack-1") == []
    store.close()


def test_stack_that_was_deleted_before_gets_no_key(master: LocalMasterKey) -> None:
    class Deleted(SqliteKeyStore):
        """There is no such stack, so that nothing can be stored for it."""

        def add(self, key: WrappedKey) -> bool:
            return False

    store = Deleted()
    keys = DataKeys(KeyRing(master), store)
    with pytest.raises(NotFoundError):
        keys.to_encrypt("stack-1")
    with pytest.raises(NotFoundError):
        keys.rotate("stack-1")
    store.close()


def test_processes_that_start_at_once_agree_on_the_first_key(master: LocalMasterKey, tmp_path: Path) -> None:
    stores = [SqliteKeyStore(tmp_path / "keys.db") for _ in range(8)]

    with ThreadPoolExecutor(len(stores)) as pool:
        chosen = list(pool.map(lambda store: DataKeys(KeyRing(master), store).to_encrypt("stack-1").id, stores))

    assert len(set(chosen)) == 1
    assert len(stores[0].keys("stack-1")) == 1
    for store in stores:
        store.close()


def test_key_is_unwrapped_once(store: SqliteKeyStore) -> None:
    master = Unwrapping(bytes(32))
    Encryption(DataKeys(KeyRing(master), store)).encrypt("stack-1", b"value")
    encryption = Encryption(DataKeys(KeyRing(master), store))
    master.unwrapped = 0

    for _ in range(3):
        encryption.decrypt("stack-1", encryption.encrypt("stack-1", b"value"))

    assert master.unwrapped == 1


def test_memory_holds_no_more_keys_than_it_may(store: SqliteKeyStore) -> None:
    master = Unwrapping(bytes(32))
    encryption = Encryption(DataKeys(KeyRing(master), store, capacity=2))
    sealed = {stack: encryption.encrypt(stack, stack.encode()) for stack in ("a", "b", "c")}
    master.unwrapped = 0

    assert encryption.decrypt("c", sealed["c"]) == b"c"
    assert encryption.decrypt("b", sealed["b"]) == b"b"
    assert master.unwrapped == 0
    assert encryption.decrypt("a", sealed["a"]) == b"a"  # unwrapped again; c, unused for longest, is forgotten
    assert encryption.decrypt("b", sealed["b"]) == b"b"
    assert master.unwrapped == 1
    assert encryption.decrypt("c", sealed["c"]) == b"c"
    assert master.unwrapped == 2


@pytest.mark.parametrize(
    "change",
    [{"stack": "stack-2"}, {"generation": 2}, {"id": "0" * 32}, {"wrapped": b"short"}, {"wrapped": b""}],
    ids=["to another stack", "to another generation", "to another id", "cut", "emptied"],
)
def test_stored_key_that_was_moved_or_changed_does_not_unwrap(
    keys: DataKeys, master: LocalMasterKey, store: SqliteKeyStore, change: dict[str, object]
) -> None:
    keys.to_encrypt("stack-1")
    (stored,) = store.keys("stack-1")

    with pytest.raises(DataKeyError, match="its record was changed or moved"):
        KeyRing(master).unwrap(dataclasses.replace(stored, **change))  # type: ignore[arg-type]
