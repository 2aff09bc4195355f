"""The server is killed at any moment of many updates, and started again while its clients go on."""

from __future__ import annotations

from tests.chaos.crowd import crowd
from tests.chaos.scale import chance, scaled
from tests.chaos.worker import Worker
from tests.server import Server

STACKS = 10
UPDATES = scaled(10)  # of each stack
BATCHES = 4
KILLS = scaled(3)


def test_no_acknowledged_entry_is_lost_or_doubled_and_every_stack_stays_usable(server: Server) -> None:
    def work(worker: Worker) -> None:
        for _ in range(UPDATES):
            worker.update(BATCHES)
        worker.check_events()

    moments = sorted(chance(0).sample(range(STACKS * (UPDATES * BATCHES - 1)), KILLS))
    with crowd([server.address], server.token, STACKS) as clients:
        with clients.working(work):
            for moment in moments:
                clients.progress.wait_for(moment)
                server.kill()
                server.start()
        assert [worker.updates for worker in clients.workers] == [UPDATES] * STACKS
