"""An export in a file."""

from __future__ import annotations

from stackwright.access.audit import AuditTrail
from stackwright.access.audit_file import exported
from stackwright.db import Database


def record(database: Database) -> None:
    with database.write() as connection:
        AuditTrail().record(connection, actor="bob", action="stack:update")


def test_while_the_file_is_read_others_write(database: Database) -> None:
    record(database)
    with exported(database) as file:
        record(database)
        assert len(file.readlines()) == 1


def test_the_file_holds_what_the_trail_exports(database: Database) -> None:
    record(database)
    with database.read() as connection:
        lines = "".join(AuditTrail().export(connection, "csv"))
    with exported(database, "csv") as file:
        assert file.read().decode() == lines
