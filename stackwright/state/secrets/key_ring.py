"""The master keys a server knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stackwright.errors import MasterKeyError
from stackwright.state.secrets.master_key import MasterKey
from stackwright.state.secrets.wrapped_key import WrappedKey


class KeyRing:
    """One current master key, which wraps, and others, which only unwrap: earlier ones, or the next one.

    A ring does not change. `DataKeys.ring` can be set to another one while the server runs.
    """

    def __init__(self, current: MasterKey, others: Iterable[MasterKey] = ()) -> None:
        self.current = current
        self._masters = {master.id: master for master in (*others, current)}

    def __repr__(self) -> str:
        others = [master for master in self._masters if master != self.current.id]
        return f"KeyRing(current={self.current.id!r}, others={others!r})"

    def __contains__(self, master: str) -> bool:
        return master in self._masters

    def with_current(self, master: MasterKey) -> KeyRing:
        """A ring in which ``master`` wraps, and the keys of this one only unwrap."""
        return KeyRing(master, self._masters.values())

    def wrap(self, key: bytes, stack: str, generation: int, key_id: str) -> WrappedKey:
        """Wrap a data key with the current master key.

        Raises:
            KeyServiceError: AWS KMS could not be reached, or refused to wrap or to unwrap.
        """
        bare = WrappedKey(stack, generation, key_id, self.current.id, b"")
        wrapped = replace(bare, wrapped=self.current.wrap(key, bare.context))
        # It may become the only copy: whoever may encrypt with a KMS key need not be allowed to decrypt with it.
        self.unwrap(wrapped)
        return wrapped

    def unwrap(self, key: WrappedKey) -> bytes:
        """The data key, by the master key that wraps it.

        Raises:
            MasterKeyError: that master key is not in the ring.
            DataKeyError: the stored key was changed or moved.
            KeyServiceError: AWS KMS could not be reached, or refused.
        """
        master = self._masters.get(key.master)
        if master is None:
            raise MasterKeyError(
                f"The master key {key.master}, which wraps a data key of stack {key.stack}, is not among this "
                "server's master keys; add it beside the current one."
            )
        return master.unwrap(key.wrapped, key.context)
