"""Differences between uploads of a whole state, as clients without journaling may send them.

A difference is a list of edits of the text uploaded last, by byte offsets. Source: pulumi/pulumi,
`pkg/backend/httpstate/diffs.go`, and hexops/gotextdiff, whose `TextEdit` gives the JSON. The capability is not
announced, since CLI 3.259 leaves pending operations out of the text it uploads this way (`marshalSpannedDeployment`);
docs/adr/0005-state-service.md says more.
"""

from __future__ import annotations

import hashlib
import secrets

import msgspec

from stackwright.errors import InvalidRequestError
from stackwright.state import checkpoints, leases, lifecycle
from stackwright.state.service import StateService


class _Point(msgspec.Struct):
    offset: int


class _Span(msgspec.Struct):
    start: _Point
    end: _Point


class _Edit(msgspec.Struct):
    span: _Span = msgspec.field(name="Span")
    new_text: str = msgspec.field(name="NewText")


def apply_delta(
    service: StateService, update_id: str, token: str, *, sequence: int, delta: bytes, checksum: str
) -> None:
    """Keep the state that ``delta`` makes of the last upload. Raises `LeaseLostError`, `InvalidRequestError`."""
    with service.database.read() as connection:
        before = checkpoints.uploaded(connection, leases.verify(connection, update_id, token, lock=False))
    if before is None:
        raise InvalidRequestError("A difference was uploaded before any whole checkpoint; upload the checkpoint.")
    last, text = before
    if sequence <= last:
        return  # sent again
    after = edited(text, delta)
    if not secrets.compare_digest(hashlib.sha256(after).hexdigest(), checksum.lower()):
        raise InvalidRequestError("The difference does not lead to the checksum it names; upload the checkpoint.")
    lifecycle.upload(service, update_id, token, sequence, after)


def edited(text: bytes, delta: bytes) -> bytes:
    """Return ``text`` with the edits in ``delta``. Raises `InvalidRequestError`."""
    try:
        edits = msgspec.json.decode(delta, type=list[_Edit])
    except msgspec.DecodeError as error:
        raise InvalidRequestError(f"The difference cannot be read: {error}.") from None
    parts: list[bytes] = []
    position = 0
    for edit in edits:
        if not position <= edit.span.start.offset <= edit.span.end.offset <= len(text):
            raise InvalidRequestError("The edits of the difference overlap or lie outside the checkpoint.")
        parts += text[position : edit.span.start.offset], edit.new_text.encode()
        position = edit.span.end.offset
    return b"".join((*parts, text[position:]))
