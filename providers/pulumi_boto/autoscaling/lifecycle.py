"""What the parts of an auto scaling group have in common."""

from __future__ import annotations

from typing import ClassVar

from pulumi_boto.autoscaling.group import Group
from pulumi_boto.model import Aws, Failure, Kind, Lifecycle, Response, Values


class PartLifecycle(Lifecycle):
    """Of what belongs to a group and is identified by ``<group>|<name>``. One operation makes and changes it."""

    put_operation: ClassVar[str]
    delete_operation: ClassVar[str]
    describe_operation: ClassVar[str]
    items: ClassVar[str]
    names: ClassVar[str]
    """The parameter of ``describe_operation`` that takes names."""

    name: ClassVar[str]
    """The property that holds the name."""

    part_of = ("auto_scaling_group_name", Group)
    gone = ("ValidationError",)  # on calls that take names only: there is no such group, or no such part
    eventual = ("ResourceContention",)

    def create(self, aws: Aws, new: Values) -> str:
        made = self.identify(aws, new)
        if not aws.repeats and self._find(aws, made):
            # the call would overwrite it without a word
            sentence = f"{self.definition.token} {made} exists already; choose another {self.name}, or import it."
            raise Failure(Kind.PERMANENT, sentence, "AlreadyExists")
        self.put(aws, new)
        return made

    def identify(self, aws: Aws, new: Values) -> str:
        return f"{new['auto_scaling_group_name']}|{new[self.name]}"

    def read(self, aws: Aws, id: str) -> Values | None:
        item = self._find(aws, id)
        return self.absent() | self.parse(item) if item else None

    def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
        self.put(aws, new)

    def delete(self, aws: Aws, id: str, state: Values) -> None:
        group, _, name = id.partition("|")
        place = {"auto_scaling_group_name": group, self.name: name}
        aws.call("autoscaling", self.delete_operation, **self.parameters(place, *place))

    def put(self, aws: Aws, new: Values) -> None:
        """Make it, or change it."""
        aws.call("autoscaling", self.put_operation, **self.parameters(new))

    def _find(self, aws: Aws, id: str) -> Response | None:
        group, _, name = id.partition("|")
        wanted = {"AutoScalingGroupName": group, self.names: [name]}
        found: list[Response] = aws.pages("autoscaling", self.describe_operation, self.items, **wanted)
        return found[0] if found else None
