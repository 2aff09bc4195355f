"""The database's clock, as an expression: leases of several servers must not depend on their own clocks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class now_milliseconds(FunctionElement[int]):  # noqa: N801 - reads as the SQL function that it is
    """Milliseconds since 1970 by the database's clock, read when the statement runs."""

    type = BigInteger()
    inherit_cache = True


@compiles(now_milliseconds, "sqlite")
def _sqlite(element: now_milliseconds, compiler: SQLCompiler, **options: Any) -> str:
    # unixepoch('subsec') came with SQLite 3.42; Debian 12 has 3.40. 2440587.5 is the Julian day of 1970-01-01.
    return "CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"


@compiles(now_milliseconds, "postgresql")
def _postgresql(element: now_milliseconds, compiler: SQLCompiler, **options: Any) -> str:
    # clock_timestamp, not now(): a transaction that waited for a lock must see the time after it.
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
