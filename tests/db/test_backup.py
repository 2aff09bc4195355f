"""A backup is the state of one moment, and can be restored whole or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from stackwright.access.audit import AuditTrail
from stackwright.access.authority import Access
from stackwright.db import Database
from stackwright.db.backup import backup, restore
from stackwright.errors import ConfigurationError, DatabaseError
from stackwright.state import checkpoints, stacks
from stackwright.state.model import StackName
from stackwright.state.tables import stacks as stack_table


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with users, an audit trail, a thousand stacks and a checkpoint."""
    Access(database).bootstrap()
    with database.write() as connection:
        stack = stacks.create(connection, StackName("organization", "shop", "dev"), {"owner": "ops"})
        checkpoints.save(connection, stack.id, 1, b'{"version":3}', 0)
        rows = [
            {"id": str(n), "organization": "o", "project": "p", "name": f"s{n}", "tags": {}, "created": n, "version": 0}
            for n in range(1000)
        ]
        connection.execute(insert(stack_table), [{**row, "fencing_token": 0} for row in rows])
    return database


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    """A SQLite database that does not exist yet."""
    return Database(f"sqlite:///{tmp_path / 'empty.db'}")


def test_what_was_restored_is_what_was_there(filled: Database, empty: Database, tmp_path: Path) -> None:
    told = backup(filled, tmp_path / "backup")
    assert restore(empty, tmp_path / "backup") == told
    with empty.read() as connection:
        stack = stacks.find(connection, StackName("organization", "shop", "dev"))
        assert (stack.tags, checkpoints.latest(connection, stack)) == ({"owner": "ops"}, b'{"version":3}')
        assert list(AuditTrail().verify(connection)) == []
        assert connection.execute(select(func.count()).select_from(stack_table)).scalar() == 1001


def test_a_backup_of_sqlite_becomes_postgres(filled: Database, postgres: object, tmp_path: Path) -> None:
    from tools.postgres import Postgres

    assert isinstance(postgres, Postgres)
    backup(filled, tmp_path / "backup")
    with postgres.database() as url:
        target = Database(url)
        restore(target, tmp_path / "backup")
        with target.read() as connection:
            assert connection.execute(select(func.count()).select_from(stack_table)).scalar() == 1001
        target.close()


def test_only_its_owner_may_read_it(filled: Database, tmp_path: Path) -> None:
    backup(filled, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.9])
def test_a_file_that_was_cut_restores_nothing(filled: Database, empty: Database, tmp_path: Path, kept: float) -> None:
    file = tmp_path / "backup"
    backup(filled, file)
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(ConfigurationError, match="backup"):
        restore(empty, file)
    with empty.read() as connection:
        assert not _has_stacks(connection)


def test_a_file_in_which_a_row_was_changed_restores_nothing(filled: Database, empty: Database, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    backup(filled, file)
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b'"s7"', b'"s8"', 1)))
    with pytest.raises(ConfigurationError, match="incomplete or damaged; nothing was restored"):
        restore(empty, file)
    with empty.read() as connection:
        assert not _has_stacks(connection)


def test_a_file_that_is_something_else_is_refused(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no backup")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        restore(empty, tmp_path / "text")


def test_what_is_there_is_never_overwritten(filled: Database, tmp_path: Path) -> None:
    backup(filled, tmp_path / "backup")
    with pytest.raises(ConfigurationError, match="is not empty; restore into a new one"):
        restore(filled, tmp_path / "backup")


def test_a_database_that_was_never_used_has_nothing_to_back_up(empty: Database, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="has no state of Stackwright"):
        backup(empty, tmp_path / "backup")


def _has_stacks(connection: object) -> bool:
    from sqlalchemy import Connection, inspect

    assert isinstance(connection, Connection)
    if not inspect(connection).has_table("stacks"):
        return False
    return bool(connection.execute(select(func.count()).select_from(stack_table)).scalar())
