"""What the engine tells while it works, as typed events.

The engine's own form (pulumi/pulumi, ``sdk/go/common/apitype/events.go``) is one record with a
field for each kind. Here each kind is a class, so that a ``match`` statement reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.automation import (
        DiagnosticEvent,
        EngineEvent,
        PolicyEvent,
        StepEventMetadata,
        StepEventStateMetadata,
        SummaryEvent,
    )

_COLOR = re.compile(r"<\{%.*?%\}>")
"""The engine's own mark-up for colours in messages."""


@dataclass(frozen=True)
class Event:
    """Something that happened in one operation; ``sequence`` orders the events of it."""

    sequence: int
    at: datetime


@dataclass(frozen=True)
class OperationStarted(Event):
    """The first event; secret values of ``configuration`` are masked by the engine."""

    configuration: Mapping[str, str]


@dataclass(frozen=True)
class ResourceState:
    """A resource as the engine knows it before or after a step."""

    type: str
    urn: str
    id: str
    parent: str
    provider: str
    protect: bool
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]


@dataclass(frozen=True)
class PropertyChange:
    """How one property differs: add, delete or update, each perhaps with a replacement."""

    kind: str
    of_input: bool


@dataclass(frozen=True)
class Step:
    """One operation on one resource: create, update, delete, replace, same, refresh, ..."""

    operation: str
    urn: str
    type: str
    provider: str
    old: ResourceState | None
    new: ResourceState | None
    changed_properties: tuple[str, ...]
    replacing_properties: tuple[str, ...]
    detailed_changes: Mapping[str, PropertyChange] = field(default_factory=dict)


@dataclass(frozen=True)
class ResourceStarted(Event):
    """The engine begins a step, or in a preview plans it."""

    step: Step
    planned: bool


@dataclass(frozen=True)
class ResourceFinished(Event):
    """The step was done, or in a preview planned; ``step.new`` has the outputs."""

    step: Step
    planned: bool


@dataclass(frozen=True)
class ResourceFailed(Event):
    """The step failed; a Diagnostic says why."""

    step: Step


@dataclass(frozen=True)
class Diagnostic(Event):
    """A message of the engine, the program or a provider, of a resource if ``urn`` is set."""

    severity: str
    """debug, info, info#err (a program's stderr), warning or error."""
    message: str
    urn: str
    ephemeral: bool


@dataclass(frozen=True)
class PolicyViolation(Event):
    """A policy pack reports a resource, or the stack if ``urn`` is empty."""

    pack: str
    pack_version: str
    policy: str
    enforcement_level: str
    message: str
    urn: str


@dataclass(frozen=True)
class OutputWritten(Event):
    """A line for people that belongs to no other event."""

    message: str


@dataclass(frozen=True)
class OperationFinished(Event):
    """The operation came to its end; how many resources each kind of step had."""

    changes: Mapping[str, int]
    duration_seconds: int
    policy_packs: Mapping[str, str]
    may_be_corrupt: bool


@dataclass(frozen=True)
class StreamEnded(Event):
    """The last event, whatever the operation came to."""


EventCallback = Callable[[Event], None]


_When = tuple[int, datetime]


def parse_event(raw: EngineEvent) -> Event | None:
    """The typed event of ``raw``, or None for a kind that is not known here."""
    when = (raw.sequence, datetime.fromtimestamp(raw.timestamp, tz=UTC))
    if step := raw.resource_pre_event:
        return ResourceStarted(*when, _step(step.metadata), bool(step.planning))
    if done := raw.res_outputs_event:
        return ResourceFinished(*when, _step(done.metadata), bool(done.planning))
    if failed := raw.res_op_failed_event:
        return ResourceFailed(*when, _step(failed.metadata))
    if raw.diagnostic_event:
        return _diagnostic(when, raw.diagnostic_event)
    if raw.policy_event:
        return _policy(when, raw.policy_event)
    if raw.prelude_event:
        return OperationStarted(*when, dict(raw.prelude_event.config or {}))
    if raw.summary_event:
        return _summary(when, raw.summary_event)
    if raw.stdout_event:
        return OutputWritten(*when, _plain(raw.stdout_event.message))
    return StreamEnded(*when) if raw.cancel_event else None


def _summary(when: _When, body: SummaryEvent) -> Event:
    changes = {str(getattr(kind, "value", kind)): count for kind, count in body.resource_changes.items()}
    return OperationFinished(*when, changes, body.duration_seconds, dict(body.policy_packs or {}), body.maybe_corrupt)


def _diagnostic(when: _When, body: DiagnosticEvent) -> Event:
    message = _plain((body.prefix or "") + body.message)
    return Diagnostic(*when, body.severity, message, body.urn or "", bool(body.ephemeral))


def _policy(when: _When, body: PolicyEvent) -> Event:
    return PolicyViolation(
        *when,
        body.policy_pack_name,
        body.policy_pack_version,
        body.policy_name,
        body.enforcement_level,
        _plain(body.message),
        body.resource_urn or "",
    )


def _step(raw: StepEventMetadata) -> Step:
    return Step(
        raw.op.value,
        raw.urn,
        raw.type,
        raw.provider,
        _state(raw.old),
        _state(raw.new),
        tuple(raw.diffs or ()),
        tuple(raw.keys or ()),
        {
            name: PropertyChange(change.diff_kind.value, change.input_diff)
            for name, change in (raw.detailed_diff or {}).items()
        },
    )


def _state(raw: StepEventStateMetadata | None) -> ResourceState | None:
    if raw is None:
        return None
    return ResourceState(
        raw.type, raw.urn, raw.id, raw.parent, raw.provider, bool(raw.protect), raw.inputs or {}, raw.outputs or {}
    )


def _plain(text: str) -> str:
    return _COLOR.sub("", text).strip("\n")
