"""What the types of EC2 have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pulumi_boto.model import Aws, Describe, Failure, Lifecycle, Mark, Response, Values, tag_list, tag_map


class Ec2Lifecycle(Lifecycle):
    """Read by a plural Describe, deleted by id, tagged by CreateTags."""

    describe: ClassVar[Describe]
    resource_type: ClassVar[str]
    """The type's name in tag specifications, such as ``vpc``."""

    delete_operation: ClassVar[str]
    gone_states: ClassVar[frozenset[str]] = frozenset()
    """Values of ``State`` in which the resource counts as gone."""

    def read(self, aws: Aws, id: str) -> Values | None:
        item = aws.find(self.describe, id)
        if item is None or _state(item) in self.gone_states:
            return None
        return self.parse(item) | {"tags": tag_map(item.get("Tags")), "arn": self.arn(aws, id, item)}

    def delete(self, aws: Aws, id: str, state: Values) -> None:
        aws.call("ec2", self.delete_operation, **{self.describe.id: id})

    def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
        if remove:
            aws.call("ec2", "delete_tags", Resources=[id], Tags=[{"Key": key} for key in remove])
        if put:
            aws.call("ec2", "create_tags", Resources=[id], Tags=tag_list(put))

    def find_created(self, aws: Aws, mark: Mark, new: Values) -> list[str]:
        marked = {"Name": f"tag:{mark.key}", "Values": [mark.value]}
        found = aws.pages("ec2", self.describe.operation, self.describe.items, Filters=[marked])
        return [item[self.describe.id] for item in found]

    def arn(self, aws: Aws, id: str, item: Response) -> str | None:
        """The ARN, for types that have it as an output: EC2 tells it of few, but makes all the same way."""
        if "arn" not in self.definition.properties:
            return None
        owner = item.get("OwnerId") or aws.account_id
        return f"arn:{aws.partition}:ec2:{aws.region}:{owner}:{self.resource_type}/{id}"

    def tag_specifications(self, new: Values) -> dict[str, Any]:
        """The parameter by which a create call tags what it makes."""
        return {"TagSpecifications": [{"ResourceType": self.resource_type, "Tags": tag_list(new.get("tags"))}]}


def make_once(aws: Aws, operation: str, exists: str, **parameters: Any) -> None:
    """A create that takes neither token nor tags.

    Args:
        aws: of the create.
        operation: boto3's name of it.
        exists: the error code of what is there already, which is success where an earlier reply was lost.
        parameters: of the operation.
    """
    try:
        aws.call("ec2", operation, **parameters)
    except Failure as failure:
        if not (aws.repeats and failure.code == exists):
            raise


def _state(item: Response) -> str:
    state = item.get("State", "")
    name = state.get("Name", "") if isinstance(state, dict) else state
    return str(name).lower()  # endpoints answer in other letters than they are documented
