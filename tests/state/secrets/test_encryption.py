"""Values of a stack, one by one and in batches."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from stackwright.errors import CiphertextError
from stackwright.state.secrets import DataKeys, Encryption, KeyRing
from stackwright.state.secrets.master_key import LocalMasterKey
from tests.state.secrets.key_store import SqliteKeyStore


def test_value_comes_back(encryption: Encryption) -> None:
    assert encryption.decrypt("stack-1", encryption.encrypt("stack-1", b"value")) == b"value"


def test_empty_value_comes_back(encryption: Encryption) -> None:
    assert encryption.decrypt("stack-1", encryption.encrypt("stack-1", b"")) == b""


def test_value_comes_back_after_a_restart(
    encryption: Encryption, master: LocalMasterKey, store: SqliteKeyStore
) -> None:
    sealed = encryption.encrypt("stack-1", b"value")

    assert Encryption(DataKeys(KeyRing(master), store)).decrypt("stack-1", sealed) == b"value"


def test_batch_of_ten_thousand_comes_back_in_order(encryption: Encryption) -> None:
    values = [os.urandom(40) for _ in range(10_000)]

    assert encryption.decrypt_batch("stack-1", encryption.encrypt_batch("stack-1", values)) == values


def test_empty_batch_makes_no_key(encryption: Encryption, store: SqliteKeyStore) -> None:
    assert encryption.encrypt_batch("stack-1", []) == []
    assert encryption.decrypt_batch("stack-1", []) == []
    assert store.keys("stack-1") == []


def test_batch_may_mix_generations_of_keys(encryption: Encryption, keys: DataKeys) -> None:
    sealed = []
    for value in (b"a", b"b", b"c"):
        sealed.append(encryption.encrypt("stack-1", value))
        keys.rotate("stack-1")

    assert encryption.decrypt_batch("stack-1", [*sealed, *sealed]) == [b"a", b"b", b"c"] * 2


def test_ciphertext_of_another_stack_is_refused(encryption: Encryption) -> None:
    encryption.encrypt("stack-1", b"value")
    foreign = encryption.encrypt("stack-2", b"value")

    with pytest.raises(
        CiphertextError, match=r"it belongs to another stack or another server; set the secret again\.$"
    ):
        encryption.decrypt("stack-1", foreign)


def test_batch_with_a_bad_ciphertext_tells_which_one(encryption: Encryption) -> None:
    good = encryption.encrypt("stack-1", b"value")

    with pytest.raises(CiphertextError, match=r"^Number 2 of 3: The ciphertext has 3 bytes"):
        encryption.decrypt_batch("stack-1", [good, b"bad", good])


def test_secrets_of_a_deleted_stack_are_gone(encryption: Encryption, keys: DataKeys, store: SqliteKeyStore) -> None:
    sealed = encryption.encrypt("stack-1", b"value")
    store.delete("stack-1")
    keys.forget("stack-1")

    with pytest.raises(CiphertextError):
        encryption.decrypt("stack-1", sealed)


def test_threads_share_an_encryption(encryption: Encryption, store: SqliteKeyStore) -> None:
    def there_and_back(number: int) -> bool:
        stack, value = f"stack-{number % 5}", str(number).encode()
        return encryption.decrypt(stack, encryption.encrypt(stack, value)) == value

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(there_and_back, range(2000)))
    assert [len(store.keys(f"stack-{number}")) for number in range(5)] == [1] * 5
