"""Stacks: create, show, list, tag, configure, rename, delete."""

from __future__ import annotations

from typing import Final

import msgspec

from stackwright.access.action import Action
from stackwright.errors import InvalidRequestError, NotFoundError
from stackwright.state import checkpoints, leases, lifecycle, snapshots, stacks
from stackwright.state.journal.encoding import given
from stackwright.state.model import Stack, StackName, Update, UpdateKind
from stackwright.state.protocol import wire
from stackwright.state.protocol.route import Answer, Call, Route, allowed, authenticated, project_target
from stackwright.state.renaming import renamed


def create(call: Call) -> Answer:
    """Add a stack, empty or with a state to begin with."""
    request = call.read(wire.CreateStack)
    name = StackName(call.organization, call.parameters["project"], request.stack_name).checked()
    call.service.access.require(call.user, Action.STACK_CREATE, name.target)
    state = snapshots.of(bytes(request.state)) if given(request.state) else None
    with call.service.database.write() as connection:
        stack = stacks.create(connection, name, request.tags or {})
        if request.config is not None:
            stacks.set_config(connection, stack, msgspec.to_builtins(request.config))
        if state is not None:
            checkpoints.save(connection, stack.id, 0, state.encoded, state.resource_count)
        call.service.audit.record(
            connection, actor=call.user, action=Action.STACK_CREATE, target=name.target, details={}
        )
    return Answer(b'{"messages":[]}')


def show(call: Call) -> wire.Stack:
    """Show a stack with what runs on it."""
    with call.service.database.read() as connection:
        stack = stacks.find(connection, call.stack)
        return as_wire(stack, leases.holder(connection, stack))


def as_wire(stack: Stack, running: Update | None) -> wire.Stack:
    """A stack as the client wants it."""
    return wire.Stack(
        id=stack.id,
        org_name=stack.name.organization,
        project_name=stack.name.project,
        stack_name=stack.name.stack,
        active_update=stack.active_update or "",
        tags=dict(stack.tags),
        version=stack.version,
        current_operation=msgspec.UNSET
        if running is None
        else wire.OperationStatus(running.kind, running.author, (running.started or running.created) // 1000),
        config=msgspec.UNSET if stack.config is None else msgspec.convert(stack.config, wire.StackConfig),
    )


def list_stacks(call: Call) -> wire.StackList:
    """List the stacks that the user may see."""
    with call.service.database.read() as connection:
        found = stacks.listing(
            connection,
            organization=call.name("organization"),
            project=call.name("project"),
            tag=call.query.get("tagName"),
            tag_value=call.query.get("tagValue"),
        )
    return wire.StackList(
        [
            wire.StackSummary(
                id=each.stack.id,
                org_name=each.stack.name.organization,
                project_name=each.stack.name.project,
                stack_name=each.stack.name.stack,
                last_update=msgspec.UNSET if each.last_update is None else each.last_update // 1000,
                resource_count=msgspec.UNSET if each.resource_count is None else each.resource_count,
            )
            for each in found
            if call.user.may(Action.STACK_READ, each.stack.name.target)
        ]
    )


def project_exists(call: Call) -> Answer:
    """Tell by the status whether a project has any stack."""
    with call.service.database.read() as connection:
        project = StackName(call.organization, call.parameters["project"], "any").checked().project
        if not stacks.project_exists(connection, call.organization, project):
            raise NotFoundError(f"There is no project {project!r}.")
    return Answer(b"")


def remove(call: Call) -> Answer:
    """Delete a stack; one that still has resources only with ``force``."""
    name = call.stack
    with call.service.database.write() as connection:
        stack = stacks.find(connection, name, lock=True)
        if call.query.get("force") != "true" and checkpoints.resource_count(connection, stack) > 0:
            # The CLI compares the whole text, to explain `--force` (`httpstate/client/client.go`).
            raise InvalidRequestError("Bad Request: Stack still contains resources.")
        stacks.remove(connection, stack)
        call.service.audit.record(
            connection,
            actor=call.user,
            action=Action.STACK_DELETE,
            target=name.target,
            details={"force": call.query.get("force") == "true"},
        )
    call.service.encryption.forget(stack.id)
    return Answer()


def set_tags(call: Call) -> Answer:
    """Replace the tags of a stack."""
    tags = call.read(dict[str, str])
    name = call.stack
    with call.service.database.write() as connection:
        stacks.set_tags(connection, stacks.find(connection, name, lock=True), tags)
        call.service.audit.record(
            connection, actor=call.user, action=Action.STACK_UPDATE, target=name.target, details={"tags": dict(tags)}
        )
    return Answer()


def set_config(call: Call) -> Answer:
    """Replace the configuration that is kept on the server."""
    config = call.read(wire.StackConfig)
    name = call.stack
    with call.service.database.write() as connection:
        stacks.set_config(connection, stacks.find(connection, name, lock=True), msgspec.to_builtins(config))
        call.service.audit.record(
            connection,
            actor=call.user,
            action=Action.STACK_UPDATE,
            target=name.target,
            details={"config": "changed"},
        )
    return Answer()


def rename(call: Call) -> Answer:
    """Give a stack another name or project; its state with all URNs follows, as a version of its own."""
    request = call.read(wire.RenameStack)
    name = call.stack
    to = StackName(name.organization, request.new_project or name.project, request.new_name or name.stack)
    call.service.access.require(call.user, Action.STACK_CREATE, to.target)
    lifecycle.free_if_abandoned(call.service, name)
    with call.service.database.write() as connection:
        stack = stacks.find(connection, name, lock=True)
        state = checkpoints.latest(connection, stack)
        snapshot = None if state is None else snapshots.of(renamed(state, name, to))
        lifecycle.make_version(
            call.service,
            connection,
            stack,
            UpdateKind.RENAME,
            snapshot,
            author=call.user.user,
            message=f"{name} -> {to}",
        )
        stacks.rename(connection, stack, to)
        call.service.audit.record(
            connection, actor=call.user, action=Action.STACK_RENAME, target=name.target, details={"to": str(to)}
        )
    return Answer()


_STACK: Final = "/api/stacks/{organization}/{project}/{stack}"

ROUTES: Final[list[Route]] = [
    authenticated("GET", "/api/user/stacks", list_stacks),
    allowed(Action.STACK_READ, "HEAD", "/api/stacks/{organization}/{project}", project_exists, project_target),
    # The name of the stack is in the body, where the handler checks it.
    authenticated("POST", "/api/stacks/{organization}/{project}", create),
    allowed(Action.STACK_READ, "GET", _STACK, show),
    allowed(Action.STACK_DELETE, "DELETE", _STACK, remove),
    allowed(Action.STACK_UPDATE, "PATCH", f"{_STACK}/tags", set_tags),
    allowed(Action.STACK_UPDATE, "PUT", f"{_STACK}/config", set_config),
    allowed(Action.STACK_RENAME, "POST", f"{_STACK}/rename", rename),
]
