"""Journal entries in the database, as the engine sent them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from stackwright.db import insert_absent
from stackwright.state.journal.entry import ReceivedEntry
from stackwright.state.model import Update
from stackwright.state.tables import journal_entries


def append(connection: Connection, update: Update, entries: Sequence[ReceivedEntry]) -> None:
    """Keep ``entries``; those that were kept before, because the client sent them again, stay as they are."""
    insert_absent(
        connection,
        journal_entries,
        [{"update_id": update.id, "sequence": each.entry.sequence_id, "entry": each.encoded} for each in entries],
    )


def load(connection: Connection, update: Update) -> list[bytes]:
    """Every entry in the order in which the engine made them."""
    query = (
        select(journal_entries.c.entry)
        .where(journal_entries.c.update_id == update.id)
        .order_by(journal_entries.c.sequence)
    )
    return list(connection.execute(query).scalars())


def count(connection: Connection, update: Update) -> int:
    """How many entries are kept."""
    query = select(func.count()).select_from(journal_entries).where(journal_entries.c.update_id == update.id)
    return connection.execute(query).scalar_one()


def discard(connection: Connection, update: Update) -> None:
    """Forget the entries, once a checkpoint holds what they say."""
    connection.execute(delete(journal_entries).where(journal_entries.c.update_id == update.id))
