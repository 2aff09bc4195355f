"""A master key in memory wraps data keys for one context."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackwright.errors import DataKeyError
from stackwright.state.secrets.master_key import LocalMasterKey

MASTER = LocalMasterKey(os.urandom(32))
contexts = st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3)


@given(st.binary(min_size=32, max_size=32), contexts)
@settings(deadline=None)
def test_data_key_comes_back(key: bytes, context: dict[str, str]) -> None:
    wrapped = MASTER.wrap(key, context)

    assert key not in wrapped
    assert MASTER.unwrap(wrapped, context) == key


@given(contexts, contexts)
@settings(deadline=None)
def test_another_context_is_noticed(context: dict[str, str], other: dict[str, str]) -> None:
    wrapped = MASTER.wrap(bytes(32), context)

    if context != other:
        with pytest.raises(DataKeyError):
            MASTER.unwrap(wrapped, other)


@pytest.mark.parametrize("position", range(61))
def test_any_changed_byte_is_noticed(position: int) -> None:
    wrapped = bytearray(MASTER.wrap(bytes(32), {}))
    wrapped[position] ^= 1

    with pytest.raises(DataKeyError):
        MASTER.unwrap(bytes(wrapped), {})


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28, 29, 60])
def test_any_truncation_is_noticed(length: int) -> None:
    with pytest.raises(DataKeyError):
        MASTER.unwrap(MASTER.wrap(bytes(32), {})[:length], {})


def test_another_master_key_does_not_unwrap() -> None:
    with pytest.raises(DataKeyError, match=f"does not unwrap with the master key {MASTER.id}"):
        MASTER.unwrap(LocalMasterKey(os.urandom(32)).wrap(bytes(32), {}), {})


def test_same_key_is_wrapped_differently_each_time() -> None:
    assert MASTER.wrap(bytes(32), {}) != MASTER.wrap(bytes(32), {})


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_wrong_length_is_a_mistake_of_the_caller(length: int) -> None:
    with pytest.raises(ValueError, match="a master key has 32 bytes"):
        LocalMasterKey(bytes(length))
