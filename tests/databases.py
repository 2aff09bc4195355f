"""How the fixtures make databases cheap: one Postgres for the whole run, and copies of a migrated database."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from stackwright.db import Database
from stackwright.db.migrate import migrate
from tools.postgres import Postgres, launch

TEMPLATE = "migrated"


def shared_postgres(tmp_path_factory: pytest.TempPathFactory) -> Postgres:
    """The Postgres of this run, with a migrated database to copy; whichever worker comes first starts it.

    It ends with the process that runs pytest, the workers' parent. Syncing is off: a test can kill
    processes, not the machine, and what a killed process has written is kept by the system.
    """
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if is_worker else base  # the same for all workers, another for each run
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = folder / "postgres.json"
        if started.exists():
            return Postgres(**json.loads(started.read_text()))
        postgres = launch(owner=os.getppid() if is_worker else os.getpid(), durable=False)
        postgres.create(TEMPLATE)
        migrate_url(postgres.url(TEMPLATE))
        _write_closed(started, json.dumps(asdict(postgres)))
        return postgres


def migrate_url(url: str) -> None:
    """Bring a database to the newest schema, and disconnect."""
    database = Database(url)
    migrate(database)
    database.close()


def _write_closed(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
