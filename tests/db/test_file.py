"""How a SQLite file is kept."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from stackwright.db import Database


def _pragma(database: Database, name: str) -> object:
    with database.read() as connection:
        return connection.scalar(text(f"PRAGMA {name}"))


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "state.db"
    database = Database(f"sqlite:///{path}")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER)"))
    database.close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("version", "mode"), [((3, 40, 1), "truncate"), ((3, 51, 2), "truncate"), ((3, 51, 3), "wal"), ((4, 0, 0), "wal")]
)
def test_only_a_sqlite_whose_write_ahead_log_is_sound_writes_one(
    version: tuple[int, int, int], mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    database = Database(f"sqlite:///{tmp_path / 'state.db'}")

    assert _pragma(database, "journal_mode") == mode
    assert _pragma(database, "synchronous") == 2  # FULL
    database.close()
