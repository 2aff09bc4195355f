"""Principals that were authenticated a moment ago, so that a thousand requests are not a thousand queries."""

from __future__ import annotations

import hashlib
import time

from stackwright.access.principal import Principal
from stackwright.bounded_cache import BoundedCache


class PrincipalCache:
    """The principals of the tokens used last, at most ``size`` of them. May be used by many threads."""

    def __init__(self, size: int) -> None:
        self._found: BoundedCache[bytes, tuple[Principal, float]] = BoundedCache(size)

    def get(self, token: str) -> Principal | None:
        """The principal of ``token``, unless its time has passed."""
        key = _key(token)
        found = self._found.get(key)
        if found is None:
            return None
        principal, deadline = found
        if time.monotonic() >= deadline:
            self._found.discard(key)
            return None
        return principal

    def put(self, token: str, principal: Principal, deadline: float) -> None:
        """Keep ``principal`` until ``deadline``, a time of `time.monotonic`."""
        self._found.put(_key(token), (principal, deadline))

    def clear(self) -> None:
        """Forget all, so that what was changed just now holds at once in this process."""
        self._found.forget(lambda _: True)

    def __len__(self) -> int:
        return len(self._found)


def _key(token: str) -> bytes:
    # Tokens themselves stay in memory no longer than their request.
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
