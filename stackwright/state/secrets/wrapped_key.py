"""What is stored of a data key, and what the store has to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class WrappedKey:
    """A data key as it is stored: encrypted by a master key.

    Args:
        stack: the identity of its stack; not the name, which changes when a stack is renamed.
        generation: 1 for the first key of a stack; the highest encrypts, all decrypt.
        id: 32 hexadecimal digits, random; every ciphertext carries it.
        master: the id of the master key that wraps it.
        wrapped: the data key, encrypted.
    """

    stack: str
    generation: int
    id: str
    master: str
    wrapped: bytes = field(repr=False)

    @property
    def context(self) -> Mapping[str, str]:
        """What the wrapping is bound to: a wrapped key moved to another stack or generation does not unwrap."""
        return {
            "stackwright:stack": self.stack,
            "stackwright:generation": str(self.generation),
            "stackwright:data-key": self.id,
        }


class KeyStore(Protocol):
    """Where wrapped data keys are kept, for all stacks and for all servers.

    Every change is durable when the call returns. Deleting a stack deletes its keys, and with them its secrets
    for good.
    """

    def add(self, key: WrappedKey) -> bool:
        """Store a new key with no messages counted; False if the stack has one of this generation, or is gone."""

    def keys(self, stack: str) -> Sequence[WrappedKey]:
        """All keys of a stack, in any order."""

    def reserve(self, key: WrappedKey, messages: int) -> int | None:
        """Add to the number of messages encrypted with a key, in one atomic step; the new sum, None if it is gone."""

    def replace(self, old: WrappedKey, new: WrappedKey) -> bool:
        """Store another wrapping of the same key if it is still wrapped as in `old`; False if it is not."""

    def not_wrapped_by(self, master: str) -> Sequence[WrappedKey]:
        """All keys of all stacks that another master key wraps."""

    def masters(self) -> Mapping[str, int]:
        """The ids of the master keys in use, each with the number of keys it wraps."""
