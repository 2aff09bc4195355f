"""Parameters: settings and secrets of programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Aws,
    Failure,
    Property,
    Resource,
    Values,
    is_ours,
    optional,
    output,
    required,
    tag_list,
    tag_map,
)


class Parameter(Resource, cloudformation="AWS::SSM::Parameter"):
    """A value of Parameter Store. Its id is its name.

    https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    """

    name: Property[str] = optional("Name or path, such as /shop/db.", default=None, autoname=512, replaces=True)
    type: Property[str] = required(
        "String, StringList (commas between) or SecureString (encrypted).",
        choices=("String", "StringList", "SecureString"),
        replaces=True,
    )
    value: Property[str] = required("The value; a secret in Pulumi's state, whatever the type.", secret=True)
    description: Property[str] = optional("What it is for.", default="")
    allowed_pattern: Property[str] = optional("Regular expression that values must match.", default="")
    key_id: Property[str] = optional("Key of KMS for a SecureString; else AWS's own.", default=None, computed=True)
    tier: Property[str] = optional(
        "Advanced holds 8 KB instead of 4 and costs; AWS does not take that back in place.",
        default="Standard",
        choices=("Standard", "Advanced"),
    )
    data_type: Property[str] = optional(
        "What kind of text it is; AWS checks that an image exists.",
        default="text",
        choices=("text", "aws:ec2:image", "aws:ssm:integration"),
    )
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="ARN")
    version: Property[int] = output("How often it was set.", volatile=True)

    class Lifecycle(model.Lifecycle):
        unique = ("name",)
        named_by = ("name",)
        permissions = (
            "ssm:AddTagsToResource",
            "ssm:DeleteParameter",
            "ssm:DescribeParameters",
            "ssm:GetParameter",
            "ssm:ListTagsForResource",
            "ssm:PutParameter",
            "ssm:RemoveTagsFromResource",
        )

        def validate(self, new: Values) -> Iterator[tuple[str, str]]:
            if "key_id" in new and new["type"] in ("String", "StringList"):
                yield "key_id", "'key_id' is for type SecureString; take it out, or change the type."

        def create(self, aws: Aws, new: Values) -> str:
            name = str(new["name"])
            try:
                aws.call("ssm", "put_parameter", **self.parameters(_told(new)), Tags=tag_list(new["tags"]))
            except Failure as failure:
                if failure.code != "ParameterAlreadyExists" or not is_ours(aws, self._tags(aws, name)):
                    raise
            return name

        def read(self, aws: Aws, id: str) -> Values | None:
            value = aws.call("ssm", "get_parameter", Name=id, WithDecryption=True)["Parameter"]
            wanted = {"Key": "Name", "Option": "Equals", "Values": [id]}
            found = aws.pages("ssm", "describe_parameters", "Parameters", ParameterFilters=[wanted])
            if not found:
                return None
            removed = {"description": "", "allowed_pattern": ""}
            return removed | self.parse(found[0]) | self.parse(value) | {"name": id, "tags": self._tags(aws, id)}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            aws.call("ssm", "put_parameter", Overwrite=True, **self.parameters(new))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("ssm", "delete_parameter", Name=id)

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            on = {"ResourceType": "Parameter", "ResourceId": id}
            if remove:
                aws.call("ssm", "remove_tags_from_resource", **on, TagKeys=remove)
            if put:
                aws.call("ssm", "add_tags_to_resource", **on, Tags=tag_list(put))

        def _tags(self, aws: Aws, name: str) -> dict[str, str]:
            answer = aws.call("ssm", "list_tags_for_resource", ResourceType="Parameter", ResourceId=name)
            return tag_map(answer.get("TagList"))


def _told(new: Values) -> Values:
    """PutParameter takes an empty text to remove one, but not to make none."""
    return {name: value for name, value in new.items() if value != ""}
