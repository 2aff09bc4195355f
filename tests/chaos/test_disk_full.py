"""The disk of a SQLite file is full, and then it is not."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy import update as change
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from starlette.testclient import TestClient

from stackwright.access.tables import tokens
from stackwright.state.protocol.application import application
from stackwright.state.service import StateService
from tests.chaos.recorded import Entry
from tests.chaos.scale import chance
from tests.state.client import STACK, Client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FULL = re.compile(
    r"The database sqlite:///\S+ cannot be used: database or disk is full; check that the file is one of "
    r"Stackwright's, may be written to and has room\."
)


class Disk:
    """What the file's disk allows."""

    def __init__(self, service: StateService) -> None:
        self._limit = ""
        self.make_room()

        @event.listens_for(service.database.engine, "checkout")
        def _apply(connection: sqlite3.Connection, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
            connection.executescript(self._limit)

    def fill(self) -> None:
        """The file may not grow any more."""
        self._limit = "PRAGMA max_page_count = 1;"

    def make_read_only(self) -> None:
        """Nothing can be written, as after an error of the disk, or where not even a journal has room."""
        self._limit = "PRAGMA query_only = 1;"

    def make_room(self) -> None:
        """Anything can be written."""
        self._limit = "PRAGMA query_only = 0; PRAGMA max_page_count = 1000000;"


@pytest.fixture
def disk(services: list[StateService]) -> Disk:
    """The disk of the first server."""
    return Disk(services[0])


@pytest.fixture
def client(services: list[StateService], disk: Disk) -> Iterator[Client]:
    """The admin's client, and an empty stack."""
    token = services[0].access.bootstrap()
    assert token is not None
    with TestClient(application(services[0]), raise_server_exceptions=False) as http:
        client = Client(http, token)
        client.create_stack()
        yield client


def _entry(number: int) -> dict[str, object]:
    """A thing that takes a whole page, packed or not."""
    entry = Entry(number, number, "creating", f"t{number}", number, succeeded=True).encoded()
    entry["state"]["inputs"]["padding"] = chance(number).randbytes(4000).hex()
    return entry


def test_nothing_that_was_acknowledged_is_lost_and_it_goes_on_once_there_is_room(client: Client, disk: Disk) -> None:
    update = client.start()
    client.journal(update, [_entry(1)])
    disk.fill()
    answers = [client.journal(update, [_entry(number)]) for number in range(2, 10)]
    acknowledged = [1, *(number for number, answer in enumerate(answers, 2) if answer.status_code == 200)]
    completed = client.complete(update)
    refused = [answer for answer in answers if answer.status_code != 200] + [completed]
    assert len(refused) > 1
    for answer in refused:
        assert answer.status_code == 503
        assert FULL.fullmatch(answer.json()["message"])
    assert client.names() == [f"t{number}" for number in acknowledged]

    disk.make_room()
    assert client.journal(update, [_entry(10)]).status_code == 200
    assert client.complete(update).status_code == 200
    assert client.names() == [f"t{number}" for number in (*acknowledged, 10)]


def test_where_nothing_can_be_written_states_can_still_be_exported(
    client: Client, disk: Disk, services: list[StateService]
) -> None:
    update = client.start()
    client.journal(update, [_entry(1)])
    client.complete(update)
    with services[0].database.write() as connection:
        connection.execute(change(tokens).values(last_used=None))
    services[0].access.forget()
    disk.make_read_only()
    assert client.names() == ["t1"]
    refused = client.request("POST", f"{STACK}/update", {})
    assert refused.status_code == 503
    assert "attempt to write a readonly database" in refused.json()["message"]
    disk.make_room()
