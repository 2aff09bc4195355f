"""The audit trail: list, export, verify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Annotated, BinaryIO, Final

from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse

from stackwright.access.action import Action
from stackwright.access.audit import Format, Selection
from stackwright.access.audit_file import exported
from stackwright.access.pattern import Pattern
from stackwright.access.principal import SERVER, Target
from stackwright.web.api.models import (
    LARGEST_INTEGER,
    AuditEntry,
    AuditFinding,
    AuditPage,
    AuditVerification,
    StackPattern,
)
from stackwright.web.api.operation import Operation, Service

_LARGEST_PAGE: Final = 1000
_FINDINGS: Final = 100
_CHUNK: Final = 64 * 1024
_MEDIA_TYPES: Final[dict[Format, str]] = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}

_Milliseconds = Annotated[int | None, Query(ge=0, le=LARGEST_INTEGER, description="Unix milliseconds.")]


def _selection(
    stacks: Annotated[StackPattern, Query()] = "*",
    actor: Annotated[str | None, Query(max_length=200)] = None,
    since: _Milliseconds = None,
    until: _Milliseconds = None,
) -> Selection:
    return Selection(since=since, until=until, actor=actor, target=Pattern.parse(stacks))


_Selected = Annotated[Selection, Depends(_selection)]


def list_entries(
    service: Service,
    selection: _Selected,
    before: Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER)] = None,
    limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 100,
) -> AuditPage:
    """Entries of a selection, the newest first, a page at a time."""
    with service.database.read() as connection:
        wanted = replace(selection, before=before)
        found = list(service.audit.entries(connection, wanted, newest_first=True, limit=limit + 1))
    page = found[:limit]
    return AuditPage(
        entries=[AuditEntry.of(entry) for entry in page], next=page[-1].sequence if len(found) > limit else None
    )


def _export(service: Service, selection: _Selected, format: Format = "jsonl") -> Iterator[BinaryIO]:  # noqa: A002 - the parameter's name in the URL
    with exported(service.database, format, selection) as file:
        yield file


def export_entries(file: Annotated[BinaryIO, Depends(_export)], format: Format = "jsonl") -> StreamingResponse:  # noqa: A002 - as above
    """Entries of a selection, the oldest first, as lines of JSON or CSV."""
    return StreamingResponse(
        iter(lambda: file.read(_CHUNK), b""),
        media_type=_MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="audit.{format}"'},
    )


def verify(
    service: Service,
    head: Annotated[
        str | None, Query(max_length=64, description="The hash of a last entry that was kept elsewhere.")
    ] = None,
) -> AuditVerification:
    """Read the whole trail, and tell whether every entry is as it was written."""
    with service.database.read() as connection:
        last = service.audit.head(connection)
        findings = list(islice(service.audit.verify(connection, head), _FINDINGS))
    return AuditVerification(
        sound=not findings,
        entries=0 if last is None else last.sequence,
        head=None if last is None else last.hash,
        findings=[AuditFinding.model_validate(finding) for finding in findings],
    )


def _selected_stacks(request: Request) -> Target:
    """What is selected. A role on a pattern that covers the selected one covers all that this selects."""
    pattern = Pattern.parse(request.query_params.get("stacks", "*"))
    return SERVER if pattern.is_everything else Target(pattern.project, pattern.stack)


OPERATIONS: Final = [
    Operation("GET", "/audit", list_entries, Action.AUDIT_READ, _selected_stacks),
    Operation(
        "GET",
        "/audit/export",
        export_entries,
        Action.AUDIT_READ,
        _selected_stacks,
        streams=tuple(_MEDIA_TYPES.values()),
    ),
    Operation("GET", "/audit/verify", verify, Action.AUDIT_READ),
]
