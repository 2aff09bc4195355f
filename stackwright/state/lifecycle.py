"""The life of an update: create, start, write, renew, complete; or be cancelled or abandoned.

Every step is one transaction, recorded in the audit trail with it. Making a snapshot can take a second for a
large stack, so that happens between two transactions, while others write; only if anything was written to this very
stack meanwhile is it made again, in the second one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from stackwright.access.action import Action
from stackwright.errors import InvalidRequestError, JournalError, LeaseLostError, SnapshotError
from stackwright.state import checkpoints, events, journal_entries, leases, snapshots, stacks, updates
from stackwright.state.journal.entry import decode_entries
from stackwright.state.leases import Lease
from stackwright.state.model import Stack, StackName, Update, UpdateKind, UpdateStatus
from stackwright.state.service import StateService
from stackwright.state.updates import Program

_PREVIEW_OR_UPDATE = {True: Action.STACK_PREVIEW, False: Action.STACK_UPDATE}


class Started(NamedTuple):
    """An update that runs, the stack as it was when it started, and the lease of its client."""

    stack: Stack
    update: Update
    lease: Lease


def create(
    service: StateService, name: StackName, kind: UpdateKind, *, author: str, program: Program, dry_run: bool = False
) -> Update:
    """Add an update that has not started. Raises `NotFoundError`."""
    with service.database.write() as connection:
        stack = stacks.find(connection, name)
        return updates.create(connection, stack, kind, author=author, program=program, dry_run=dry_run)


def start(service: StateService, name: StackName, update_id: str, tags: Mapping[str, str] | None = None) -> Started:
    """Give the stack to an update, whose tags replace those of the stack.

    An update whose lease ran out is ended first. Raises `ConflictError`, `NotFoundError`.
    """
    free_if_abandoned(service, name)
    with service.database.write() as connection:
        stack = stacks.find(connection, name, lock=True)
        update = updates.find(connection, update_id, stack=stack)
        lease = leases.acquire(connection, stack, update, service.lease_seconds)
        if tags is not None and not update.dry_run:
            stacks.set_tags(connection, stack, tags)
        service.audit.record(
            connection,
            actor=update.author,
            action=_PREVIEW_OR_UPDATE[update.dry_run],
            target=name.target,
            details={"update": update.id, "kind": update.kind, "message": update.message},
        )
        return Started(stack, updates.find(connection, update_id), lease)


def make_version(
    service: StateService,
    connection: Connection,
    stack: Stack,
    kind: UpdateKind,
    snapshot: snapshots.Snapshot | None,
    *,
    author: str,
    message: str = "",
) -> Update:
    """Make a version of ``stack``, which the caller has locked, at once: an update that starts and ends right here.

    Without a ``snapshot`` the state stays as it is. Raises `ConflictError` when another update holds the stack.
    """
    update = updates.create(connection, stack, kind, author=author, program=Program(message=message))
    leases.acquire(connection, stack, update, service.lease_seconds)
    update = updates.find(connection, update.id)
    _record(connection, stack, update, snapshot)
    updates.end(connection, update, UpdateStatus.SUCCEEDED)
    leases.release(connection, update)
    return update


def append_journal(service: StateService, update_id: str, token: str, body: bytes) -> None:
    """Keep journal entries; they are on disk when this returns. Raises `LeaseLostError`, `JournalError`."""
    entries = decode_entries(body)
    with service.database.write() as connection:
        update = _writer(connection, update_id, token)
        journal_entries.append(connection, update, entries)


def append_events(service: StateService, update_id: str, token: str, body: bytes) -> None:
    """Keep a batch of engine events. Raises `LeaseLostError`, `InvalidRequestError`."""
    with service.database.write() as connection:
        events.append(connection, leases.verify(connection, update_id, token), body)


def upload(service: StateService, update_id: str, token: str, sequence: int, deployment: bytes) -> None:
    """Keep the whole state, from a client without journaling; an older sequence number changes nothing."""
    snapshots.of(deployment)  # refuses what is none
    with service.database.write() as connection:
        update = _writer(connection, update_id, token, alone=True)  # a request that was delayed must not come last
        last = checkpoints.upload_sequence(connection, update)
        if sequence == 0 or last is None or sequence > last:
            checkpoints.upload(connection, update, sequence, deployment)


def renew(service: StateService, update_id: str, token: str, seconds: int) -> int:
    """Prolong a lease; returns when it ends, in Unix milliseconds. Raises `LeaseLostError`."""
    with service.database.write() as connection:
        return leases.renew(connection, leases.verify(connection, update_id, token), seconds)


def complete(service: StateService, update_id: str, token: str, status: UpdateStatus) -> None:
    """End an update as its client says; once more for one that has ended changes nothing. Raises `LeaseLostError`."""
    if not status.ended:
        raise InvalidRequestError(f"An update is completed as succeeded, failed or cancelled, not as {status}.")
    with service.database.read() as connection:
        if leases.verify(connection, update_id, token, ended=True, lock=False).status.ended:
            return

    def held(connection: Connection, update: Update) -> bool:
        leases.verify(connection, update_id, token)
        return True

    _end(service, update_id, status, None, held)


def cancel(service: StateService, name: StackName, update_id: str, by: str) -> None:
    """End an update whose client may still run; what that writes later changes nothing.

    Raises `NotFoundError`, and `InvalidRequestError` for one that has ended.
    """
    with service.database.read() as connection:
        update = updates.find(connection, update_id, stack=stacks.find(connection, name))
    if update.status.ended:
        raise InvalidRequestError(f"The {update.kind} {update.id} of stack {name} has ended already.")
    _end(service, update_id, UpdateStatus.CANCELLED, f"{by} cancelled it", _runs, actor=by, action=Action.STACK_CANCEL)


def free_if_abandoned(service: StateService, name: StackName) -> None:
    """End the update that holds the stack if its lease has run out."""
    with service.database.read() as connection:
        stack = stacks.find(connection, name)
        update = leases.holder(connection, stack)
        if update is None or not leases.has_expired(connection, update):
            return
    abandon(service, update)


def sweep(service: StateService) -> Sequence[Update]:
    """End every update whose lease has run out; returns them."""
    with service.database.read() as connection:
        expired = leases.expired(connection)
    for update in expired:
        abandon(service, update)
    return expired


def abandon(service: StateService, update: Update) -> None:
    """End an update whose client has gone, unless it renews its lease just now."""
    _end(
        service,
        update.id,
        UpdateStatus.FAILED,
        "its client was not heard of until the lease ran out",
        lambda connection, found: _runs(connection, found) and leases.has_expired(connection, found),
        actor="stackwright",
        action=Action.STACK_CANCEL,
    )


def _writer(connection: Connection, update_id: str, token: str, *, alone: bool = False) -> Update:
    update = leases.verify(connection, update_id, token, alone=alone)
    if update.dry_run:
        raise LeaseLostError("A preview changes no state; run an update.")
    return update


def _runs(connection: Connection, update: Update) -> bool:
    return not update.status.ended


def _end(
    service: StateService,
    update_id: str,
    status: UpdateStatus,
    reason: str | None,
    may: Callable[[Connection, Update], bool],
    *,
    actor: str | None = None,
    action: Action | None = None,
) -> None:
    """Record the state that the update leaves, and set the stack free, if it still ``may`` end then."""
    with service.database.read() as connection:
        update = updates.find(connection, update_id)
        stack = stacks.by_id(connection, update.stack_id)
        material = snapshots.read(connection, stack, update)
    snapshot, broken = _snapshot(update, material)
    with service.database.write() as connection:
        stack = stacks.by_id(connection, update.stack_id, lock=True)
        update = updates.find(connection, update_id)
        if not may(connection, update):
            return
        if not material.same_as(connection, update):
            # Something was written meanwhile. The next try would find the same of a client that never pauses, so
            # it waits now.
            material = snapshots.read(connection, stack, update)
            snapshot, broken = _snapshot(update, material)
        if broken is not None:
            status, reason = UpdateStatus.FAILED, f"its journal is kept but cannot be replayed: {broken}"
        _record(connection, stack, update, snapshot)
        updates.end(connection, update, status, reason)
        leases.release(connection, update)
        service.audit.record(
            connection,
            actor=actor or update.author,
            action=action or _PREVIEW_OR_UPDATE[update.dry_run],
            target=stack.name.target,
            outcome="succeeded" if status is UpdateStatus.SUCCEEDED else "failed",
            details={"update": update.id, "kind": update.kind, "status": status, "reason": reason or ""},
        )
    if broken is not None:
        raise broken


def _snapshot(
    update: Update, material: snapshots.Material
) -> tuple[snapshots.Snapshot | None, JournalError | SnapshotError | None]:
    if material.unchanged:
        return None, None
    try:
        return snapshots.make(material, update.engine_version), None
    except (JournalError, SnapshotError) as error:
        return None, error


def _record(connection: Connection, stack: Stack, update: Update, snapshot: snapshots.Snapshot | None) -> None:
    if snapshot is None:
        updates.set_resource_count(connection, update, checkpoints.resource_count(connection, stack))
        return
    checkpoints.save(connection, stack.id, update.version, snapshot.encoded, snapshot.resource_count)
    updates.set_resource_count(connection, update, snapshot.resource_count)
    journal_entries.discard(connection, update)
    checkpoints.discard_upload(connection, update)
