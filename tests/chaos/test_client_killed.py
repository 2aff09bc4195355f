"""Clients stop at any moment of their updates, and are not heard of again."""

from __future__ import annotations

import time
from contextlib import suppress

from tests.chaos.conftest import LEASE_SECONDS
from tests.chaos.crowd import crowd
from tests.chaos.scale import scaled
from tests.chaos.worker import ClientDied, LeaseLost, Worker
from tests.server import Server

STACKS = 20
DEATHS = scaled(2)  # of each stack's client
BATCHES = 4


def test_their_stacks_free_themselves_with_all_that_was_acknowledged(impatient_server: Server) -> None:
    pending: list[tuple[str, str]] = []

    def work(worker: Worker) -> None:
        for _ in range(DEATHS):
            die(worker)
        wait_until_free(worker)
        worker.check()
        pending.extend(worker.recorded.pending)
        while worker.updates == 0:
            with suppress(LeaseLost):  # a busy machine may be slower than the lease
                worker.update(BATCHES)
        worker.check_events()

    def die(worker: Worker) -> None:
        with suppress(ClientDied, LeaseLost):
            worker.update(BATCHES, dies_at=worker.chance.randrange(BATCHES))
        assert worker.updates == 0

    with crowd([impatient_server.address], impatient_server.token, STACKS, lease_seconds=LEASE_SECONDS) as clients:
        with clients.working(work):
            pass
        assert pending, "no client died in the middle of an operation: the test is of no use"


def wait_until_free(worker: Worker) -> None:
    """Nobody asks for the stack: it frees itself."""
    while worker.caller.ok("GET", worker.path)["activeUpdate"]:
        time.sleep(0.2)
