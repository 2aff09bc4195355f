"""Reads that wait at the same time become one Describe call.

A short wait gathers them; nothing is ever listed that was not asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from pulumi_boto.model.describe import Describe
from pulumi_boto.model.lifecycle import Response

GATHER_SECONDS = 0.004
"""How long the first read waits for others: small beside a call to AWS, long beside a burst of reads."""

Fetch = Callable[[Describe, Sequence[str]], dict[str, Response]]


@dataclass
class _Pending:
    wanted: dict[str, Future[Response | None]] = field(default_factory=dict)


class BatchedReader:
    """Answers single reads from plural calls.

    Args:
        fetch: makes one plural call and returns the items found, by id.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._pending: dict[Describe, _Pending] = {}

    def find(self, describe: Describe, id: str) -> Response | None:
        """One item, or None if it is gone; an error of the plural call is every waiting reader's."""
        with self._lock:
            pending = self._pending.get(describe)
            leads = pending is None
            if pending is None:
                pending = self._pending[describe] = _Pending()
            future = pending.wanted.setdefault(id, Future())
        if leads:
            self._lead(describe, pending)
        return future.result()

    def _lead(self, describe: Describe, pending: _Pending) -> None:
        threading.Event().wait(GATHER_SECONDS)
        with self._lock:
            del self._pending[describe]
        ids = list(pending.wanted)
        for start in range(0, len(ids), describe.limit):
            chunk = ids[start : start + describe.limit]
            try:
                found = self._fetch(describe, chunk)
            except Exception as error:  # noqa: BLE001 - handed to each reader, who raises it
                for id_ in chunk:
                    pending.wanted[id_].set_exception(error)
                continue
            for id_ in chunk:
                pending.wanted[id_].set_result(found.get(id_))
