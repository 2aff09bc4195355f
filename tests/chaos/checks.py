"""What holds after every disaster: the trail of who did what is whole, and no stack is held by anybody."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import MetaData, select

from stackwright.access.audit import AuditTrail
from stackwright.db import Database
from stackwright.state.tables import stacks


def check_database(url: str) -> None:
    """The audit trail is as it was written, and every stack is free."""
    database = Database(url)
    try:
        with database.read() as connection:
            assert list(AuditTrail().verify(connection)) == []
            assert connection.execute(select(stacks.c.name).where(stacks.c.active_update.is_not(None))).all() == []
    finally:
        database.close()


def places_of(secrets: Sequence[str], url: str, files: Iterable[Path]) -> list[str]:
    """Where any of ``secrets`` is found in the database, packed or not, and in files."""
    wanted = [secret.encode() for secret in secrets]
    texts = [*_stored(url), *((str(path), path.read_bytes()) for path in files)]
    return [place for place, text in texts if any(each in text for each in wanted)]


def _stored(url: str) -> Iterator[tuple[str, bytes]]:
    """Every value in the database with the table and column it is in."""
    database = Database(url)
    tables = MetaData()
    try:
        with database.read() as connection:
            tables.reflect(connection)
            for table in tables.sorted_tables:
                for row in connection.execute(select(table)):
                    for column, value in row._mapping.items():
                        yield f"{table.name}.{column}", _unpacked(value)
    finally:
        database.close()


def _unpacked(value: object) -> bytes:
    packed = value if isinstance(value, bytes) else str(value).encode()
    with suppress(zlib.error):
        return zlib.decompress(packed)
    return packed
