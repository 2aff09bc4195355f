"""Updates: create, start, begin, journal, checkpoints, events, lease, complete, cancel."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from stackwright.access.action import Action
from stackwright.errors import InvalidRequestError
from stackwright.state import events, lifecycle, snapshots, stacks, updates
from stackwright.state.deltas import apply_delta
from stackwright.state.journal.encoding import given
from stackwright.state.journal.entry import JOURNAL_VERSION
from stackwright.state.model import Stack, UpdateKind, UpdateStatus
from stackwright.state.protocol import wire
from stackwright.state.protocol.policies import required_policies
from stackwright.state.protocol.route import Answer, Call, Route, allowed, leased
from stackwright.state.protocol.stacks import as_wire
from stackwright.state.updates import Program

_ENGINE: Final = re.compile(r"pulumi-cli/1 \((v?[^;)]{1,50})")
"""The User-Agent of the CLI (`httpstate/client/api.go`), which names its version."""

_KINDS: Final = {
    "update": UpdateKind.UPDATE,
    "preview": UpdateKind.PREVIEW,
    "refresh": UpdateKind.REFRESH,
    "destroy": UpdateKind.DESTROY,
}


def create(call: Call) -> wire.CreatedUpdate:
    """Add an update that has not started, of the kind in the path."""
    kind = _KINDS[call.parameters["kind"]]
    program = call.read(wire.UpdateProgram)
    return _created(call, kind, program)


def start(call: Call) -> wire.StartedUpdate:
    """Start an update: it gets the stack and a lease, or 409 when another one has it."""
    request = call.read(wire.StartUpdate)
    with call.service.database.read() as connection:
        update = updates.find(connection, call.parameters["update"], stack=stacks.find(connection, call.stack))
    _require(call, preview=update.dry_run)
    started = lifecycle.start(call.service, call.stack, call.parameters["update"], request.tags)
    return wire.StartedUpdate(
        version=started.update.version or started.stack.version,
        token=started.lease.token,
        token_expiration=started.lease.expires // 1000,
        journal_version=_journal_version(request.journal_version),
    )


def begin(call: Call) -> wire.BegunUpdate:
    """Create and start an update in one call, with the state that it starts from."""
    request = call.read(wire.BeginUpdate)
    created = _created(call, request.update_kind, request.program)
    started = lifecycle.start(call.service, call.stack, created.update_id, request.tags)
    return wire.BegunUpdate(
        update_id=created.update_id,
        version=started.update.version or started.stack.version,
        token=started.lease.token,
        token_expiration=started.lease.expires // 1000,
        journal_version=_journal_version(request.journal_version),
        required_policies=created.required_policies,
        messages=created.messages,
        stack=as_wire(started.stack, started.update),
        deployment=msgspec.Raw(_state(call, started.stack)),
    )


def append_journal(call: Call) -> Answer:
    """Keep journal entries; they are on disk when this answers."""
    lifecycle.append_journal(call.service, call.parameters["update"], call.lease_token, call.body)
    return Answer()


def append_events(call: Call) -> Answer:
    """Keep a batch of engine events."""
    lifecycle.append_events(call.service, call.parameters["update"], call.lease_token, call.body)
    return Answer()


def checkpoint(call: Call) -> Answer:
    """Keep the whole state, from a client that neither journals nor numbers its uploads."""
    request = call.read(wire.Checkpoint)
    if request.is_invalid or not given(request.deployment):
        raise InvalidRequestError("The checkpoint is marked as invalid or has no deployment.")
    features = msgspec.json.encode(request.features or [])
    deployment = b'{"version":%d,"features":%b,"deployment":%b}' % (
        request.version,
        features,
        bytes(request.deployment),
    )
    lifecycle.upload(call.service, call.parameters["update"], call.lease_token, 0, deployment)
    return Answer()


def verbatim_checkpoint(call: Call) -> Answer:
    """Keep the whole state byte for byte, so that differences can follow."""
    request = call.read(wire.VerbatimCheckpoint)
    lifecycle.upload(
        call.service,
        call.parameters["update"],
        call.lease_token,
        request.sequence_number,
        bytes(request.untyped_deployment),
    )
    return Answer()


def checkpoint_delta(call: Call) -> Answer:
    """Keep the state that a difference to the last upload makes."""
    request = call.read(wire.CheckpointDelta)
    apply_delta(
        call.service,
        call.parameters["update"],
        call.lease_token,
        sequence=request.sequence_number,
        delta=bytes(request.deployment_delta),
        checksum=request.checkpoint_hash,
    )
    return Answer()


def renew_lease(call: Call) -> wire.RenewedLease:
    """Prolong the lease."""
    request = call.read(wire.RenewLease)
    expires = lifecycle.renew(call.service, call.parameters["update"], call.lease_token, request.duration)
    return wire.RenewedLease(token=call.lease_token, token_expiration=expires // 1000)


def complete(call: Call) -> Answer:
    """End an update: its state becomes that of the stack's new version."""
    request = call.read(wire.CompleteUpdate)
    lifecycle.complete(call.service, call.parameters["update"], call.lease_token, request.status)
    return Answer()


