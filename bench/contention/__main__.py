"""50 clients that update 50 stacks at once; and 100 updates during which the server is killed.

There is no peer: a file backend has one client a stack and no server to kill. What is recorded is compared with what
was acknowledged at the begin and the end of each update, so a figure that is printed is one of runs without a loss.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.measure import machine
from tests import databases
from tests.chaos.checks import check_database
from tests.chaos.crowd import Crowd, crowd
from tests.chaos.scale import chance
from tests.chaos.worker import Worker
from tests.server import Server, serving
from tools.postgres import start

CLIENTS = 50
STACKS = 10
UPDATES = 10
BATCHES = 4
KILLS = 10


def main() -> None:
    """Measure and print."""
    print(f"The state service and {CLIENTS} clients ({machine()})")
    for name, servers in (("SQLite", 1), ("Postgres", 2)):
        with _serving(name, servers) as running:
            _at_once(f"{name}, {servers} server{'s' * (servers > 1)}", running)
        with _serving(name, 1) as running:
            _killed(f"{name}, kill -9", running[0])


@contextmanager
def _serving(name: str, count: int) -> Iterator[Sequence[Server]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'state.db'}"
        if name == "Postgres":
            url = stack.enter_context(stack.enter_context(start(durable=True)).database())
        databases.migrate_url(url)
        servers = [stack.enter_context(serving(folder, url)) for _ in range(count)]
        for server in servers:
            server.token = servers[0].token
        yield servers
        check_database(url)


def _at_once(title: str, servers: Sequence[Server]) -> None:
    with crowd([server.address for server in servers], servers[0].token, CLIENTS) as clients:
        seconds = _timed(clients, lambda worker: worker.update(BATCHES), lambda: None)
        assert not clients.failures
    _report(title, CLIENTS, clients, seconds)


def _killed(title: str, server: Server) -> None:
    starts: list[float] = []

    def disaster() -> None:
        for moment in sorted(chance(0).sample(range(STACKS * (UPDATES * BATCHES - 1)), KILLS)):
            clients.progress.wait_for(moment)
            server.kill()
            killed = time.perf_counter()
            server.start()
            starts.append(time.perf_counter() - killed)

    def work(worker: Worker) -> None:
        for _ in range(UPDATES):
            worker.update(BATCHES)

    with crowd([server.address], server.token, STACKS) as clients:
        seconds = _timed(clients, work, disaster)
    _report(title, STACKS * UPDATES, clients, seconds)
    print(f"  killed {KILLS} times; serves again after             {statistics.median(starts):.2f} s (median)")


def _timed(clients: Crowd, work: Callable[[Worker], None], disaster: Callable[[], None]) -> float:
    started = time.perf_counter()
    with clients.working(work):
        disaster()
    return time.perf_counter() - started


def _report(title: str, updates: int, clients: Crowd, seconds: float) -> None:
    assert sum(worker.updates for worker in clients.workers) == updates
    print(
        f"  {title:<22} {updates} updates, {clients.progress.count} batches of entries in {seconds:.1f} s "
        f"({updates / seconds:.1f} updates a second); lost 0"
    )


if __name__ == "__main__":
    main()
