"""Replace a master key by another while servers go on working.

1. Add the new master key to the ring of every server, beside the current one.
2. Make it the current one on every server; the earlier stays in the ring. While some servers wrap with the new key
   and some with the earlier, all unwrap both.
3. `rewrap`, on any server. It may be stopped at any moment, and run again, or twice at once.
4. `check_not_used` for the earlier one, then drop it from every ring. Keep it as long as backups of the database
   from before.

Values are not encrypted again: their data keys stay the same, and only what wraps those changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stackwright.errors import DataKeyError, MasterKeyError
from stackwright.state.secrets.key_ring import KeyRing
from stackwright.state.secrets.wrapped_key import KeyStore, WrappedKey


@dataclass(frozen=True)
class NotRewrapped:
    """A data key that stays as it was, and why in one sentence."""

    key: WrappedKey
    reason: str


@dataclass(frozen=True)
class Rewrapping:
    """What `rewrap` did.

    Args:
        rewrapped: how many data keys it wrapped anew.
        left: those that could not be unwrapped; the secrets in them can be read neither before nor after.
    """

    rewrapped: int
    left: tuple[NotRewrapped, ...]


def rewrap(ring: KeyRing, store: KeyStore, progress: Callable[[int, int], None] = lambda done, of: None) -> Rewrapping:
    """Wrap all data keys with the ring's current master key, one by one.

    A key is replaced in one step, and only after the new wrapping was unwrapped again, so every key can be unwrapped
    by a server with both masters at every moment.

    Args:
        progress: called after each key with the number done and the number there were.

    Raises:
        KeyServiceError: AWS KMS could not be reached, or refused; what was done stays done.
    """
    keys = store.not_wrapped_by(ring.current.id)
    rewrapped = 0
    left = []
    for done, key in enumerate(keys, start=1):
        try:
            secret = ring.unwrap(key)
        except (DataKeyError, MasterKeyError) as error:
            left.append(NotRewrapped(key, str(error)))
        else:
            # Not replaced means that another rewrap was faster, or the stack was deleted.
            rewrapped += store.replace(key, ring.wrap(secret, key.stack, key.generation, key.id))
        progress(done, len(keys))
    return Rewrapping(rewrapped, tuple(left))


def check_ring(ring: KeyRing, store: KeyStore) -> None:
    """Make sure that every stored data key has its master key in the ring; for the start of a server.

    Raises:
        MasterKeyError: some have not.
    """
    missing = {master: keys for master, keys in store.masters().items() if master not in ring}
    if missing:
        raise MasterKeyError(
            f"{_listed(missing)} not among this server's master keys; add what is missing beside the current one."
        )


def check_not_used(master: str, store: KeyStore) -> None:
    """Make sure that a master key can be dropped, when no server has it as its current one any more.

    Raises:
        MasterKeyError: it still wraps data keys.
    """
    keys = store.masters().get(master, 0)
    if keys:
        raise MasterKeyError(
            f"The master key {master} still wraps {keys} data keys; make another one current on every server, rewrap, "
            "and then drop it."
        )


def _listed(missing: dict[str, int]) -> str:
    if len(missing) == 1:
        ((master, keys),) = missing.items()
        return f"The master key {master}, which wraps {keys} data keys, is"
    parts = " and ".join(f"{master} ({keys} data keys)" for master, keys in sorted(missing.items()))
    return f"The master keys {parts} are"
