"""Groups of logs."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi import Input

from pulumi_boto import model
from pulumi_boto.model import (
    Aws,
    Failure,
    Property,
    Resource,
    Response,
    Values,
    is_ours,
    optional,
    output,
)

RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545),
    *(731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)


def _retention_fault(days: int) -> str | None:
    if days in RETENTIONS:
        return None
    return f"{days} days is no retention that AWS knows; it is one of {', '.join(map(str, RETENTIONS))}."


class LogGroup(Resource, cloudformation="AWS::Logs::LogGroup"):
    """A group of log streams with one retention. Its id is its name.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """

    log_group_name: Property[str] = optional("Name.", default=None, autoname=512, replaces=True, api="logGroupName")
    log_group_class: Property[str] = optional(
        "Class, which sets features and price.",
        default="STANDARD",
        choices=("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
        replaces=True,
        api="logGroupClass",
    )
    retention_in_days: Property[int] = optional(
        "Days until events are deleted; for ever if not given.",
        default=None,
        validate=_retention_fault,
        api="retentionInDays",
    )
    kms_key_id: Property[str] = optional("ARN of the key that encrypts it.", default=None, api="kmsKeyId")
    tags: Property[Mapping[str, Input[str]]] = optional("Tags.", default=None)

    arn: Property[str] = output("ARN.", api="arn")

    class Lifecycle(model.Lifecycle):
        unique = ("log_group_name",)
        named_by = ("log_group_name",)
        permissions = (
            "logs:AssociateKmsKey",
            "logs:CreateLogGroup",
            "logs:DeleteLogGroup",
            "logs:DeleteRetentionPolicy",
            "logs:DescribeLogGroups",
            "logs:DisassociateKmsKey",
            "logs:ListTagsForResource",
            "logs:PutRetentionPolicy",
            "logs:TagResource",
            "logs:UntagResource",
        )

        def create(self, aws: Aws, new: Values) -> str:
            name: str = new["log_group_name"]
            parameters = self.parameters(new, "log_group_name", "log_group_class", "kms_key_id")
            try:
                aws.call("logs", "create_log_group", tags=new["tags"], **parameters)
            except Failure as failure:
                there = self._item(aws, name) if failure.code == "ResourceAlreadyExistsException" else None
                if there is None or not is_ours(aws, self._tags(aws, there)):
                    raise
            return name

        def settle(self, aws: Aws, id: str, new: Values) -> None:
            if new.get("retention_in_days"):
                self.update(aws, id, {}, new, frozenset({"retention_in_days"}))

        def _item(self, aws: Aws, name: str) -> Response | None:
            """The group; there is no call that reads one, but the exact name sorts first among its prefix."""
            found: list[Response] = aws.call("logs", "describe_log_groups", logGroupNamePrefix=name)["logGroups"]
            if found and found[0]["logGroupName"] == name:
                return found[0] | {"arn": found[0]["arn"].removesuffix(":*")}
            return None

        def _tags(self, aws: Aws, item: Response) -> dict[str, str]:
            tags: dict[str, str] = aws.call("logs", "list_tags_for_resource", resourceArn=item["arn"])["tags"]
            return tags

        def read(self, aws: Aws, id: str) -> Values | None:
            item = self._item(aws, id)
            if item is None:
                return None
            unset = {"retention_in_days": None, "kms_key_id": None}
            return unset | self.parse(item) | {"tags": self._tags(aws, item)}

        def update(self, aws: Aws, id: str, old: Values, new: Values, changed: frozenset[str]) -> None:
            for name, put, remove in (
                ("retention_in_days", "put_retention_policy", "delete_retention_policy"),
                ("kms_key_id", "associate_kms_key", "disassociate_kms_key"),
            ):
                if name in changed:
                    given = new.get(name) is not None
                    aws.call("logs", put if given else remove, logGroupName=id, **self.parameters(new, name))

        def delete(self, aws: Aws, id: str, state: Values) -> None:
            aws.call("logs", "delete_log_group", logGroupName=id)

        def tag(self, aws: Aws, id: str, put: Mapping[str, str], remove: list[str]) -> None:
            arn = f"arn:{aws.partition}:logs:{aws.region}:{aws.account_id}:log-group:{id}"
            if remove:
                aws.call("logs", "untag_resource", resourceArn=arn, tagKeys=remove)
            if put:
                aws.call("logs", "tag_resource", resourceArn=arn, tags=dict(put))
