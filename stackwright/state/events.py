"""Engine events of updates, in the batches in which they came."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Annotated

import msgspec
from sqlalchemy import Connection, select

from stackwright.db import insert_absent
from stackwright.errors import InvalidRequestError
from stackwright.state import updates as update_rows
from stackwright.state.model import Update
from stackwright.state.tables import event_batches

_LEVEL = 1


class _Summary(msgspec.Struct, rename="camel"):
    resource_changes: dict[str, int] | None = None


class Event(msgspec.Struct, rename="camel"):
    """The parts of an engine event that the service looks at; the rest is kept as it came."""

    sequence: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    summary_event: _Summary | None = None


class _Batch(msgspec.Struct):
    events: list[msgspec.Raw]


_batch = msgspec.json.Decoder(_Batch)
_event = msgspec.json.Decoder(Event)


def append(connection: Connection, update: Update, body: bytes) -> None:
    """Keep the batch in ``body`` (`apitype.EngineEventBatch`); one that was kept before is left as it is.

    Raises `InvalidRequestError`.
    """
    try:
        raw = _batch.decode(body).events
        events = [_event.decode(each) for each in raw]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequestError(f"The batch of engine events cannot be read: {error}.") from None
    if not events:
        return
    values = {
        "update_id": update.id,
        "first_sequence": min(event.sequence for event in events),
        "last_sequence": max(event.sequence for event in events),
        "events": zlib.compress(b"[" + b",".join(bytes(each) for each in raw) + b"]", _LEVEL),
    }
    insert_absent(connection, event_batches, [values])
    for event in events:
        if event.summary_event is not None:
            update_rows.set_resource_changes(connection, update, event.summary_event.resource_changes or {})


def read(connection: Connection, update: Update, *, after: int = -1) -> Iterator[tuple[int, msgspec.Raw]]:
    """Each event with its sequence number, those after ``after``, in order."""
    query = (
        select(event_batches.c.events)
        .where(event_batches.c.update_id == update.id, event_batches.c.last_sequence > after)
        .order_by(event_batches.c.first_sequence)
    )
    for (events,) in connection.execute(query):
        for raw in msgspec.json.decode(zlib.decompress(events), type=list[msgspec.Raw]):
            sequence = _event.decode(raw).sequence
            if sequence > after:
                yield sequence, raw
