"""Principals that were authenticated a moment ago, so that a thousand requests are not a thousand queries."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict

from stackwright.access.principal import Principal


class PrincipalCache:
    """The principals of the tokens used last, at most ``size`` of them. May be used by many threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._found: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()

    def get(self, token: str) -> Principal | None:
        """The principal of ``token``, unless its time has passed."""
        key = _key(token)
        with self._lock:
            principal, deadline = self._found.get(key, (None, 0.0))
            if principal is None or time.monotonic() >= deadline:
                self._found.pop(key, None)
                return None
            self._found.move_to_end(key)
            return principal

    def put(self, token: str, principal: Principal, deadline: float) -> None:
        """Keep ``principal`` until ``deadline``, a time of `time.monotonic`."""
        key = _key(token)
        with self._lock:
            self._found[key] = (principal, deadline)
            self._found.move_to_end(key)
            if len(self._found) > self._size:
                self._found.popitem(last=False)

    def clear(self) -> None:
        """Forget all, so that what was changed just now holds at once in this process."""
        with self._lock:
            self._found.clear()

    def __len__(self) -> int:
        return len(self._found)


def _key(token: str) -> bytes:
    # Tokens themselves stay in memory no longer than their request.
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
