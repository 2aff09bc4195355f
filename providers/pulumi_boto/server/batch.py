"""Reads that wait at the same time become one Describe call.

A short wait gathers them; nothing is ever listed that was not asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from pulumi_boto.model.describe import Describe
from pulumi_boto.model.failure import Failure, Kind
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
            self._answer(describe, ids[start : start + describe.limit], pending.wanted)

    def _answer(self, describe: Describe, ids: Sequence[str], wanted: dict[str, Future[Response | None]]) -> None:
        try:
            found = self._fetch(describe, ids)
        except Exception as error:  # noqa: BLE001 - handed to each reader, who raises it
            if len(ids) > 1 and isinstance(error, Failure) and error.kind is Kind.GONE:
                # one of them is gone and fails the call for all; halving finds it in few calls
                middle = len(ids) // 2
                self._answer(describe, ids[:middle], wanted)
                self._answer(describe, ids[middle:], wanted)
                return
            for id_ in ids:
                wanted[id_].set_exception(error)
        else:
            for id_ in ids:
                wanted[id_].set_result(found.get(id_))
