"""What a create that was cut off left behind: the function that `stackwright recover` asks of every provider.

It must never take somebody else's resource for the stack's own. What the provider makes carries the mark of its
URN, so that decides; what has no tags counts as made here if what it is part of is marked as the stack's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import NotRequired, TypedDict

from pulumi_boto.model import Aws, Document, Function, Values
from pulumi_boto.model.marks import RESOURCE, STACK, Mark
from pulumi_boto.model.resource import Definition
from pulumi_boto.server import operations, registry
from pulumi_boto.server.autoname import is_generated
from pulumi_boto.server.aws import Account, Operation
from pulumi_boto.server.diff import Difference, diff
from pulumi_boto.server.tags import resource_mark, stack_mark


class Arguments(TypedDict):
    """A pending create: the resource, its checked inputs, and the ids of what the stack has of that type."""

    urn: str
    type: str
    inputs: Document
    recorded_ids: NotRequired[Sequence[str]]


class Created(TypedDict):
    """What became of it: the ids of what is there and certainly was made for this URN; more than one only if several
    creates were cut off.

    Where there are none, ``doubtful_id`` is what may be it all the same, and ``reason`` says why that does not count.
    """

    ids: Sequence[str]
    doubtful_id: str
    reason: str


class _FindCreated(Function[Arguments, Created], name="find_created"):
    """What the creation of a resource came to whose end nobody heard of. `stackwright recover` asks it.

    Takes the URN, the type, the inputs as Pulumi checked them (JSON) and the ids of that type which the stack has
    already. Answers with the ids of what is there and was made for the URN; or with the id of what may be it, and the
    reason why that does not count.
    """

    def run(self, aws: Aws, arguments: Arguments) -> Created:
        assert isinstance(aws, Operation)  # noqa: S101 - the servicer hands out no other
        definition = registry.definition(arguments["type"])
        given = arguments["inputs"]
        wire = json.loads(given) if isinstance(given, str) else given
        search = _Search(aws.account, definition, arguments["urn"], operations.to_python(definition, wire))
        return search.run(arguments.get("recorded_ids") or ())


FIND_CREATED = _FindCreated()


class _Search:
    """The search for what one create made."""

    def __init__(self, account: Account, definition: Definition, urn: str, inputs: Values) -> None:
        self.account, self.definition, self.urn, self.inputs = account, definition, urn, inputs
        self.mark = Mark(RESOURCE, resource_mark(urn))

    def run(self, recorded: Collection[str]) -> Created:
        aws = Operation(self.account)
        lifecycle = self.definition.lifecycle
        named = lifecycle.identify(aws, self.inputs)
        ids = [named] if named else lifecycle.find_created(aws, self.mark, self.inputs)
        doubts: dict[str, str] = {}
        for id_ in ids:
            live = None if id_ in recorded else operations.read_live(aws, self.definition, id_)
            if live is not None:
                doubts[id_] = self._doubt(aws, id_, live)
        sure = [id_ for id_, doubt in doubts.items() if not doubt]
        id_, reason = ("", "") if sure else next(iter(doubts.items()), ("", ""))
        return Created(ids=sure, doubtful_id=id_, reason=reason)

    def _doubt(self, aws: Operation, id_: str, live: Values) -> str:
        """Why what is there need not be what this create made; empty if it is."""
        if "tags" in self.definition.inputs:
            return self._doubt_by_mark(live["tags"], id_) or self._told(id_, self._difference(id_).replaces)
        return self._doubt_by_owner(aws, id_) or self._told(id_, self._changed(id_))

    def _doubt_by_mark(self, tags: dict[str, str], id_: str) -> str:
        if self.mark.is_on(tags) or (RESOURCE not in tags and self._is_generated_for_it(id_)):
            return ""
        return f"{id_} exists, but nothing marks it as made for this resource"

    def _is_generated_for_it(self, id_: str) -> bool:
        """Whether a name that only this resource can have stands for the marks, which come later."""
        limits = [prop.options.autoname for prop in self.definition.inputs.values() if prop.options.autoname]
        return self.definition.lifecycle.marked_late and any(is_generated(id_, self.urn, limit) for limit in limits)

    def _doubt_by_owner(self, aws: Operation, id_: str) -> str:
        assert self.definition.lifecycle.part_of is not None  # noqa: S101 - every type without tags has it, see tests
        name, owner = self.definition.lifecycle.part_of
        live = operations.read_live(aws, owner.definition, self.inputs[name])
        if live is not None and Mark(STACK, stack_mark(self.urn)).is_on(live["tags"]):
            return ""
        return f"{id_} exists, but nothing marks {self.inputs[name]}, which it is part of, as this stack's"

    def _difference(self, id_: str) -> Difference:
        found = operations.read(self.account, self.definition, id_, self.inputs)
        observed, outputs = found or ({}, {})
        return diff(self.definition, self.urn, outputs, observed, self.inputs)

    def _changed(self, id_: str) -> list[str]:
        return [self.definition.inputs[name].wire for name in sorted(self._difference(id_).changed)]

    def _told(self, id_: str, names: Sequence[str]) -> str:
        return f"{id_} exists, but differs from what was to be made in {', '.join(names)}" if names else ""
