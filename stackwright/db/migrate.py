"""Bring a database to the schema of this version."""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from stackwright.db.database import Database
from stackwright.errors import DatabaseError

_FOLDER = Path(__file__).parent / "migrations"
_alembic = threading.Lock()  # its environment is one for the process
_POSTGRES_LOCK = 0x57AC_4B17  # any number, the same in every server


def migrate(database: Database, to: str = "head") -> None:
    """Run the steps that ``database`` still lacks, up to the one called ``to``; several servers may do so at once.

    Raises `DatabaseError` when a newer version of Stackwright has already changed the schema.
    """
    with _alembic, database.change_schema() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
        try:
            command.upgrade(_config(connection), to)
        except CommandError:
            raise DatabaseError(
                f"The database {database} was changed by a newer version of Stackwright than this one "
                f"(which knows the schema up to {newest()!r}); install that version or restore a backup."
            ) from None


def current(connection: Connection) -> str | None:
    """The name of the last step that the database has; None for one that Stackwright never used."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The name of the last step that this version knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
