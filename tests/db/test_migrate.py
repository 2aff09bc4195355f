"""A database is brought to the schema of this version, by one server, as a whole or not at all."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import indent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import stackwright
from stackwright.db import Database, metadata
from stackwright.db import migrate as module
from stackwright.db.migrate import migrate, newest
from stackwright.errors import DatabaseError
from tests.databases import migrate_url
from tests.db.processes import at_once


def _version(database: Database) -> str | None:
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _tables(database: Database) -> list[str]:
    with database.read() as connection:
        return inspect(connection).get_table_names()


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of no steps yet instead of ours."""
    folder = tmp_path / "migrations"
    original = module._FOLDER
    (folder / "versions").mkdir(parents=True)
    shutil.copy(original / "env.py", folder)
    monkeypatch.setattr(module, "_FOLDER", folder)
    return folder / "versions"


def _add_step(steps: Path, number: int, body: str) -> None:
    previous = repr(str(number - 1)) if number > 1 else None
    (steps / f"{number}.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '{number}'\ndown_revision = {previous}\n"
        f"def upgrade():\n{indent(body, '    ')}\n"
    )


def test_the_tables_are_those_that_the_code_declares(database: Database) -> None:
    for found in pkgutil.walk_packages(stackwright.__path__, "stackwright."):
        if not found.name.startswith("stackwright.db.migrations") and not found.name.endswith(".__main__"):
            importlib.import_module(found.name)

    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_of_this_version_is_left_as_it_is(database: Database) -> None:
    before = _tables(database)
    migrate(database)

    assert _version(database) == newest()
    assert _tables(database) == before


def test_several_servers_may_start_on_a_new_database_at_once(new_database_url: str) -> None:
    at_once(3, migrate_url, new_database_url)

    database = Database(new_database_url)
    assert _version(database) == newest()
    database.close()


def test_several_threads_may_migrate_databases_of_their_own_at_once(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in "abcd"]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate_url, urls))

    for url in urls:
        database = Database(url)
        assert _version(database) == newest()
        database.close()


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_of_tomorrow'"))
    before = _tables(database)

    with pytest.raises(DatabaseError, match=f"by a newer version of Stackwright .* up to '{newest()}'"):
        migrate(database)

    assert _version(database) == "9999_of_tomorrow"
    assert _tables(database) == before


def test_a_step_that_fails_undoes_all_that_ran_with_it(new_database_url: str, steps: Path) -> None:
    _add_step(steps, 1, "op.create_table('first', sa.Column('id', sa.Integer))")
    _add_step(steps, 2, "op.create_table('second', sa.Column('id', sa.Integer))\nop.drop_table('missing')")
    database = Database(new_database_url)

    with pytest.raises(DatabaseError):
        migrate(database)

    assert _tables(database) == []
    database.close()


def test_a_step_that_alters_a_table_keeps_the_rows_that_refer_to_it(new_database_url: str, steps: Path) -> None:
    database = Database(new_database_url)
    _add_step(
        steps,
        1,
        "op.create_table('parents', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.Text))\n"
        "parent = sa.ForeignKey('parents.id', ondelete='CASCADE')\n"
        "op.create_table('children', sa.Column('parent', sa.Integer, parent))",
    )
    migrate(database)
    with database.write() as connection:
        connection.execute(text("INSERT INTO parents VALUES (1, 'Ann')"))
        connection.execute(text("INSERT INTO children VALUES (1)"))

    _add_step(
        steps,
        2,
        "with op.batch_alter_table('parents') as parents:\n"
        "    parents.alter_column('name', existing_type=sa.Text, nullable=False)",
    )
    migrate(database)

    assert _version(database) == "2"
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM children")) == 1
    database.close()
