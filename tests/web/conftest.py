"""A whole server on each database, and clients of its users."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from stackwright.access.roles import Role
from stackwright.state.service import StateService
from stackwright.web.application import application
from stackwright.web.service import open_service
from stackwright.web.settings import ServerSettings
from tests.web.callers import World
from tests.web.people import Person, add_user, issue


@pytest.fixture
def service(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateService:
    """The state service that a server on the database serves."""
    monkeypatch.setenv("STACKWRIGHT_HOME", str(tmp_path))  # where the master key of a Postgres is
    return open_service(ServerSettings(database=database_url))


@pytest.fixture
def http(service: StateService) -> Iterator[TestClient]:
    """What speaks to the server."""
    with TestClient(application(service), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def admin(service: StateService, http: TestClient) -> Person:
    """The first admin."""
    token = service.access.bootstrap()
    assert token is not None
    return Person(http, "admin", token)


@pytest.fixture
def join(service: StateService, http: TestClient, admin: Person) -> Callable[..., Person]:
    """Make another user: ``join("bob", Role.VIEWER, "shop/*")``."""

    def joined(name: str, role: Role | None = None, stacks: str = "*", *, scope: str = "all") -> Person:
        add_user(service.database, name, role, stacks)
        return Person(http, name, issue(service.database, name, scope).text.reveal())

    return joined


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    """One server for all routes of the matrix."""
    file = shutil.copy(migrated_file, tmp_path_factory.mktemp("matrix") / "state.db")
    service = open_service(ServerSettings(database=f"sqlite:///{file}"))
    token = service.access.bootstrap()
    assert token is not None
    with TestClient(application(service), raise_server_exceptions=False) as http:
        world = World(service, http, token)
        add_user(service.database, "victim")
        yield world
