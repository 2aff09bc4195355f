"""Postgres drops its connections, or crashes and comes up again, while clients update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.chaos.checks import check_database
from tests.chaos.crowd import Crowd, crowd
from tests.chaos.scale import chance, scaled
from tests.chaos.worker import Worker
from tests.server import Server, serving
from tools.postgres import Postgres, start

STACKS = 10
UPDATES = scaled(4)  # of each stack
BATCHES = 4
TIMES = scaled(3)


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that may crash: it keeps what is committed on disk."""
    with start(durable=True) as postgres:
        yield postgres


@pytest.fixture
def server(own_postgres: Postgres, tmp_path: Path) -> Iterator[Server]:
    """A state service on it."""
    with own_postgres.database() as url:
        databases.migrate_url(url)
        with serving(tmp_path, url) as server:
            yield server
        check_database(url)


def _work_while(server: Server, disaster: Callable[[], object]) -> Crowd:
    """Let clients update their stacks, with one disaster after the other meanwhile."""

    def work(worker: Worker) -> None:
        for _ in range(UPDATES):
            worker.update(BATCHES)
        worker.check_events()

    moments = sorted(chance(0).sample(range(STACKS * (UPDATES * BATCHES - 1)), TIMES))
    with crowd([server.address], server.token, STACKS) as clients:
        with clients.working(work):
            for moment in moments:
                clients.progress.wait_for(moment)
                disaster()
        assert [worker.updates for worker in clients.workers] == [UPDATES] * STACKS
    return clients


def test_dropped_connections_cost_a_client_no_more_than_another_try(server: Server, own_postgres: Postgres) -> None:
    database = server.open_database().url.database
    assert database is not None
    clients = _work_while(server, lambda: own_postgres.disconnect(database))
    assert clients.failures
    assert {failure.status_code for failure in clients.failures} <= {503}


def test_after_a_crash_of_postgres_the_server_goes_on_by_itself(server: Server, own_postgres: Postgres) -> None:
    assert server.process is not None
    clients = _work_while(server, own_postgres.crash)
    assert server.process.poll() is None
    assert clients.failures
    assert {failure.status_code for failure in clients.failures} <= {503}
