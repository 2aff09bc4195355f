"""What is written is kept, or undone as a whole, whoever writes at the same time."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select, text, update

from stackwright.db import Database, insert_absent
from tests.db.conftest import counters, notes
from tests.db.processes import at_once

_WRITE_AND_HANG = """
import sys, time
from sqlalchemy import text
from stackwright.db import Database
with Database(sys.argv[1]).write() as connection:
    connection.execute(text("INSERT INTO notes VALUES (1, 'kept')"))
print("written", flush=True)
time.sleep(600)
"""


def _texts(database: Database) -> Sequence[str]:
    with database.read() as connection:
        return connection.scalars(select(notes.c.text).order_by(notes.c.id)).all()


def _count_up(database: Database, times: int) -> None:
    """Read, add and write back, which loses a step if two do it at once."""
    for _ in range(times):
        with database.write() as connection:
            value = connection.scalars(select(counters.c.value).with_for_update()).one()
            connection.execute(update(counters).values(value=value + 1))


def _count_up_in_process(url: str, times: int) -> None:
    _count_up(Database(url), times)


def _counted(database: Database) -> int:
    with database.read() as connection:
        value: int = connection.scalars(select(counters.c.value)).one()
    return value


def test_what_was_written_is_there_after_the_writer_was_killed(new_database: Database, new_database_url: str) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITE_AND_HANG, new_database_url], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "written\n"
    writer.kill()
    writer.communicate()

    assert writer.returncode == -signal.SIGKILL
    assert _texts(new_database) == ["kept"]


def test_all_of_a_write_is_undone_when_its_block_raises(new_database: Database) -> None:
    def fail() -> None:
        with new_database.write() as connection:
            connection.execute(insert(notes).values(id=1, text="undone"))
            raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        fail()

    assert _texts(new_database) == []


def test_nobody_sees_a_write_before_its_block_ends(new_database: Database) -> None:
    with new_database.write() as connection:
        connection.execute(insert(notes).values(id=1, text="soon"))
        assert _texts(new_database) == []
    assert _texts(new_database) == ["soon"]


def test_writers_of_many_threads_take_turns(new_database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(_count_up, [new_database] * 8, [10] * 8))

    assert _counted(new_database) == 80


def test_writers_of_several_processes_take_turns(new_database: Database, new_database_url: str) -> None:
    at_once(2, _count_up_in_process, new_database_url, 40)

    assert _counted(new_database) == 80


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_a_second_process_does_not_begin_to_write_a_file_before_the_first_has_ended(
    new_database: Database, new_database_url: str
) -> None:
    other = Database(new_database_url)  # as little tied to the first as one of another process
    began = threading.Event()

    def write() -> None:
        with other.write():
            began.set()

    with ThreadPoolExecutor() as pool:
        with new_database.write():
            waiting = pool.submit(write)
            assert not began.wait(0.3)
        waiting.result()
    other.close()


# A newer SQLite keeps a state for readers in its write-ahead log; an older one lets the writer wait for them.
@pytest.mark.parametrize("new_database_url", ["postgres"], indirect=True)
def test_a_read_sees_one_state_though_others_write_meanwhile(new_database: Database) -> None:
    with new_database.read() as connection:
        before = connection.scalar(select(func.count()).select_from(notes))
        with new_database.write() as other:
            other.execute(insert(notes).values(id=1, text="new"))
        after = connection.scalar(select(func.count()).select_from(notes))

    assert (before, after) == (0, 0)


def test_rows_that_are_there_already_are_left_out_of_an_insert(new_database: Database) -> None:
    with new_database.write() as connection:
        insert_absent(connection, notes, [{"id": 1, "text": "first"}])
        insert_absent(connection, notes, [{"id": 1, "text": "again"}, {"id": 2, "text": "second"}])
        insert_absent(connection, notes, [])

    assert _texts(new_database) == ["first", "second"]


def test_foreign_keys_hold(new_database: Database) -> None:
    with new_database.write() as connection:
        connection.execute(text("CREATE TABLE replies (note INTEGER REFERENCES notes (id) ON DELETE CASCADE)"))
        connection.execute(insert(notes).values(id=1, text="asked"))
        connection.execute(text("INSERT INTO replies VALUES (1)"))
    with new_database.write() as connection:
        connection.execute(notes.delete())
    with new_database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM replies")) == 0
