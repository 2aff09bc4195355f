"""An export of the audit trail in a file, so that nobody has to wait while somebody slow reads it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from stackwright.access.audit import ALL_ENTRIES, AuditTrail, Format, Selection
from stackwright.db import Database


@contextmanager
def exported(
    database: Database, file_format: Format = "jsonl", selection: Selection = ALL_ENTRIES
) -> Iterator[BinaryIO]:
    """A file without a name that holds the export, at its start, and that is gone after the block.

    While it is written the database is read, and SQLite lets nobody write; while it is read, it is not.
    Raises `DatabaseError`.
    """
    with tempfile.TemporaryFile() as file:
        with database.read() as connection:
            file.writelines(line.encode() for line in AuditTrail().export(connection, file_format, selection))
        file.seek(0)
        yield file
