"""What all tests share: a pretend cloud for each worker, one Postgres for all of them, and databases."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackwright.db import Database
from stackwright.embedded.start import stop_server
from tests import databases
from tools import cloud as clouds
from tools.cloud import Cloud
from tools.postgres import Postgres


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds, or leaves, anything in the home folder of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STACKWRIGHT_HOME", str(home))
        yield
    stop_server(home, force=True)


@pytest.fixture(scope="session")
def running_cloud() -> Iterator[Cloud]:
    """One moto server for each worker; use ``cloud``, which is empty."""
    with clouds.start(managed_policies=False) as cloud:
        yield cloud


@pytest.fixture
def cloud(running_cloud: Cloud) -> Cloud:
    """An empty cloud."""
    running_cloud.reset()
    return running_cloud


@pytest.fixture
def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """The run's one Postgres, shared by all workers; no test may stop it or change its settings."""
    return databases.shared_postgres(tmp_path_factory)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to copy."""
    path = tmp_path_factory.mktemp("database") / "migrated.db"
    databases.migrate_url(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the newest schema and nothing in it; each test runs on SQLite and on Postgres.

    ``@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)`` runs a test on one of them.
    """
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "state.db")
        yield f"sqlite:///{path}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database(template=databases.TEMPLATE) as url:
            yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """What `database_url` names, open."""
    database = Database(database_url)
    yield database
    database.close()
