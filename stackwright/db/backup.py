"""Write a whole database to a file, and make a database of such a file.

The file is gzip of JSON lines: a header, one line a row, and a footer with counts and a checksum. It says nothing of
the dialect, so that what was SQLite may become Postgres. Rows are read in one transaction: the file is the state of
one moment.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import JSON, Connection, LargeBinary, MetaData, Table, func, insert, inspect, select, update

from stackwright.db.database import Database
from stackwright.db.migrate import current, migrate
from stackwright.errors import ConfigurationError, DatabaseError

FORMAT: Final = 1
_BATCH: Final = 500
_OF_ALEMBIC: Final = "alembic_version"


@dataclass(frozen=True)
class Contents:
    """What a backup holds: the schema it was made with, and how many rows of each table."""

    schema: str
    rows: Mapping[str, int]


def backup(database: Database, path: Path) -> Contents:
    """Write ``database`` to ``path``, which only its owner may read; a file that was there is replaced at the end.

    Raises `DatabaseError`, and `ConfigurationError` when the file cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise ConfigurationError(f"The backup {path} cannot be written: {error.strerror}; name another file.") from None
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
                contents = _write(database, packed)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise ConfigurationError(f"The backup {path} cannot be written: {error.strerror}; make room for it.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return contents


def restore(database: Database, path: Path) -> Contents:
    """Fill ``database``, which must be empty, with what is in ``path``: all of it or nothing; then bring it up to date.

    Raises `ConfigurationError` for a database that is not empty and a file that is damaged, incomplete or no backup.
    """
    with database.read() as connection:
        if inspect(connection).has_table(_OF_ALEMBIC) and any(_counts(connection, _reflected(connection)).values()):
            raise ConfigurationError(f"The database {database} is not empty; restore into a new one.")
    try:
        with gzip.open(path) as packed:
            schema = _header(packed, path)
            for _ in _batches(packed, path):
                pass  # all of it must be sound before any of it is believed
            migrate(database, to=schema)
            packed.seek(0)
            with database.write() as connection:
                contents = Contents(schema, _load(connection, packed, path))
    except (OSError, EOFError) as error:
        raise ConfigurationError(f"The backup {path} cannot be read: {error}; is it whole?") from None
    migrate(database)
    return contents


def _write(database: Database, packed: gzip.GzipFile) -> Contents:
    checksum = hashlib.sha256()

    def line(value: Mapping[str, object]) -> None:
        encoded = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        checksum.update(encoded)
        packed.write(encoded)

    with database.read() as connection:
        schema = current(connection)
        if schema is None:
            raise DatabaseError(
                f"The database {database} has no state of Stackwright; name the one that the server uses."
            )
        rows = {}
        line({"stackwright_backup": FORMAT, "schema": schema})
        for table in _reflected(connection).sorted_tables:
            rows[table.name] = 0
            for row in connection.execution_options(yield_per=_BATCH).execute(select(table)).mappings():
                line({"table": table.name, "row": _encoded(table, row)})
                rows[table.name] += 1
    packed.write(json.dumps({"rows": rows, "sha256": checksum.hexdigest()}).encode() + b"\n")
    return Contents(schema, rows)


def _header(packed: gzip.GzipFile, path: Path) -> str:
    header = _line(packed.readline(), path)
    if header.get("stackwright_backup") != FORMAT or not isinstance(header.get("schema"), str):
        raise ConfigurationError(f"The file {path} is no backup that this version of Stackwright can read.")
    packed.seek(0)
    return str(header["schema"])


def _load(connection: Connection, packed: gzip.GzipFile, path: Path) -> dict[str, int]:
    tables = _reflected(connection).tables
    counts = dict.fromkeys(tables, 0)
    for name, rows in _batches(packed, path):
        if name not in tables:
            raise ConfigurationError(f"The backup {path} has a table {name!r} that its schema lacks; it is damaged.")
        _insert(connection, tables[name], [_decoded(tables[name], row) for row in rows])
        counts[name] += len(rows)
    return counts


def _batches(packed: gzip.GzipFile, path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows by table, in order; at the end what the footer says must hold."""
    checksum = hashlib.sha256(packed.readline())
    batch: list[dict[str, Any]] = []
    table = ""
    counts: dict[str, int] = {}
    for encoded in packed:
        content = _line(encoded, path)
        if "sha256" in content:
            if batch:
                yield table, batch
            told = {name: count for name, count in content["rows"].items() if count}
            if content["sha256"] != checksum.hexdigest() or told != counts:
                break
            return
        checksum.update(encoded)
        if batch and (content["table"] != table or len(batch) >= _BATCH):
            yield table, batch
            batch = []
        table = content["table"]
        batch.append(content["row"])
        counts[table] = counts.get(table, 0) + 1
    raise ConfigurationError(f"The backup {path} is incomplete or damaged; nothing was restored, use another.")


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if table.name == "audit_head":  # made with the schema, and moved forward this once
        connection.execute(update(table).values(rows[0]))
    else:
        connection.execute(insert(table), rows)


def _line(encoded: bytes, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(encoded)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise ConfigurationError(f"The file {path} is no backup, or a damaged one.")
    return content


def _reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    found.remove(found.tables[_OF_ALEMBIC])
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return found


def _counts(connection: Connection, found: MetaData) -> dict[str, int]:
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in found.tables.items()
        if name != "audit_head"
    }


def _encoded(table: Table, row: Mapping[Any, Any]) -> dict[str, object]:
    return {
        name: b64encode(value).decode() if isinstance(value, bytes | memoryview) else value
        for name, value in row.items()
    }


def _decoded(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: b64decode(value) if value is not None and isinstance(table.c[name].type, LargeBinary) else value
        for name, value in row.items()
    }
