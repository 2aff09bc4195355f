"""A cache that forgets what was not used for longest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """At most `capacity` values by key, for any number of threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"BoundedCache({len(self)} of {self._capacity})"

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """The value, or None."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Keep a value, and forget another if there are too many."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._capacity:
                self._values.popitem(last=False)

    def discard(self, key: K) -> None:
        """Forget a value, if it is there."""
        with self._lock:
            self._values.pop(key, None)

    def forget(self, which: Callable[[K], bool]) -> None:
        """Forget all values whose key is one of these."""
        with self._lock:
            for key in [key for key in self._values if which(key)]:
                del self._values[key]
