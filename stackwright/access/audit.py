"""The audit trail: who did what to what, when, and whether it was allowed. Entries are only ever added."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from itertools import islice
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Result, Select, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from stackwright.access.chain import Entry, Finding, Head, JsonValue, Verification, canonical
from stackwright.access.pattern import EVERYTHING, Pattern
from stackwright.access.principal import SERVER, Actor, Principal, Target
from stackwright.access.secret import redacted
from stackwright.access.tables import audit_entries, audit_head
from stackwright.db import now_milliseconds
from stackwright.errors import DatabaseError

Outcome: TypeAlias = Literal["allowed", "refused", "succeeded", "failed"]
Format: TypeAlias = Literal["jsonl", "csv"]

_FIELDS = [field.name for field in fields(Entry)]
_BATCH = 100  # rows in memory at once; details may be long


@dataclass(frozen=True)
class Selection:
    """Which entries: those for which all that is given holds."""

    since: int | None = None
    """Unix milliseconds, included."""
    until: int | None = None
    """Unix milliseconds, not included."""
    before: int | None = None
    """The sequence number of an entry, not included: where the page before ended."""
    actor: str | None = None
    target: Pattern = EVERYTHING

    def covers(self, entry: Entry) -> bool:
        """Tell whether the entry is about the target; the rest is left to the database."""
        return self.target.matches(Target(entry.project, entry.stack))


ALL_ENTRIES = Selection()


class AuditTrail:
    """Entries in one chain, in the database of the connections that are passed.

    Whoever can write to the database past its triggers is found out by `verify`, unless they rewrite the
    whole trail and its head: keep `head` elsewhere from time to time and pass it to `verify`, then
    nothing up to that head can be changed unseen.
    """

    def hold(self, connection: Connection) -> Head:
        """The last entry, held against every other writer until the transaction ends.

        Servers on one Postgres wait here for each other. Take other locks before this one.
        """
        found = self._head(connection, select(audit_head.c.sequence, audit_head.c.hash).with_for_update())
        if found is None:
            raise DatabaseError("The head of the audit trail was removed from the database; restore a backup.")
        return found

    def record(
        self,
        connection: Connection,
        *,
        actor: Actor,
        action: str,
        target: Target = SERVER,
        outcome: Outcome = "allowed",
        details: Mapping[str, JsonValue] | None = None,
    ) -> Entry:
        """Add an entry within the transaction of ``connection``: both are kept, or neither is.

        It holds the trail until that transaction ends, so it comes best last. ``details`` are names and
        numbers, never values that may be secret; tokens in them are blotted out all the same.
        """
        last = self.hold(connection)
        user, token = (actor.user, actor.token_id) if isinstance(actor, Principal) else (actor, "")
        at = connection.execute(select(now_milliseconds())).scalar_one()
        unsealed = Entry(
            sequence=last.sequence + 1,
            at=at,
            actor=_storable(user),
            token=_storable(token),
            action=_storable(action),
            project=_storable(target.project),
            stack=_storable(target.stack),
            outcome=outcome,
            details=redacted(canonical(details or {})),
            previous=last.hash,
            hash="",
        )
        entry = replace(unsealed, hash=unsealed.computed_hash)
        connection.execute(insert(audit_entries).values(vars(entry)))
        connection.execute(update(audit_head).values(sequence=entry.sequence, hash=entry.hash))
        return entry

    def head(self, connection: Connection) -> Head | None:
        """The last entry, to be kept elsewhere; None when someone removed it."""
        return self._head(connection, select(audit_head.c.sequence, audit_head.c.hash))

    def entries(
        self,
        connection: Connection,
        selection: Selection = ALL_ENTRIES,
        *,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """The entries of a selection, at most ``limit``; to be read within the transaction of ``connection``."""
        order = audit_entries.c.sequence.desc() if newest_first else audit_entries.c.sequence
        statement = select(audit_entries).where(*_conditions(selection)).order_by(order)
        with _streamed(connection, statement) as rows:
            found = (entry for entry in (Entry(*row) for row in rows) if selection.covers(entry))
            yield from islice(found, limit)

    def export(
        self, connection: Connection, file_format: Format = "jsonl", selection: Selection = ALL_ENTRIES
    ) -> Iterator[str]:
        """The entries of a selection as lines of JSON or CSV, each with its end of line.

        Write them to a file before you send them to someone slow: on SQLite nobody can write meanwhile.
        """
        if file_format == "csv":
            yield _csv_line(_FIELDS)
        for entry in self.entries(connection, selection):
            yield _csv_line(astuple(entry)) if file_format == "csv" else _json_line(entry)

    def verify(self, connection: Connection, kept: str | None = None) -> Iterator[Finding]:
        """What is wrong with the trail; nothing when every entry is as it was written, and where.

        ``kept`` is the hash of a head that was kept elsewhere. Reads the trail once, in little memory.
        """
        verification = Verification(kept)
        # The head comes with each row, since on Postgres a second statement could see a newer one.
        head_columns = (select(column).scalar_subquery() for column in (audit_head.c.sequence, audit_head.c.hash))
        statement = select(audit_entries, *head_columns).order_by(audit_entries.c.sequence)
        head: Head | None = None
        is_empty = True
        with _streamed(connection, statement) as rows:
            for *values, head_sequence, head_hash in rows:
                is_empty = False
                head = None if head_hash is None else Head(head_sequence, head_hash)
                yield from verification.add(Entry(*values))
        if is_empty:
            # Entries that another server has added since are not missing.
            untouched = select(audit_head.c.sequence, audit_head.c.hash).where(~select(audit_entries).exists())
            head = self._head(connection, untouched) or (None if self.head(connection) is None else Head())
        yield from verification.end(head)

    def _head(self, connection: Connection, statement: Select[int, str]) -> Head | None:
        row = connection.execute(statement).one_or_none()
        return None if row is None else Head(row.sequence, row.hash)


def _streamed(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Result[*tuple[Any, ...]]:
    """The rows, a few in memory at a time; whoever stops early closes the cursor by leaving the block."""
    return connection.execute(statement.execution_options(yield_per=_BATCH))


def _conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    columns = audit_entries.c
    if selection.since is not None:
        yield columns.at >= selection.since
    if selection.until is not None:
        yield columns.at < selection.until
    if selection.before is not None:
        yield columns.sequence < selection.before
    if selection.actor is not None:
        yield columns.actor == _storable(selection.actor)
    # Patterns are matched by their own code; what has no star is found by the index besides.
    for column, part in ((columns.project, selection.target.project), (columns.stack, selection.target.stack)):
        if "*" not in part:
            yield column == part


def _storable(text: str) -> str:
    """What a request sent may be no valid text, and must be recorded nevertheless."""
    return redacted(text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00"))


def _json_line(entry: Entry) -> str:
    members: dict[str, JsonValue] = dict(vars(entry))
    try:
        members["details"] = json.loads(entry.details)
    except ValueError:  # someone changed it; `verify` tells
        members["details"] = entry.details
    return canonical(members) + "\n"


def _csv_line(values: tuple[object, ...] | list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(values)
    return line.getvalue()
