"""A store of wrapped keys in SQLite: in memory, or in a file for several processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from stackwright.state.secrets import WrappedKey

_TABLE = """
CREATE TABLE IF NOT EXISTS keys (
    stack TEXT, generation INTEGER, id TEXT PRIMARY KEY, master TEXT, wrapped BLOB, messages INTEGER DEFAULT 0,
    UNIQUE (stack, generation)
)
"""
_ADD = """
INSERT INTO keys (stack, generation, id, master, wrapped) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (stack, generation) DO NOTHING RETURNING 1
"""
_KEYS = "SELECT stack, generation, id, master, wrapped FROM keys WHERE stack = ?"
_NOT_WRAPPED_BY = "SELECT stack, generation, id, master, wrapped FROM keys WHERE master <> ?"
_RESERVE = "UPDATE keys SET messages = messages + ? WHERE id = ? RETURNING messages"
_REPLACE = "UPDATE keys SET master = ?, wrapped = ? WHERE id = ? AND wrapped = ? RETURNING 1"


class SqliteKeyStore:
    """What `KeyStore` asks for, and `delete` and `messages` for tests."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(
            path or ":memory:", timeout=60, isolation_level=None, check_same_thread=False
        )
        self._execute(_TABLE)

    def close(self) -> None:
        self._connection.close()

    def add(self, key: WrappedKey) -> bool:
        return bool(self._execute(_ADD, key.stack, key.generation, key.id, key.master, key.wrapped))

    def keys(self, stack: str) -> Sequence[WrappedKey]:
        return [WrappedKey(*row) for row in self._execute(_KEYS, stack)]

    def reserve(self, key: WrappedKey, messages: int) -> int | None:
        rows = self._execute(_RESERVE, messages, key.id)
        return int(rows[0][0]) if rows else None

    def replace(self, old: WrappedKey, new: WrappedKey) -> bool:
        return bool(self._execute(_REPLACE, new.master, new.wrapped, old.id, old.wrapped))

    def not_wrapped_by(self, master: str) -> Sequence[WrappedKey]:
        return [WrappedKey(*row) for row in self._execute(_NOT_WRAPPED_BY, master)]

    def masters(self) -> Mapping[str, int]:
        return dict(self._execute("SELECT master, count(*) FROM keys GROUP BY master"))

    def delete(self, stack: str) -> None:
        self._execute("DELETE FROM keys WHERE stack = ?", stack)

    def messages(self, stack: str) -> list[int]:
        """The messages counted for each generation."""
        rows = self._execute("SELECT messages FROM keys WHERE stack = ? ORDER BY generation", stack)
        return [messages for (messages,) in rows]

    def _execute(self, statement: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()
