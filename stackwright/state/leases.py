"""Who may write a stack's state, and until when.

An update that starts is given the stack: it becomes the stack's ``active_update``, with the next fencing token
and a lease that its client renews. A writer is let in only while its update is the active one, checked in the
very transaction that writes; so whoever comes late changes nothing. A lease that ran out is not the end by
itself: the first to want the stack, or the sweep, ends that update, and only then are its writes refused. A
client that was merely slow loses nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy import update as change

from stackwright.db import now_milliseconds
from stackwright.errors import ConflictError, InvalidRequestError, LeaseLostError
from stackwright.state import updates as update_rows
from stackwright.state.model import Stack, Update, UpdateStatus
from stackwright.state.tables import stacks, updates

LONGEST_SECONDS: Final = 300
"""The protocol's limit (`apitype.RenewUpdateLeaseRequest`); clients renew after half of it."""


class Lease(NamedTuple):
    """What a client shows to write; ``expires`` is in Unix milliseconds."""

    token: str
    expires: int


def holder(connection: Connection, stack: Stack) -> Update | None:
    """Return the update that holds ``stack``, whether or not its lease has run out."""
    return None if stack.active_update is None else update_rows.find(connection, stack.active_update)


def has_expired(connection: Connection, update: Update) -> bool:
    """Tell whether the lease of ``update`` has run out."""
    now = connection.execute(select(now_milliseconds())).scalar_one()
    return update.lease_expires is None or update.lease_expires <= now


def acquire(connection: Connection, stack: Stack, update: Update, seconds: int) -> Lease:
    """Start ``update``: give it ``stack``, which the caller has locked, or for a preview just a lease of its own.

    Raises `ConflictError` when another update holds the stack, `InvalidRequestError` when this one has started before.
    """
    if update.status is not UpdateStatus.NOT_STARTED:
        raise InvalidRequestError(f"Update {update.id} has been started before; create another.")
    token = secrets.token_urlsafe(32)
    values: dict[str, object] = {
        "status": UpdateStatus.RUNNING,
        "started": now_milliseconds(),
        "lease_hash": _hash(token),
    }
    if not update.dry_run:
        other = holder(connection, stack)
        if other is not None:
            raise ConflictError(conflict(stack, other))
        values |= {"version": stack.version + 1, "fencing_token": stack.fencing_token + 1}
        connection.execute(
            change(stacks)
            .where(stacks.c.id == stack.id)
            .values(version=stack.version + 1, fencing_token=stack.fencing_token + 1, active_update=update.id)
        )
    connection.execute(change(updates).where(updates.c.id == update.id).values(values))
    return Lease(token, renew(connection, update, seconds))


def verify(
    connection: Connection,
    update_id: str,
    token: str,
    *,
    ended: bool = False,
    lock: bool = True,
    alone: bool = False,
) -> Update:
    """Return the update if ``token`` lets its bearer write now.

    With ``lock``, for transactions that write, nobody can take the stack before the transaction ends; with ``alone``
    no other request with the token writes meanwhile either. With ``ended`` the bearer may also have completed it
    before, since requests are sent again. Raises `LeaseLostError`.
    """
    query = (
        select(updates, stacks.c.active_update, stacks.c.fencing_token.label("newest"))
        .join(stacks, stacks.c.id == updates.c.stack_id)
        .where(updates.c.id == update_id)
    )
    row = connection.execute(query.with_for_update(read=not alone, of=stacks) if lock else query).first()
    if row is None or row.lease_hash is None or not secrets.compare_digest(row.lease_hash, _hash(token)):
        raise LeaseLostError("The lease token is not one of this update; start the operation again.")
    found = update_rows.as_update(row)
    if ended and found.status.ended:
        return found
    holds = found.dry_run or (row.active_update == found.id and row.newest == found.fencing_token)
    if found.status is not UpdateStatus.RUNNING or not holds:
        raise LeaseLostError(_lost(found))
    return found


def renew(connection: Connection, update: Update, seconds: int) -> int:
    """Let the lease of a verified ``update`` run ``seconds`` from now; returns when it ends, in Unix milliseconds.

    Raises `InvalidRequestError` for a time that no lease lasts.
    """
    if not 0 < seconds <= LONGEST_SECONDS:
        raise InvalidRequestError(f"A lease lasts 1 to {LONGEST_SECONDS} seconds, not {seconds}.")
    statement = (
        change(updates)
        .where(updates.c.id == update.id)
        .values(lease_expires=now_milliseconds() + seconds * 1000)
        .returning(updates.c.lease_expires)
    )
    expires: int = connection.execute(statement).scalar_one()
    return expires


def release(connection: Connection, update: Update) -> None:
    """Set the stack free if ``update`` holds it."""
    connection.execute(
        change(stacks)
        .where(stacks.c.id == update.stack_id, stacks.c.active_update == update.id)
        .values(active_update=None)
    )


def expired(connection: Connection) -> list[Update]:
    """Every running update whose lease has run out."""
    query = select(updates).where(
        updates.c.status == UpdateStatus.RUNNING, updates.c.lease_expires <= now_milliseconds()
    )
    return [update_rows.as_update(row) for row in connection.execute(query)]


def conflict(stack: Stack, holder: Update) -> str:
    """Say in one sentence who holds ``stack`` and since when."""
    since = datetime.fromtimestamp((holder.started or holder.created) / 1000, tz=UTC)
    return (
        f"Stack {stack.name} is held by {holder.author}, whose {holder.kind} started at {since:%Y-%m-%d %H:%M:%S} UTC; "
        "wait until it ends, or end it with `pulumi cancel`."
    )


def _lost(update: Update) -> str:
    if update.reason:
        return f"This {update.kind} no longer holds the stack: {update.reason}. Run it again."
    return f"This {update.kind} no longer holds the stack; it is {update.status}. Run it again."


def _hash(token: str) -> bytes:
    # The token is 256 random bits: a plain hash cannot be searched backwards.
    return hashlib.sha256(token.encode()).digest()
