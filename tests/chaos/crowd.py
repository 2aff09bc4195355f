"""Many clients at once, each with a stack of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from httpx2 import Response

from tests.chaos.caller import Caller
from tests.chaos.scale import chance
from tests.chaos.worker import Worker

PATIENCE_SECONDS = 300


class Progress:
    """How many batches of entries were acknowledged to all clients."""

    def __init__(self) -> None:
        self._count = 0
        self._failed = False
        self._changed = threading.Condition()

    @property
    def count(self) -> int:
        """How many there are."""
        return self._count

    def add(self) -> None:
        """One more."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def fail(self) -> None:
        """There will be no more: nobody shall wait for it."""
        with self._changed:
            self._failed = True
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        """Wait until there are as many."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._failed or self._count >= count, PATIENCE_SECONDS)


@dataclass(frozen=True)
class Crowd:
    """Clients, and how far they are."""

    workers: Sequence[Worker]
    progress: Progress = field(default_factory=Progress)

    @property
    def failures(self) -> list[Response]:
        """The answers with a status of 500 and above that they rode out."""
        return [failure for worker in self.workers for failure in worker.caller.failures]

    @contextmanager
    def working(self, work: Callable[[Worker], None]) -> Iterator[None]:
        """Let every client do ``work`` while the block runs and until it is done; raises what goes wrong with it."""

        def do(worker: Worker) -> None:
            try:
                work(worker)
            except BaseException:
                self.progress.fail()
                raise

        with ThreadPoolExecutor(len(self.workers)) as pool:
            running = [pool.submit(do, worker) for worker in self.workers]
            yield
        for each in running:
            each.result()


@contextmanager
def crowd(addresses: Sequence[str], token: str, count: int, *, lease_seconds: int | None = None) -> Iterator[Crowd]:
    """``count`` clients, each with a new stack; they take turns with the servers at ``addresses``."""
    progress = Progress()
    workers = [
        Worker(
            Caller(addresses, token, first=number),
            f"/api/stacks/organization/chaos/s{number}",
            chance(number),
            progress.add,
            lease_seconds,
        )
        for number in range(count)
    ]
    try:
        for worker in workers:
            worker.create_stack()
        yield Crowd(workers, progress)
    finally:
        for worker in workers:
            worker.caller.close()
