"""The state of a stack as it is now: its newest checkpoint and what the update that runs has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from stackwright.state import checkpoints, journal_entries
from stackwright.state.journal import Replayer, TypedDeployment, decode_entry
from stackwright.state.model import Stack, Update


@dataclass(frozen=True)
class Material:
    """What a snapshot is made of; read in one transaction, so that its parts belong together."""

    base: bytes | None
    entries: tuple[bytes, ...]
    upload: tuple[int, bytes] | None

    @property
    def unchanged(self) -> bool:
        """Whether the update has changed nothing yet."""
        return not self.entries and self.upload is None

    def same_as(self, connection: Connection, update: Update) -> bool:
        """Tell whether nothing was added since this was read."""
        # Not by sequence numbers alone: some clients number no uploads.
        return (
            journal_entries.count(connection, update) == len(self.entries)
            and checkpoints.uploaded(connection, update) == self.upload
        )


@dataclass(frozen=True)
class Snapshot:
    """A state as the protocol's untyped deployment."""

    encoded: bytes
    resource_count: int


def read(connection: Connection, stack: Stack, update: Update | None) -> Material:
    """Read what the state of ``stack`` is made of while ``update`` runs on it, or while nothing does."""
    base = checkpoints.latest(connection, stack)
    if update is None:
        return Material(base, (), None)
    return Material(base, tuple(journal_entries.load(connection, update)), checkpoints.uploaded(connection, update))


def encoded(material: Material, engine_version: str) -> bytes:
    """The state as the protocol's untyped deployment.

    What was recorded is given as it is: it was checked when it came, and every update begins by asking for it. Raises
    `JournalError`, `SnapshotError`.
    """
    if material.unchanged:
        return material.base or checkpoints.EMPTY
    return make(material, engine_version).encoded


def make(material: Material, engine_version: str) -> Snapshot:
    """Put together what an update has changed; nothing here needs the database.

    Raises `JournalError`, `SnapshotError`.
    """
    if material.upload is not None:
        return of(material.upload[1])
    replayer = Replayer(TypedDeployment.decode(material.base or checkpoints.EMPTY))
    for entry in material.entries:
        replayer.add(decode_entry(entry))
    made = replayer.deployment(time=datetime.now(tz=UTC), engine_version=engine_version)
    return Snapshot(made.encode(), len(made.deployment.resources))


def of(encoded: bytes) -> Snapshot:
    """A snapshot that is whole already. Raises `SnapshotError` when it is none."""
    return Snapshot(encoded, len(TypedDeployment.decode(encoded).deployment.resources))
