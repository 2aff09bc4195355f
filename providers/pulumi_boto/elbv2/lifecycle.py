"""What the types of Elastic Load Balancing have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from pulumi_boto.model import Aws, Describe, Failure, Kind, Lifecycle, Mark, Response, Values, tag_list, tag_map
from pulumi_boto.model.attributes import attribute_text, attribute_value
from pulumi_boto.model.marks import CREATION

_TAGS = Describe("elbv2", "describe_tags", "TagDescriptions", "ResourceArn", parameter="ResourceArns", limit=20)


class ElbLifecycle(Lifecycle):
    """Identified by ARN, read by a plural Describe, tagged by AddTags."""

    describe: ClassVar[Describe]

    def read(self, aws: Aws, id: str) -> Values | None:
        item = aws.find(self.describe, id)
        tags = aws.find(_TAGS, id) if item else None
        if item is None or tags is None:
            return None
        return self.details(aws, id, item) | {"tags": tag_map(tags.get("Tags"))}

    def details(self, aws: Aws, id: str, item: Response) -> Values:
        """The live values but for the tags, from the item and what more calls tell."""
        return self.parse(item)

    def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
        if remove:
            aws.call("elbv2", "remove_tags", ResourceArns=[id], TagKeys=remove)
        if put:
            aws.call("elbv2", "add_tags", ResourceArns=[id], Tags=tag_list(put))

    def marked_among(self, aws: Aws, mark: Mark, items: Iterable[Response]) -> list[str]:
        """The ARNs of those of several that carry a mark: the service finds nothing by its tags."""
        arns: list[str] = [item[self.describe.id] for item in items]
        return [
            arn for arn in arns if (tags := aws.find(_TAGS, arn)) is not None and mark.is_on(tag_map(tags.get("Tags")))
        ]

    def created_among(self, aws: Aws, items: Iterable[Response]) -> str | None:
        """The one of several that this very create made before its reply was lost."""
        return next(iter(self.marked_among(aws, Mark(CREATION, aws.token), items)), None)


class AttributesLifecycle(ElbLifecycle):
    """Of types that keep some properties as attributes: pairs of text."""

    kind: ClassVar[str]
    """The type's word in operations, such as ``load_balancer``."""

    attributes: ClassVar[Mapping[str, str]]
    """Keys of attributes by the properties that show them."""

    def live_attributes(self, aws: Aws, id: str) -> dict[str, str]:
        """The attributes that AWS has; which ones depends on the kind of load balancer."""
        answer = aws.call("elbv2", f"describe_{self.kind}_attributes", **{self.describe.id: id})
        return {entry["Key"]: entry.get("Value", "") for entry in answer["Attributes"]}

    def parse_attributes(self, live: Mapping[str, str]) -> Values:
        """The properties that attributes hold."""
        properties = self.definition.properties
        return {
            name: attribute_value(live[key], properties[name].shape)
            for name, key in self.attributes.items()
            if key in live
        }

    def attribute_texts(self, values: Values, names: Iterable[str]) -> dict[str, str]:
        """Those of the named properties that are attributes, as AWS takes them."""
        return {
            self.attributes[name]: attribute_text(values[name], self.definition.properties[name].shape)
            for name in names
            if name in self.attributes and values.get(name) is not None
        }

    def modify_attributes(self, aws: Aws, id: str, attributes: Mapping[str, str]) -> None:
        """Set attributes."""
        if attributes:
            pairs = tag_list(attributes)  # spelled as tags are
            aws.call("elbv2", f"modify_{self.kind}_attributes", **{self.describe.id: id}, Attributes=pairs)

    def find_created(self, aws: Aws, mark: Mark, new: Values) -> list[str]:
        try:
            there = aws.pages("elbv2", self.describe.operation, self.describe.items, Names=[new["name"]])
        except Failure as failure:
            if failure.kind is Kind.GONE:
                return []
            raise
        return self.marked_among(aws, mark, there)


def name_fault(name: str) -> str | None:
    """The rule for names of load balancers and target groups."""
    if re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?", name):
        return None
    return f"'{name}' cannot be used; a name has at most 32 letters, digits and hyphens, and no hyphen at an end."


def where_enabled(value: Any) -> Any:
    """The one form of an object with an ``enabled`` key: nothing at all where it is switched off."""
    if not isinstance(value, Mapping) or value.get("enabled") is False:
        return None
    return {key: entry for key, entry in value.items() if key != "enabled" and entry not in (None, "")} or None
