"""The server is asked to end, as by every restart of its service."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing
from urllib.parse import urlsplit

from tests.chaos.caller import Caller
from tests.chaos.crowd import crowd
from tests.chaos.recorded import Entry, read_export
from tests.chaos.scale import chance
from tests.chaos.worker import Worker
from tests.server import Server

STACKS = 8
UPDATES = 2
BATCHES = 4


def test_it_ends_well_in_the_middle_of_updates_and_they_go_on_after_the_next_start(server: Server) -> None:
    def work(worker: Worker) -> None:
        for _ in range(UPDATES):
            worker.update(BATCHES)
        worker.check_events()

    with crowd([server.address], server.token, STACKS) as clients:
        with clients.working(work):
            clients.progress.wait_for(STACKS * BATCHES)
            assert server.stop() == 0
            server.start()
        assert [worker.updates for worker in clients.workers] == [UPDATES] * STACKS


def test_a_request_that_has_begun_is_answered(server: Server) -> None:
    where = urlsplit(server.address)
    with closing(Caller([server.address], server.token)) as caller:
        worker = Worker(caller, "/api/stacks/organization/chaos/dev", chance(0))
        worker.create_stack()
        running = worker.begin()
        entries = {"entries": [Entry(1, 1, "creating", "begun", 1).encoded()]}
        body = json.dumps(entries).encode()
        with socket.create_connection((where.hostname, where.port)) as connection:
            connection.sendall(
                f"PATCH {running.path}/journalentries HTTP/1.1\r\nHost: {where.netloc}\r\n"
                f"Authorization: update-token {running.token}\r\n"
                f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode()
            )
            assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")  # it is the body that is waited for
            assert server.process is not None
            server.process.terminate()
            _wait_until_refused(where.hostname, where.port)
            connection.sendall(body)
            assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
        assert server.stop() == 0
        server.start()
        pending = read_export(caller.send("GET", f"{worker.path}/export").content).recorded.pending
        assert pending == {("creating", "begun")}
        worker.complete(running)


def _wait_until_refused(host: str | None, port: int | None) -> None:
    """Wait until the server takes no more requests."""
    while True:
        try:
            socket.create_connection((host, port)).close()
        except ConnectionError:
            return
        time.sleep(0.02)
