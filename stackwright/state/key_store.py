"""Wrapped data keys in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.exc import IntegrityError

from stackwright.db import Database, insert_absent, now_milliseconds
from stackwright.state.secrets import WrappedKey
from stackwright.state.tables import data_keys


class DatabaseKeyStore:
    """A `KeyStore`. Each change is a transaction of its own, so none of these may be called inside another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: WrappedKey) -> bool:
        """Store a new key; False if the stack has one of this generation, or is gone."""
        try:
            with self._database.write() as connection:
                row = {
                    "stack_id": key.stack,
                    "generation": key.generation,
                    "key_id": key.id,
                    "master_key_id": key.master,
                    "wrapped": key.wrapped,
                    "messages": 0,
                    "created": connection.execute(select(now_milliseconds())).scalar_one(),
                }
                insert_absent(connection, data_keys, [row])
                return connection.execute(select(data_keys.c.key_id).where(_generation(key))).scalar() == key.id
        except IntegrityError:  # the stack was deleted
            return False

    def keys(self, stack: str) -> Sequence[WrappedKey]:
        """All keys of a stack."""
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(select(data_keys).where(data_keys.c.stack_id == stack))]

    def reserve(self, key: WrappedKey, messages: int) -> int | None:
        """Add to the number of messages encrypted with a key; the new sum, None if the key is gone."""
        statement = (
            update(data_keys)
            .where(_generation(key), data_keys.c.key_id == key.id)
            .values(messages=data_keys.c.messages + messages)
            .returning(data_keys.c.messages)
        )
        with self._database.write() as connection:
            return connection.execute(statement).scalar()

    def replace(self, old: WrappedKey, new: WrappedKey) -> bool:
        """Store another wrapping of the same key if it is still wrapped as in ``old``."""
        statement = (
            update(data_keys)
            .where(_generation(old), data_keys.c.key_id == old.id, data_keys.c.wrapped == old.wrapped)
            .values(master_key_id=new.master, wrapped=new.wrapped)
        )
        with self._database.write() as connection:
            return connection.execute(statement).rowcount == 1

    def not_wrapped_by(self, master: str) -> Sequence[WrappedKey]:
        """All keys of all stacks that another master key wraps."""
        with self._database.read() as connection:
            rows = connection.execute(select(data_keys).where(data_keys.c.master_key_id != master))
            return [_key(row) for row in rows]

    def masters(self) -> Mapping[str, int]:
        """The ids of the master keys in use, each with the number of keys it wraps."""
        query = select(data_keys.c.master_key_id, func.count()).group_by(data_keys.c.master_key_id)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}


def _generation(key: WrappedKey) -> ColumnElement[bool]:
    return (data_keys.c.stack_id == key.stack) & (data_keys.c.generation == key.generation)


def _key(row: Row[tuple[object, ...]]) -> WrappedKey:
    return WrappedKey(
        stack=row.stack_id, generation=row.generation, id=row.key_id, master=row.master_key_id, wrapped=row.wrapped
    )
