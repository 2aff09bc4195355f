"""The format of a ciphertext.

=========  =======================================================================
bytes      meaning
=========  =======================================================================
1          version of the format: 1
16         id of the data key
12         nonce, random
as many    the value, encrypted by AES-256-GCM
16         tag
=========  =======================================================================

The tag also covers the version, the id of the key and the identity of the stack.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag

from stackwright.errors import CiphertextError
from stackwright.state.secrets.data_key import ID_LENGTH, DataKey

VERSION = 1
_NONCE_LENGTH = 12
_TAG_LENGTH = 16
_HEADER_LENGTH = 1 + ID_LENGTH
OVERHEAD = _HEADER_LENGTH + _NONCE_LENGTH + _TAG_LENGTH
"""Bytes by which a ciphertext is longer than its value."""


def seal(key: DataKey, values: Sequence[bytes]) -> list[bytes]:
    """Encrypt values, each below 2 GiB. Counting them against the key's limit is the caller's part."""
    header = bytes([VERSION]) + bytes.fromhex(key.id)
    associated = _associated(header, key)
    randomness = os.urandom(_NONCE_LENGTH * len(values))
    encrypt = key.cipher.encrypt
    sealed = []
    for position, value in enumerate(values):
        nonce = randomness[position * _NONCE_LENGTH : (position + 1) * _NONCE_LENGTH]
        sealed.append(header + nonce + encrypt(nonce, value, associated))
    return sealed


def data_key_id(ciphertext: bytes) -> str:
    """The id of the data key that a ciphertext names.

    Raises:
        CiphertextError: it is too short to be one, or of a version not known here.
    """
    if len(ciphertext) < OVERHEAD:
        raise CiphertextError(
            f"The ciphertext has {len(ciphertext)} bytes, fewer than any has: it was cut off; set the secret again."
        )
    if ciphertext[0] != VERSION:
        raise CiphertextError(
            f"The ciphertext has the format {ciphertext[0]}, and this server knows format {VERSION} alone: it was made "
            "elsewhere or by a newer Stackwright; bring this server up to date, or set the secret again."
        )
    return ciphertext[1:_HEADER_LENGTH].hex()


def unseal(key: DataKey, ciphertext: bytes) -> bytes:
    """Decrypt a ciphertext whose `data_key_id` is this key's.

    Raises:
        CiphertextError: it was changed, or is of another stack.
    """
    start = _HEADER_LENGTH + _NONCE_LENGTH
    nonce, body = ciphertext[_HEADER_LENGTH:start], ciphertext[start:]
    try:
        return key.cipher.decrypt(nonce, body, _associated(ciphertext[:_HEADER_LENGTH], key))
    except InvalidTag:
        raise CiphertextError(
            "The ciphertext was changed, or belongs to another stack; set the secret again."
        ) from None


def _associated(header: bytes, key: DataKey) -> bytes:
    return header + key.stack.encode()
