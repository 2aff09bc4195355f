"""Journal entries, as the engine sends them: one for each step that begins, ends or changes what is recorded.

Source: `JournalEntry` in pulumi/pulumi, `sdk/go/common/apitype/journal.go`, and `pkg/engine/journal_snapshot.go`,
which makes them.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta, Raw

from stackwright.errors import JournalError
from stackwright.state.journal.deployment import Deployment
from stackwright.state.journal.encoding import NOTHING, Reader, given
from stackwright.state.journal.resource import PendingOperation, Resource

JOURNAL_VERSION: Final = 1
"""The version of the journal that is spoken here; the server offers it when an update starts."""

_Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class EntryKind(IntEnum):
    """What an entry records."""

    BEGIN = 0
    """An operation begins; it is pending until its success or failure."""
    SUCCESS = 1
    """An operation succeeded: a new state, and what it replaces or marks."""
    FAILURE = 2
    """An operation failed and changed nothing."""
    REFRESH_SUCCESS = 3
    """A refresh read a resource: its new state takes the old one's place, or it is gone."""
    OUTPUTS = 4
    """A component registered its outputs: its new state takes the old one's place."""
    WRITE = 5
    """The deployment that all other entries change, in place of the recorded one."""
    SECRETS_MANAGER = 6
    """What encrypts the stack's secrets."""
    REBUILT_BASE_STATE = 7
    """A refresh is over: what follows counts resources by their places in its result."""
    EXTENSION_PARAMETERIZE = 8
    """A provider was extended."""
    SNIPPETS = 9
    """All snippets of the stack."""


class JournalEntry(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """One entry. Numbers ending in ``old`` are places in the base's resources, those in ``new`` are operations.

    ``sequence_id`` is unique in an update and grows in the order in which the engine made the entries; the first
    is 1. ``operation_id`` ties the entries of one step together.
    """

    version: Literal[1]
    kind: EntryKind
    sequence_id: Annotated[int, Meta(ge=1, le=2**63 - 1)] = msgspec.field(name="sequenceID")
    operation_id: _Number = msgspec.field(name="operationID", default=0)
    remove_old: _Number | None = None
    remove_new: _Number | None = None
    pending_replacement_old: _Number | None = None
    pending_replacement_new: _Number | None = None
    delete_old: _Number | None = None
    delete_new: _Number | None = None
    is_refresh: bool = False
    requires_byte_string: bool = False
    state: Raw = NOTHING
    operation: Raw = NOTHING
    secrets_provider: Raw = NOTHING
    snippets: Raw = NOTHING
    new_snapshot: Raw = NOTHING
    extension_ref: str | None = None
    extension: Raw = NOTHING

    def __str__(self) -> str:
        return f"journal entry {self.sequence_id} ({self.kind.name.lower().replace('_', ' ')})"

    def resource(self) -> Resource | None:
        """The resource's state, if the entry has one. Raises SnapshotError."""
        return Resource.decode(self.state, f"The state in {self}") if given(self.state) else None

    def pending_operation(self) -> PendingOperation | None:
        """The operation that begins, if it is one to be recorded. Raises SnapshotError."""
        if not given(self.operation):
            return None
        return PendingOperation.decode(self.operation, f"The operation in {self}")

    def snapshot(self) -> Deployment:
        """The deployment of a write. Raises SnapshotError; JournalError if there is none."""
        if not given(self.new_snapshot):
            raise JournalError(f"The {self} brings no deployment in newSnapshot.")
        return Deployment.decode(self.new_snapshot, f"The deployment in {self}")

    def named_extension(self) -> tuple[str, Raw]:
        """The reference of an extension and the extension. Raises JournalError if one is missing."""
        if not self.extension_ref or not given(self.extension):
            raise JournalError(f"The {self} lacks extensionRef or extension.")
        return self.extension_ref, self.extension

    def check(self) -> None:
        """Read all that its replay will read. Raises SnapshotError and JournalError."""
        self.resource()
        self.pending_operation()
        if self.kind is EntryKind.WRITE:
            self.snapshot()
        if self.kind is EntryKind.EXTENSION_PARAMETERIZE:
            self.named_extension()


class ReceivedEntry(NamedTuple):
    """An entry and the bytes it came as, which are what is stored."""

    entry: JournalEntry
    encoded: bytes


class _Batch(msgspec.Struct, frozen=True):
    entries: list[Raw] | None = None


_BATCH: Final = Reader(_Batch, JournalError)
_ENTRY: Final = Reader(
    JournalEntry, JournalError, hint="; if it comes from a newer Pulumi, this server must be updated to know it"
)


def decode_entries(body: bytes) -> list[ReceivedEntry]:
    """Read a request of the engine, ``{"entries": [...]}``, and check each entry as far as it can be on its own.

    Raises JournalError, and SnapshotError for the states in it.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        raise JournalError("The journal entries are not UTF-8.") from None
    received = []
    for index, encoded in enumerate(_BATCH.read(body, "The batch of journal entries").entries or ()):
        entry = _ENTRY.read(encoded, f"Entry {index} of the batch")
        entry.check()
        received.append(ReceivedEntry(entry, bytes(encoded)))
    return received


def decode_entry(encoded: bytes) -> JournalEntry:
    """Read one stored entry. Raises JournalError."""
    return _ENTRY.read(encoded, "A stored journal entry")
