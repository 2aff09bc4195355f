"""What a database cannot do is said in one sentence, in which there is no secret."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

import pytest
from sqlalchemy import event, func, insert, make_url, select, text
from sqlalchemy.exc import IntegrityError

from stackwright.db import Database
from stackwright.errors import ConfigurationError, DatabaseError, StackwrightError
from tests.db.conftest import notes
from tools.postgres import Postgres

POSTGRES_ONLY = pytest.mark.parametrize("new_database_url", ["postgres"], indirect=True)
SQLITE_ONLY = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)


def _use(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE anything (id INTEGER)"))


def _refusal(url: str) -> str:
    """What using a database says when it is refused."""
    database = Database(url)
    with pytest.raises(DatabaseError) as raised:
        _use(database)
    database.close()
    return _sentence(raised.value)


def _sentence(error: StackwrightError) -> str:
    said = str(error)
    assert "\n" not in said
    assert said.endswith(".")
    return said


def _count(database: Database) -> int:
    with database.read() as connection:
        return connection.scalars(select(func.count()).select_from(notes)).one()


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Root may write anywhere, so run as someone who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that an ordinary user may read and not write."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", "cannot be read"),
        ("state.db", "cannot be read"),
        ("postgresql://host:port/name", "cannot be read"),
        ("postgresql://user:pass@word@host/name", "write %40 for it"),
        ("mysql://host/name", "kind 'mysql' are not supported"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
    ],
)
def test_a_url_that_names_no_database_of_ours(url: str, fault: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        Database(url)

    assert fault in _sentence(raised.value)


def test_a_postgres_that_is_not_there(free_port: int) -> None:
    said = _refusal(f"postgresql://someone@127.0.0.1:{free_port}/state")

    assert said.startswith(f"The database postgresql://someone@127.0.0.1:{free_port}/state cannot be used:")
    assert "Connection refused" in said


@POSTGRES_ONLY
def test_a_wrong_password(new_database_url: str) -> None:
    assert "password authentication failed" in _refusal(
        make_url(new_database_url).set(password="wrong").render_as_string(hide_password=False)
    )


@POSTGRES_ONLY
def test_a_database_that_the_server_does_not_have(new_database_url: str) -> None:
    assert 'database "missing" does not exist' in _refusal(
        make_url(new_database_url).set(database="missing").render_as_string(hide_password=False)
    )


def test_a_parameter_that_postgres_does_not_know(free_port: int) -> None:
    assert 'invalid connection option "colour"' in _refusal(f"postgresql://127.0.0.1:{free_port}/state?colour=blue")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is not a database. " * 100)

    said = _refusal(f"sqlite:///{path}")

    assert said.startswith(f"The database sqlite:///{path} cannot be used: file is not a database;")


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    assert "unable to open database file" in _refusal(f"sqlite:///{tmp_path}")


def test_a_file_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError) as raised:
        Database(f"sqlite:///{tmp_path}/file/state.db")

    assert "File exists" in _sentence(raised.value)


@SQLITE_ONLY
def test_a_folder_in_which_nothing_may_be_made(new_database: Database, closed_folder: Path) -> None:
    with _ordinary_user(), pytest.raises(ConfigurationError) as raised:
        Database(f"sqlite:///{closed_folder}/state.db")

    assert "Permission denied" in _sentence(raised.value)


@SQLITE_ONLY
def test_a_file_that_may_not_be_written(new_database: Database, new_database_url: str, closed_folder: Path) -> None:
    new_database.close()
    path = Path(shutil.copy(make_url(new_database_url).database or "", closed_folder))
    path.chmod(0o444)
    with _ordinary_user(), pytest.raises(StackwrightError) as raised:
        _use(Database(f"sqlite:///{path}"))

    assert str(path) in _sentence(raised.value)


@SQLITE_ONLY
def test_a_full_disk_undoes_the_write_and_keeps_what_was_there(new_database: Database) -> None:
    with new_database.write() as connection:
        connection.execute(insert(notes).values(id=1, text="kept"))
    new_database.close()

    @event.listens_for(new_database.engine, "connect")
    def fill(connection: SQLiteConnection, record: object) -> None:
        connection.execute("PRAGMA max_page_count = 10")

    with pytest.raises(DatabaseError) as raised, new_database.write() as connection:
        connection.execute(insert(notes).values(id=2, text="x" * 100_000))

    assert "database or disk is full" in _sentence(raised.value)
    assert _count(new_database) == 1


@SQLITE_ONLY
def test_a_file_that_another_process_does_not_let_go(
    new_database: Database, new_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stackwright.db.database.BUSY_TIMEOUT_SECONDS", 0.01)
    with new_database.write():
        assert "database is locked" in _refusal(new_database_url)


def test_no_connection_free(new_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stackwright.db.database.BUSY_TIMEOUT_SECONDS", 0.01)
    database = Database(new_database_url, connections=1)

    with database.read(), pytest.raises(DatabaseError) as raised, database.read():
        pass

    assert "limit of size 1" in _sentence(raised.value)
    database.close()


@POSTGRES_ONLY
def test_a_connection_that_drops_in_a_write_undoes_it_and_the_next_write_works(
    new_database: Database, postgres: Postgres
) -> None:
    def write() -> None:
        with new_database.write() as connection:
            connection.execute(insert(notes).values(id=1, text="lost"))
            assert postgres.disconnect(new_database.url.database or "") == 1
            connection.execute(insert(notes).values(id=2, text="lost"))

    with pytest.raises(DatabaseError) as raised:
        write()

    assert "terminating connection due to administrator command" in _sentence(raised.value)
    with new_database.write() as connection:
        connection.execute(insert(notes).values(id=3, text="kept"))
    assert _count(new_database) == 1


@POSTGRES_ONLY
def test_a_connection_that_drops_before_the_end_of_a_write_is_not_taken_for_success(
    new_database: Database, postgres: Postgres
) -> None:
    def write() -> None:
        with new_database.write() as connection:
            connection.execute(insert(notes).values(id=1, text="lost"))
            assert postgres.disconnect(new_database.url.database or "") == 1

    with pytest.raises(DatabaseError):
        write()

    assert _count(new_database) == 0


@POSTGRES_ONLY
def test_connections_that_dropped_while_idle_are_replaced(new_database: Database, postgres: Postgres) -> None:
    with new_database.read(), new_database.read():
        pass
    assert postgres.disconnect(new_database.url.database or "") == 2

    assert _count(new_database) == 0


def test_a_broken_constraint_is_left_to_the_caller(new_database: Database) -> None:
    with new_database.write() as connection:
        connection.execute(insert(notes).values(id=1, text="once"))

    with pytest.raises(IntegrityError), new_database.write() as connection:
        connection.execute(insert(notes).values(id=1, text="twice"))


@pytest.mark.parametrize("place", ["hunter2@127.0.0.1:{port}/state", "@127.0.0.1:{port}/state?password=hunter2"])
def test_the_password_is_never_shown(place: str, free_port: int) -> None:
    database = Database(f"postgresql://someone:{place.format(port=free_port)}")

    with pytest.raises(DatabaseError) as raised:
        _use(database)

    assert "someone" in repr(database)
    assert "hunter2" not in repr(database)
    assert "hunter2" not in str(database)
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))


def test_values_of_statements_are_never_shown(new_database: Database) -> None:
    secret = secrets.token_hex()
    with pytest.raises(DatabaseError) as raised, new_database.write() as connection:
        connection.execute(text("INSERT INTO missing VALUES (:value)"), {"value": secret})

    assert secret not in "".join(traceback.format_exception(raised.value))
