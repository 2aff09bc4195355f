"""Short ways to write resources, entries and deployments, and to read what a replay makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from stackwright.state.journal import EntryKind, JournalEntry, Replayer, TypedDeployment, decode_entry, replay
from tests.state.journal.pulumi_replay import ENGINE_VERSION

type_of = {"bucket": "aws:s3/bucket:Bucket", "component": "shop:index:Site", "provider": "pulumi:providers:aws"}
STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

Document = dict[str, Any]


def urn(name: str, kind: str = "bucket", *, parent_type: str = "") -> str:
    """The URN of a resource; ``parent_type`` is the qualified type of its parent."""
    above = f"{parent_type}$" if parent_type else ""
    return f"urn:pulumi:dev::shop::{above}{type_of[kind]}::{name}"


def resource(name: str, kind: str = "bucket", **fields: Any) -> Document:
    """A resource as the engine writes it; ``fields`` are by their names on the wire."""
    custom = kind != "component"
    id_ = {"id": f"{name}-id"} if custom else {}
    return {"urn": urn(name, kind), "custom": custom, **id_, "type": type_of[kind]} | fields


def operation(type_: str, name: str, **fields: Any) -> Document:
    """A pending operation on a resource."""
    return {"type": type_, "resource": resource(name, **fields)}


def deployment(*resources: Document, **fields: Any) -> Document:
    """A deployment without its envelope."""
    manifest = {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""}
    return {"manifest": manifest, "metadata": {}} | ({"resources": list(resources)} if resources else {}) | fields


def typed(document: Document, *, features: Sequence[str] = ()) -> TypedDeployment:
    """A deployment as replay takes it."""
    return TypedDeployment.decode(
        json.dumps({"version": 4 if features else 3, "features": features, "deployment": document}).encode()
    )


class Journal:
    """Writes entries one after the other, each with the next sequence ID."""

    def __init__(self) -> None:
        self.entries: list[Document] = []

    def add(self, kind: EntryKind, operation_id: int = 0, **fields: Any) -> Journal:
        """One more entry; ``fields`` are by their names on the wire."""
        self.entries.append(
            {
                "version": 1,
                "kind": int(kind),
                "sequenceID": len(self.entries) + 1,
                "operationID": operation_id,
                "removeOld": None,
                "removeNew": None,
                **fields,
            }
        )
        return self

    def decoded(self) -> list[JournalEntry]:
        """The entries as replay takes them."""
        return decoded(self.entries)


def decoded(entries: Sequence[Mapping[str, Any]]) -> list[JournalEntry]:
    """Entries as replay takes them."""
    return [decode_entry(json.dumps(entry).encode()) for entry in entries]


def document_of(result: TypedDeployment) -> Document:
    """A deployment in its envelope as a reader of JSON sees it."""
    document: Document = json.loads(result.encode())
    return document


def replayed(base: Document, journal: Journal, *, features: Sequence[str] = ()) -> Document:
    """What the journal makes of the base, in its envelope."""
    return document_of(
        replay(typed(base, features=features), journal.decoded(), time=NOW, engine_version=ENGINE_VERSION)
    )


def resources_after(base: Document, journal: Journal) -> list[Document]:
    """The resources that the journal leaves."""
    found: list[Document] = replayed(base, journal)["deployment"].get("resources", [])
    return found


def state_of(replayer: Replayer) -> Document:
    """What a replay under way has made so far."""
    return document_of(replayer.deployment(time=NOW, engine_version=ENGINE_VERSION))
