"""Encrypt and decrypt the values of a stack."""

from __future__ import annotations

from collections.abc import Sequence

from stackwright.errors import CiphertextError
from stackwright.state.secrets.ciphertext import data_key_id, seal, unseal
from stackwright.state.secrets.data_key import DataKey, DataKeys


class Encryption:
    """What the state service does with secrets, for any number of threads.

    Every method takes the identity of the stack, which stays when the stack is renamed. All raise what
    `DataKeys.to_encrypt` raises, and for what a client sent wrongly `CiphertextError`.
    """

    def __init__(self, keys: DataKeys) -> None:
        self._keys = keys

    def __repr__(self) -> str:
        return f"Encryption({self._keys!r})"

    def encrypt(self, stack: str, value: bytes) -> bytes:
        """One ciphertext; each time another one."""
        return self.encrypt_batch(stack, [value])[0]

    def decrypt(self, stack: str, ciphertext: bytes) -> bytes:
        """What `encrypt` was given for the same stack."""
        return unseal(self._keys.to_decrypt(stack, data_key_id(ciphertext)), ciphertext)

    def encrypt_batch(self, stack: str, values: Sequence[bytes]) -> list[bytes]:
        """A ciphertext for each value, in order."""
        return seal(self._keys.to_encrypt(stack, len(values)), values) if values else []

    def decrypt_batch(self, stack: str, ciphertexts: Sequence[bytes]) -> list[bytes]:
        """The value of each ciphertext, in order; all of them or none."""
        keys: dict[str, DataKey] = {}  # a batch may be larger than what is kept of keys
        values = []
        for position, ciphertext in enumerate(ciphertexts, start=1):
            try:
                key_id = data_key_id(ciphertext)
                key = keys.get(key_id) or keys.setdefault(key_id, self._keys.to_decrypt(stack, key_id))
                values.append(unseal(key, ciphertext))
            except CiphertextError as error:
                raise CiphertextError(f"Number {position} of {len(ciphertexts)}: {error}") from None
        return values

    def forget(self, stack: str) -> None:
        """Drop the stack's keys from memory, when it is deleted."""
        self._keys.forget(stack)
