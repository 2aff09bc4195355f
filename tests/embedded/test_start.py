"""Starting, losing and ending the service of a computer."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from stackwright.embedded import presence, record
from stackwright.embedded.start import ensure_server, status, stop_server
from stackwright.errors import LocalServiceError
from stackwright.state import lifecycle, stacks
from stackwright.state.model import StackName, Update, UpdateKind, UpdateStatus
from stackwright.state.service import StateService
from stackwright.state.updates import Program
from stackwright.web.service import open_service
from stackwright.web.settings import ServerSettings
from tests.embedded.local import get, kill, processes, the_record

STACK = StackName("organization", "shop", "dev")
ENSURE = """
import sys
from pathlib import Path
from stackwright.embedded.start import ensure_server
ensure_server(Path(sys.argv[1]))
"""


@pytest.fixture
def state(home: Path) -> Iterator[StateService]:
    """The state that the service has, from outside, with one stack; made before the service starts."""
    state = open_service(ServerSettings(database=f"sqlite:///{home / 'state.db'}"))
    with state.database.write() as connection:
        stacks.create(connection, STACK, {})
    yield state
    state.database.close()


@contextmanager
def update(state: StateService) -> Iterator[Update]:
    """An update that runs."""
    begun = lifecycle.create(state, STACK, UpdateKind.UPDATE, author="bob", program=Program())
    started = lifecycle.start(state, STACK, begun.id)
    yield started.update
    lifecycle.complete(state, begun.id, started.lease.token, UpdateStatus.SUCCEEDED)


def test_of_many_commands_at_once_one_starts_it(home: Path) -> None:
    commands = [subprocess.Popen([sys.executable, "-c", ENSURE, str(home)]) for _ in range(10)]
    assert [command.wait(600) for command in commands] == [0] * 10
    assert len(processes(home)) == 1


def test_a_server_that_was_killed_is_started_again_and_nothing_is_lost(home: Path, state: StateService) -> None:
    first = ensure_server(home)
    kill(home)
    assert status(home) is None
    assert ensure_server(home) == first  # the engine keeps the selected stack by the address
    assert [stack["stackName"] for stack in get(first, "/api/user/stacks")["stacks"]] == ["dev"]


class _Foreign(BaseHTTPRequestHandler):
    """Answers everything as a server that is ours would, as far as it can know."""

    heard: list[str] = []  # noqa: RUF012 - what the test looks at

    def do_POST(self) -> None:
        self.heard.append(f"{self.requestline} {self.headers}")
        body = json.dumps({"pid": 1, "version": "0.1.0", "busy": False, "idle": True}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Stackwright-Proof", "00" * 32)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 - the library's name

    def log_message(self, format: str, *arguments: object) -> None:
        """Be silent."""


@contextmanager
def _foreign_on(port: int) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", port), _Foreign) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def test_a_foreign_program_on_the_port_gets_neither_the_token_nor_a_signal(home: Path) -> None:
    first = ensure_server(home)
    kill(home)
    with _foreign_on(int(first.address.rpartition(":")[2])):
        assert not stop_server(home)
        second = ensure_server(home)
        assert second.address != first.address
        assert get(second, "/api/user")
    assert _Foreign.heard
    assert not any(first.token in heard or the_record(home).secret in heard for heard in _Foreign.heard)


def test_it_ends_by_itself_and_comes_back(home: Path) -> None:
    first = ensure_server(home, idle_exit=1)
    psutil.wait_procs(processes(home), 60)
    assert not processes(home)
    assert ensure_server(home) == first


def test_a_server_of_another_version_is_replaced_when_it_is_idle(home: Path) -> None:
    ensure_server(home)
    [old] = processes(home)
    _pretend_other_version(home)
    while not (answer := presence.look(the_record(home))) or not answer.idle:
        time.sleep(0.1)
    ensure_server(home)
    [new] = processes(home)
    assert new != old


def test_a_server_of_another_version_is_used_while_an_update_runs(home: Path, state: StateService) -> None:
    first = ensure_server(home)
    servers = processes(home)
    _pretend_other_version(home)
    with update(state):
        assert ensure_server(home) == first
    assert processes(home) == servers


def _pretend_other_version(home: Path) -> None:
    file = home / "server.json"
    file.write_text(file.read_text().replace(f'"{the_record(home).version}"', '"0.0.1"'))
    assert the_record(home).version == "0.0.1"


def test_stop_waits_for_updates_unless_forced(home: Path, state: StateService) -> None:
    ensure_server(home)
    with update(state):
        with pytest.raises(LocalServiceError, match="An update runs in the state service"):
            stop_server(home)
        assert stop_server(home, force=True)
    assert not processes(home)
    assert not stop_server(home)


def test_a_token_that_was_lost_is_replaced_by_the_next_server(home: Path) -> None:
    first = ensure_server(home)
    kill(home)
    (home / record.TOKEN).unlink()
    second = ensure_server(home)
    assert second.token != first.token
    assert get(second, "/api/user") == get(first, "/api/user")


def test_why_it_does_not_start_is_one_sentence(home: Path) -> None:
    home.mkdir()
    (home / "state.db").write_text("This is no database, but the notes of a meeting.")
    with pytest.raises(LocalServiceError) as refused:
        ensure_server(home)
    assert str(refused.value).startswith("The state service of this computer did not start: The database ")
    psutil.wait_procs(processes(home), 60)
