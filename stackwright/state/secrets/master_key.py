"""A master key: it wraps data keys and nothing else."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Mapping
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from stackwright.errors import DataKeyError, MasterKeyError

LENGTH = 32
_FORMAT = b"\x01"
_NONCE_LENGTH = 12
_WANTED = f"{LENGTH} random bytes, as `openssl rand -base64 {LENGTH}` prints them"


class MasterKey(Protocol):
    """Wraps and unwraps data keys; from any number of threads at once."""

    @property
    def id(self) -> str:
        """Derived from the key, so that it is the same wherever the key came from. Not secret."""

    def wrap(self, key: bytes, context: Mapping[str, str]) -> bytes:
        """Encrypt a data key, bound to a context.

        Raises:
            KeyServiceError: the service that holds the master key could not be used.
        """

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """What `wrap` was given, for the same context.

        Raises:
            DataKeyError: it was changed, or wrapped by another master key or for another context.
            KeyServiceError: the service that holds the master key could not be used.
        """


class LocalMasterKey:
    """A master key in our own memory: AES-256-GCM with random nonces.

    Args:
        secret: 32 random bytes. The key that wraps and the id are both derived from them (HKDF, RFC 5869).
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != LENGTH:
            raise ValueError(f"a master key has {LENGTH} bytes")
        self.id = f"local:{_derive(secret, 'id', 16).hex()}"
        self._cipher = AESGCM(_derive(secret, "wrap data keys", LENGTH))

    def __repr__(self) -> str:
        return f"LocalMasterKey({self.id!r})"

    def wrap(self, key: bytes, context: Mapping[str, str]) -> bytes:
        """Encrypt a data key, bound to a context."""
        nonce = os.urandom(_NONCE_LENGTH)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, key, _FORMAT + _canonical(context))

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """What `wrap` was given, for the same context; raises `DataKeyError`."""
        start = len(_FORMAT) + _NONCE_LENGTH
        try:
            return self._cipher.decrypt(
                wrapped[len(_FORMAT) : start], wrapped[start:], wrapped[: len(_FORMAT)] + _canonical(context)
            )
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise DataKeyError(
                f"A stored data key does not unwrap with the master key {self.id}: its record was changed or moved; "
                "restore the table of data keys from a backup."
            ) from None


def is_master_key(text: str) -> bool:
    """Whether a text is a key itself, where the place of one should be."""
    try:
        return len(b64decode(text.strip(), validate=True)) == LENGTH
    except ValueError:
        return False


def decode_master_key(text: str, where: str) -> LocalMasterKey:
    """The key written in base64 in a file or a variable.

    Args:
        where: what holds the text, for the error: "The file /etc/stackwright/master.key".

    Raises:
        MasterKeyError: it is not 32 bytes in base64.
    """
    try:
        secret = b64decode(text.strip(), validate=True)
    except ValueError:
        raise MasterKeyError(f"{where} does not hold base64; it must hold {_WANTED}.") from None
    if len(secret) != LENGTH:
        raise MasterKeyError(f"{where} holds {len(secret)} bytes in base64; it must hold {_WANTED}.")
    return LocalMasterKey(secret)


def _derive(secret: bytes, purpose: str, length: int) -> bytes:
    info = f"stackwright master key: {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret)


def _canonical(context: Mapping[str, str]) -> bytes:
    return json.dumps(context, sort_keys=True).encode()
