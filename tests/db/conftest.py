"""Databases without a schema, and a table to try things on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert

from stackwright.db import Database
from tools.postgres import Postgres

notes = Table("notes", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text, nullable=False))
counters = Table("counters", MetaData(), Column("value", Integer, nullable=False))


@pytest.fixture(params=["sqlite", "postgres"])
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database in which there is nothing at all."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'state.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database() as url:
            yield url


@pytest.fixture
def new_database(new_database_url: str) -> Iterator[Database]:
    """What `new_database_url` names, open, with the tables `notes`, empty, and `counters`, with one row of 0."""
    database = Database(new_database_url)
    with database.write() as connection:
        notes.create(connection)
        counters.create(connection)
        connection.execute(insert(counters).values(value=0))
    yield database
    database.close()
