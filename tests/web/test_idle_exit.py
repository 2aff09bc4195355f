"""`stackwright serve --idle-exit`: a server that ends when nobody needs it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from stackwright.state import lifecycle, stacks
from stackwright.state.model import StackName, UpdateKind, UpdateStatus
from stackwright.state.updates import Program
from stackwright.web.service import open_service
from stackwright.web.settings import ServerSettings
from tests.server import Server, serving

STACK = StackName("organization", "shop", "dev")
IDLE = ("--idle-exit", "1")


def _ended(server: Server) -> None:
    assert server.process is not None
    assert server.process.wait(60) == 0


def test_it_ends_by_itself_when_nobody_asks(tmp_path: Path) -> None:
    with serving(tmp_path, f"sqlite:///{tmp_path / 'state.db'}", *IDLE) as server:
        _ended(server)


def test_it_stays_while_an_update_runs_and_ends_after_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    service = open_service(ServerSettings(database=url))
    with service.database.write() as connection:
        stacks.create(connection, STACK, {})
    update = lifecycle.create(service, STACK, UpdateKind.UPDATE, author="bob", program=Program())
    lease = lifecycle.start(service, STACK, update.id).lease.token
    with serving(tmp_path, url, *IDLE) as server:
        assert server.process is not None
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(4)
        lifecycle.complete(service, update.id, lease, UpdateStatus.SUCCEEDED)
        _ended(server)
    service.database.close()
