"""What must be recorded of a stack: a second and much simpler replay of the journal, to hold the server's against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from stackwright.state.journal import TypedDeployment, findings
from tests.state.client import URN

Operation = Literal["creating", "updating", "deleting"]


@dataclass(frozen=True)
class Entry:
    """A journal entry: an operation on a thing begins, or has succeeded. ``place`` says which state goes then."""

    sequence: int
    operation_id: int
    operation: Operation
    name: str
    number: int
    succeeded: bool = False
    place: Mapping[str, int] = field(default_factory=dict)

    def encoded(self) -> dict[str, Any]:
        """The entry as the engine sends it."""
        state = {"urn": URN.format(self.name), "custom": True, "id": self.name, "type": "nothing:index:Thing"}
        state["inputs"] = {"number": self.number}
        entry = {"version": 1, "sequenceID": self.sequence, "operationID": self.operation_id}
        if not self.succeeded:
            return {**entry, "kind": 0, "operation": {"resource": state, "type": self.operation}}
        return {**entry, "kind": 1, **self.place, **({} if self.operation == "deleting" else {"state": state})}


@dataclass(frozen=True)
class Recorded:
    """The things of a stack by name, each with its number; and the operations under way, with their names."""

    things: Mapping[str, int] = field(default_factory=dict)
    pending: frozenset[tuple[str, str]] = frozenset()

    def after(self, entries: Iterable[Entry]) -> Recorded:
        """What further entries of the update that runs make of it."""
        things, pending = dict(self.things), set(self.pending)
        for entry in entries:
            if not entry.succeeded:
                pending.add((entry.operation, entry.name))
                continue
            pending.discard((entry.operation, entry.name))
            if entry.operation == "deleting":
                del things[entry.name]
            else:
                things[entry.name] = entry.number
        return Recorded(things, frozenset(pending))

    def as_base(self) -> Recorded:
        """What another update leaves of it with its first entry: only creations can still be pending then."""
        return Recorded(self.things, frozenset(each for each in self.pending if each[0] == "creating"))


@dataclass(frozen=True)
class Exported:
    """What an export says: what is recorded, and the places at which journal entries refer to it."""

    recorded: Recorded
    places: Mapping[str, int]


def read_export(text: bytes) -> Exported:
    """Read an export, which must be one that Pulumi would work with and hold nothing twice."""
    deployment = TypedDeployment.decode(text).deployment
    assert findings(deployment) == []
    names = [_name(each.encoded) for each in deployment.resources]
    assert len(set(names)) == len(names), "a thing is recorded twice"
    things = {name: _number(each.encoded) for name, each in zip(names, deployment.resources, strict=True)}
    pending = [(each.type, _name(each.resource.encoded)) for each in deployment.pending_operations]
    assert len(set(pending)) == len(pending), "an operation is recorded twice"
    return Exported(Recorded(things, frozenset(pending)), {name: place for place, name in enumerate(names)})


def _name(resource: bytes | memoryview) -> str:
    urn: str = json.loads(bytes(resource))["urn"]
    return urn.rpartition("::")[2]


def _number(resource: bytes | memoryview) -> int:
    number: int = json.loads(bytes(resource))["inputs"]["number"]
    return number
