"""The recorded state of a stack: export, import."""

from __future__ import annotations

from typing import Final

from stackwright.access.action import Action
from stackwright.state import checkpoints, leases, lifecycle, snapshots, stacks, updates
from stackwright.state.model import UpdateKind
from stackwright.state.protocol import wire
from stackwright.state.protocol.route import Answer, Call, Route, allowed


def export(call: Call) -> Answer:
    """The state as it is now, what a running update has changed included; or that of a version."""
    with call.service.database.read() as connection:
        stack = stacks.find(connection, call.stack)
        if "version" in call.parameters:
            update = updates.by_version(connection, stack, call.version)
            return Answer(checkpoints.latest(connection, stack, version=update.version) or checkpoints.EMPTY)
        update_now = leases.holder(connection, stack)
        material = snapshots.read(connection, stack, update_now)
    return Answer(snapshots.encoded(material, update_now.engine_version if update_now else ""))


def import_(call: Call) -> wire.ImportedStack:
    """Replace the whole state, as a version of its own."""
    name = call.stack
    snapshot = snapshots.of(call.body)
    lifecycle.free_if_abandoned(call.service, name)
    with call.service.database.write() as connection:
        stack = stacks.find(connection, name, lock=True)
        update = lifecycle.make_version(
            call.service, connection, stack, UpdateKind.IMPORT, snapshot, author=call.user.user
        )
        call.service.audit.record(
            connection,
            actor=call.user,
            action=Action.STACK_IMPORT,
            target=name.target,
            details={"version": update.version, "resources": snapshot.resource_count},
        )
    return wire.ImportedStack(update_id=update.id)


_STACK: Final = "/api/stacks/{organization}/{project}/{stack}"

ROUTES: Final[list[Route]] = [
    allowed(Action.STACK_READ, "GET", f"{_STACK}/export", export),
    allowed(Action.STACK_READ, "GET", f"{_STACK}/export/{{version:int}}", export),
    allowed(Action.STACK_IMPORT, "POST", f"{_STACK}/import", import_),
]