def cancel(call: Call) -> Answer:
    """End an update whose client may still run: `pulumi cancel`."""
    lifecycle.cancel(call.service, call.stack, call.parameters["update"], call.user.user)
    return Answer()


def results(call: Call) -> wire.UpdateResults:
    """Tell how an update stands; `pulumi stack import` waits by this."""
    with call.service.database.read() as connection:
        update = updates.find(connection, call.parameters["update"], stack=stacks.find(connection, call.stack))
    token = None if update.status.ended else call.query.get("continuationToken", "0")
    status = UpdateStatus.FAILED if update.status is UpdateStatus.CANCELLED else update.status
    return wire.UpdateResults(status=status, events=[], continuation_token=token)


def engine_events(call: Call) -> wire.EngineEvents:
    """The engine's events of an update, those after ``continuationToken``."""
    after = call.number("continuationToken", 0) - 1
    with call.service.database.read() as connection:
        update = updates.find(connection, call.parameters["update"], stack=stacks.find(connection, call.stack))
        found = list(events.read(connection, update, after=after))
    following = found[-1][0] + 1 if found else after + 1
    return wire.EngineEvents(
        events=[raw for _, raw in found],
        continuation_token=None if update.status.ended else str(following),
    )


def _created(call: Call, kind: UpdateKind, program: wire.UpdateProgram) -> wire.CreatedUpdate:
    preview = kind is UpdateKind.PREVIEW or program.options.dry_run
    _require(call, preview=preview)
    name = call.stack
    engine = _ENGINE.match(call.headers.get("user-agent", ""))
    update = lifecycle.create(
        call.service,
        name,
        kind,
        author=call.user.user,
        dry_run=preview,
        program=Program(
            engine_version=engine.group(1) if engine else "",
            message=program.metadata.message.replace("\0", ""),  # which Postgres does not keep
            environment=program.metadata.environment or {},
            config={key: msgspec.to_builtins(value) for key, value in (program.config or {}).items()},
        ),
    )
    return wire.CreatedUpdate(update_id=update.id, required_policies=required_policies(call))


def _require(call: Call, *, preview: bool) -> None:
    action = Action.STACK_PREVIEW if preview else Action.STACK_UPDATE
    call.service.access.require(call.user, action, call.stack.target)


def _journal_version(offered: int) -> int:
    return JOURNAL_VERSION if offered >= JOURNAL_VERSION else 0


def _state(call: Call, stack: Stack) -> bytes:
    with call.service.database.read() as connection:
        material = snapshots.read(connection, stack, None)
    return snapshots.encoded(material, "")


_STACK: Final = "/api/stacks/{organization}/{project}/{stack}"
_UPDATE: Final = f"{_STACK}/{{kind:update_kind}}/{{update:uuid}}"

ROUTES: Final[list[Route]] = [
    allowed(Action.STACK_PREVIEW, "POST", f"{_STACK}/begin-update", begin),
    allowed(Action.STACK_PREVIEW, "POST", f"{_STACK}/{{kind:update_kind}}", create),
    allowed(Action.STACK_PREVIEW, "POST", _UPDATE, start),
    allowed(Action.STACK_READ, "GET", _UPDATE, results),
    allowed(Action.STACK_READ, "GET", f"{_UPDATE}/events", engine_events),
    allowed(Action.STACK_CANCEL, "POST", f"{_UPDATE}/cancel", cancel),
    leased("PATCH", f"{_UPDATE}/journalentries", append_journal),
    leased("POST", f"{_UPDATE}/events/batch", append_events),
    leased("PATCH", f"{_UPDATE}/checkpoint", checkpoint),
    leased("PATCH", f"{_UPDATE}/checkpointverbatim", verbatim_checkpoint),
    leased("PATCH", f"{_UPDATE}/checkpointdelta", checkpoint_delta),
    leased("POST", f"{_UPDATE}/renew_lease", renew_lease),
    leased("POST", f"{_UPDATE}/complete", complete),
]
