"""The database: a SQLite file for one process, Postgres for many.

Upper layers declare their tables on `metadata`, read inside ``database.read()`` and change inside
``database.write()``; both are transactions. What they need of a dialect is here and nowhere else.
"""

from stackwright.db.clock import now_milliseconds
from stackwright.db.database import Database
from stackwright.db.metadata import metadata
from stackwright.db.statements import insert_absent

__all__ = ["Database", "insert_absent", "metadata", "now_milliseconds"]
