"""What was done to a stack: its updates and previews."""

from __future__ import annotations

from typing import Final

from stackwright.access.action import Action
from stackwright.errors import NotFoundError
from stackwright.state import stacks, updates
from stackwright.state.model import REASON_KEY, Update, UpdateStatus
from stackwright.state.protocol import wire
from stackwright.state.protocol.route import Call, Route, allowed

_RESULTS: Final = {
    UpdateStatus.NOT_STARTED: "not-started",
    UpdateStatus.RUNNING: "in-progress",
    UpdateStatus.SUCCEEDED: "succeeded",
    UpdateStatus.FAILED: "failed",
    UpdateStatus.CANCELLED: "failed",
}


def history(call: Call) -> wire.History:
    """The updates of a stack, newest first."""
    with call.service.database.read() as connection:
        stack = stacks.find(connection, call.stack)
        found = updates.history(connection, stack, page_size=call.number("pageSize", 0), page=call.number("page", 1))
    return wire.History([_info(update) for update in found])


def latest(call: Call) -> wire.LatestUpdate:
    """The newest update, whose configuration `pulumi config refresh` takes."""
    with call.service.database.read() as connection:
        stack = stacks.find(connection, call.stack)
        found = updates.history(connection, stack, page_size=1)
    if not found:
        raise NotFoundError(f"Stack {call.stack} has not been updated yet.")
    return wire.LatestUpdate(_info(found[0]))


def one(call: Call) -> wire.LatestUpdate:
    """The update that made a version."""
    with call.service.database.read() as connection:
        stack = stacks.find(connection, call.stack)
        return wire.LatestUpdate(_info(updates.by_version(connection, stack, call.version)))


def previews(call: Call) -> wire.Previews:
    """The previews of a stack."""
    with call.service.database.read() as connection:
        stack = stacks.find(connection, call.stack)
        found = updates.previews(
            connection,
            stack,
            page_size=call.number("pageSize", 10),
            page=call.number("page", 1),
            ascending=call.query.get("asc") != "false",
        )
    return wire.Previews([wire.Preview(update.id) for update in found])


def _info(update: Update) -> wire.UpdateInfo:
    return wire.UpdateInfo(
        kind=update.kind,
        start_time=(update.started or update.created) // 1000,
        message=update.message,
        environment=dict(update.environment) | ({REASON_KEY: update.reason} if update.reason else {}),
        config=dict(update.config),
        result=_RESULTS[update.status],
        end_time=(update.ended or 0) // 1000,
        version=update.version,
        resource_changes=dict(update.resource_changes or {}),
        resource_count=update.resource_count or 0,
    )


_UPDATES: Final = "/api/stacks/{organization}/{project}/{stack}/updates"

ROUTES: Final[list[Route]] = [
    allowed(Action.STACK_READ, "GET", _UPDATES, history),
    allowed(Action.STACK_READ, "GET", f"{_UPDATES}/latest", latest),
    allowed(Action.STACK_READ, "GET", f"{_UPDATES}/latest/previews", previews),
    allowed(Action.STACK_READ, "GET", f"{_UPDATES}/{{version:int}}", one),
]
