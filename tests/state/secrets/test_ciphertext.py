"""A ciphertext decrypts to what was encrypted, for its stack and unchanged, or says in one sentence why not."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from stackwright.errors import CiphertextError
from stackwright.state.secrets.ciphertext import OVERHEAD, data_key_id, seal, unseal
from stackwright.state.secrets.data_key import DataKey

SECRET = os.urandom(32)
KEY = DataKey("stack-1", 1, os.urandom(16).hex(), AESGCM(SECRET))


@given(st.lists(st.binary(max_size=5000), max_size=20))
@settings(deadline=None)
def test_values_come_back_in_order(values: list[bytes]) -> None:
    assert [unseal(KEY, sealed) for sealed in seal(KEY, values)] == values


def test_format_is_the_documented_one() -> None:
    (sealed,) = seal(KEY, [b"value"])

    version, key_id, nonce, body = sealed[:1], sealed[1:17], sealed[17:29], sealed[29:]
    assert version == b"\x01"
    assert key_id.hex() == KEY.id == data_key_id(sealed)
    assert AESGCM(SECRET).decrypt(nonce, body, version + key_id + b"stack-1") == b"value"
    assert len(sealed) == OVERHEAD + len(b"value")


def test_no_two_ciphertexts_are_alike() -> None:
    sealed = seal(KEY, [b"same"] * 1000) + seal(KEY, [b"same"] * 1000)

    assert len({one[17:29] for one in sealed}) == 2000
    assert len({one[29:] for one in sealed}) == 2000


@given(st.binary(max_size=100), st.data())
@settings(deadline=None)
def test_any_changed_bit_is_noticed(value: bytes, data: st.DataObject) -> None:
    (sealed,) = seal(KEY, [value])
    changed = bytearray(sealed)
    changed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(CiphertextError):
        _decrypt(bytes(changed))


@given(st.binary(max_size=100), st.data())
@settings(deadline=None)
def test_any_truncation_is_noticed(value: bytes, data: st.DataObject) -> None:
    (sealed,) = seal(KEY, [value])

    with pytest.raises(CiphertextError):
        _decrypt(sealed[: data.draw(st.integers(0, len(sealed) - 1))])


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_bytes_of_another_origin_are_refused(garbage: bytes) -> None:
    with pytest.raises(CiphertextError):
        _decrypt(garbage)


def test_ciphertext_of_another_stack_does_not_decrypt_even_with_the_same_key() -> None:
    other = DataKey("stack-2", 1, KEY.id, KEY.cipher)
    (sealed,) = seal(other, [b"value"])

    with pytest.raises(CiphertextError, match=r"^The ciphertext was changed, or belongs to another stack;"):
        unseal(KEY, sealed)


def test_newer_format_is_named() -> None:
    with pytest.raises(
        CiphertextError, match=r"^The ciphertext has the format 2, and this server knows format 1 alone"
    ):
        data_key_id(b"\x02" + bytes(60))


def _decrypt(ciphertext: bytes) -> bytes:
    if data_key_id(ciphertext) != KEY.id:
        raise CiphertextError("another key")
    return unseal(KEY, ciphertext)
