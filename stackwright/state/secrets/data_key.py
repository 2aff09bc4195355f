"""The keys that encrypt values: several generations for each stack, unwrapped when first needed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stackwright.bounded_cache import BoundedCache
from stackwright.errors import CiphertextError, InvalidRequestError, NotFoundError
from stackwright.state.secrets.key_ring import KeyRing
from stackwright.state.secrets.wrapped_key import KeyStore, WrappedKey

LENGTH = 32
ID_LENGTH = 16

MESSAGE_LIMIT = 2**28
"""Messages for one key. With random nonces two are alike among so many with a probability of 2**-41; NIST allows
2**32 messages and 2**-32 (SP 800-38D, 8.3)."""

RESERVED_MESSAGES = 4096
"""How many messages a process counts against the limit at once, so that not each value costs a write. What a process
did not use when it ends counts as used."""

FRESH_SECONDS = 60.0
"""For how long a process goes on encrypting with a key that another process has followed by a new one."""

CAPACITY = 4096
"""Unwrapped keys kept in memory, about 1 KB each."""


@dataclass(frozen=True)
class DataKey:
    """A data key that can be used: AES-256-GCM."""

    stack: str
    generation: int
    id: str
    cipher: AESGCM = field(repr=False)


class DataKeys:
    """The data keys of all stacks, for any number of threads. Other processes may use the same store.

    Args:
        ring: may be set to another ring at any time.
        store: where wrapped keys are.
        capacity: how many unwrapped keys are kept in memory.
        message_limit: how many messages a key encrypts before the next generation follows.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        ring: KeyRing,
        store: KeyStore,
        *,
        capacity: int = CAPACITY,
        message_limit: int = MESSAGE_LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ring = ring
        self._store = store
        self._message_limit = message_limit
        self._clock = clock
        self._opened: BoundedCache[tuple[str, str], DataKey] = BoundedCache(capacity)
        self._allowances: BoundedCache[str, _Allowance] = BoundedCache(capacity)

    def __repr__(self) -> str:
        return f"DataKeys(ring={self.ring!r}, opened={self._opened!r})"

    def to_encrypt(self, stack: str, messages: int = 1) -> DataKey:
        """The newest key of a stack, the first one made if there is none, with so many messages counted.

        Raises:
            InvalidRequestError: more messages at once than a key may encrypt.
            NotFoundError: the stack was deleted.
            DataKeyError: the stored key is damaged.
            MasterKeyError: the master key that wraps it is not in the ring.
            KeyServiceError: AWS KMS could not be reached, or refused.
        """
        allowance = self._allowances.get(stack)
        if allowance is None or not allowance.take(messages, self._clock()):
            allowance = self._reserve(stack, messages)
            self._allowances.put(stack, allowance)
        return allowance.key

    def to_decrypt(self, stack: str, key_id: str) -> DataKey:
        """A key of a stack, of any generation.

        Raises:
            CiphertextError: the stack has no such key.
            DataKeyError, MasterKeyError, KeyServiceError: as `to_encrypt`.
        """
        key = self._opened.get((stack, key_id))
        if key is not None:
            return key
        for stored in self._store.keys(stack):
            if stored.id == key_id:
                return self._open(stored)
        raise CiphertextError(
            "The ciphertext was made with a key that this stack does not have: it belongs to another stack or "
            "another server; set the secret again."
        )

    def rotate(self, stack: str) -> None:
        """Let a new key encrypt from now on; in other processes within `FRESH_SECONDS`.

        What the earlier keys encrypted stays as it is until a client encrypts it again.

        Raises:
            NotFoundError, KeyServiceError: as `to_encrypt`.
        """
        self._add(stack, self._newest(stack).generation + 1)
        self._allowances.forget(lambda held: held == stack)

    def forget(self, stack: str) -> None:
        """Drop a stack's keys from memory, when it is deleted."""
        self._allowances.forget(lambda held: held == stack)
        self._opened.forget(lambda held: held[0] == stack)

    def _reserve(self, stack: str, messages: int) -> _Allowance:
        if messages > self._message_limit:
            raise InvalidRequestError(
                f"{messages} values at once are more than one key may encrypt; send {self._message_limit} at most."
            )
        block = max(messages, min(RESERVED_MESSAGES, self._message_limit))
        while True:  # each turn but the last one adds a generation, here or in another process
            fresh_until = self._clock() + FRESH_SECONDS
            newest = self._newest(stack)
            total = self._store.reserve(newest, block)
            if total is None:
                raise _deleted(stack)
            if total <= self._message_limit:
                return _Allowance(self._open(newest), block - messages, fresh_until)
            self._add(stack, newest.generation + 1)

    def _newest(self, stack: str) -> WrappedKey:
        stored = self._store.keys(stack)
        if not stored:
            self._add(stack, 1)
            stored = self._store.keys(stack)
        if not stored:
            raise _deleted(stack)
        return max(stored, key=lambda key: key.generation)

    def _add(self, stack: str, generation: int) -> None:
        """Make a key, unless another process was faster or the stack is gone."""
        secret = os.urandom(LENGTH)
        self._store.add(self.ring.wrap(secret, stack, generation, os.urandom(ID_LENGTH).hex()))

    def _open(self, stored: WrappedKey) -> DataKey:
        key = self._opened.get((stored.stack, stored.id))
        if key is None:
            secret = self.ring.unwrap(stored)
            key = DataKey(stored.stack, stored.generation, stored.id, AESGCM(secret))
            self._opened.put((stored.stack, stored.id), key)
        return key


def _deleted(stack: str) -> NotFoundError:
    return NotFoundError(
        f"The stack {stack} was deleted, and its secrets with it; nothing is encrypted for it any more."
    )


class _Allowance:
    """How many messages this process may still encrypt with the newest key, and until when it counts as newest."""

    def __init__(self, key: DataKey, left: int, fresh_until: float) -> None:
        self.key = key
        self._left = left
        self._fresh_until = fresh_until
        self._lock = Lock()

    def take(self, messages: int, now: float) -> bool:
        with self._lock:
            if messages > self._left or now > self._fresh_until:
                return False
            self._left -= messages
            return True
